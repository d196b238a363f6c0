import { ActionIcon, Group, Modal, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight, IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./media-viewer.module.css";

interface Props {
  pictures: { url: string; name: string | null }[];
  at: number;
  by: string;
  onClose: () => void;
}

/** Looks at the pictures of a message one after another: arrows go on, Escape closes, a click shows the full size. */
export function MediaViewer({ pictures, at, by, onClose }: Props) {
  const { t } = useTranslation();
  const [index, setIndex] = useState(at);
  const [full, setFull] = useState(false);
  // It goes when it has faded: until then Escape is its own and does not close what is below.
  const [closing, setClosing] = useState(false);
  const picture = pictures[index];
  const many = pictures.length > 1;
  const go = (step: number) => {
    setFull(false);
    setIndex((index + step + pictures.length) % pictures.length);
  };
  // Wherever the focus is: the viewer covers everything.
  useHotkeys([
    ["ArrowRight", () => many && go(1)],
    ["ArrowLeft", () => many && go(-1)],
  ]);
  if (!picture) return null;
  return (
    <Modal
      opened={!closing}
      onClose={() => setClosing(true)}
      onExitTransitionEnd={onClose}
      size="auto"
      centered
      title={many ? `${by} · ${index + 1} / ${pictures.length}` : by}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <div className={classes.frame} data-full={full || undefined}>
        <button
          type="button"
          className={classes.picture}
          onClick={() => setFull(!full)}
          aria-label={t(full ? "media.fit" : "media.full")}
          data-autofocus
        >
          <img src={picture.url} alt={picture.name ?? t("media.by", { name: by })} />
        </button>
      </div>
      <Group justify="space-between" mt="sm" wrap="nowrap">
        <Text fz="sm" c="dimmed" truncate>
          {picture.name}
        </Text>
        <Group gap={6} wrap="nowrap">
          {many && (
            <>
              <ActionIcon variant="default" onClick={() => go(-1)} aria-label={t("media.previous")}>
                <IconChevronLeft size={18} />
              </ActionIcon>
              <ActionIcon variant="default" onClick={() => go(1)} aria-label={t("media.next")}>
                <IconChevronRight size={18} />
              </ActionIcon>
            </>
          )}
          <ActionIcon
            variant="default"
            component="a"
            href={picture.url}
            download={picture.name ?? true}
            aria-label={t("media.download")}
          >
            <IconDownload size={18} />
          </ActionIcon>
        </Group>
      </Group>
    </Modal>
  );
}
