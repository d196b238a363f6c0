import { ActionIcon, Popover, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBolt, IconDoorEnter, IconMoodSmile, IconPhotoPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { usePictureInput } from "@/components/use-picture-input";
import { lazily } from "@/lib/lazily";
import classes from "./composer.module.css";
import { caretOf, insertText } from "./insert-text";
import type { Composer } from "./use-composer";
import type { Pictures } from "./use-pictures";
import { useMovePrivate } from "./use-move-private";

const EmojiPicker = lazily(() => import("./emoji-picker").then((module) => module.default));

interface Props {
  conversation: Conversation;
  composer: Composer;
  pictures: Pictures;
}

/** What one may put into the text, and beside it. */
export function ComposerTools({ conversation, composer, pictures }: Props) {
  const { t } = useTranslation();
  const [emoji, { close, toggle }] = useDisclosure();
  const { mayInvite, invite } = useMovePrivate(conversation, composer);
  const { writable, mode, text } = composer;
  const openMacros = () => {
    const before = text.slice(0, caretOf(text));
    insertText(composer, before && !/\s$/u.test(before) ? " /" : "/");
  };
  return (
    <div className={classes.tools}>
      <Popover opened={emoji} onDismiss={close} position="top-start">
        <Popover.Target>
          <Tooltip label={t("composer.emoji")}>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={!writable}
              onClick={toggle}
              aria-label={t("composer.emoji")}
            >
              <IconMoodSmile size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Popover.Target>
        <Popover.Dropdown p={8} aria-label={t("composer.emoji")}>
          <EmojiPicker
            fallback={<div className={classes.emojiPlace} />}
            onPick={(sign) => {
              close();
              insertText(composer, sign);
            }}
            onClose={close}
          />
        </Popover.Dropdown>
      </Popover>
      {pictures.most > 0 && <AddPictures pictures={pictures} disabled={!writable} />}
      {mode !== "note" && (
        <Tooltip label={`${t("composer.macros")} ( / )`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={!writable}
            // The text keeps its caret.
            onMouseDown={(event) => event.preventDefault()}
            onClick={openMacros}
            aria-label={t("composer.macros")}
          >
            <IconBolt size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {mayInvite && (
        <Tooltip label={t("composer.invite")}>
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={() => void invite()}
            aria-label={t("composer.invite")}
          >
            <IconDoorEnter size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

function AddPictures({ pictures, disabled }: { pictures: Pictures; disabled: boolean }) {
  const { t } = useTranslation();
  const label = t("composer.addPictures");
  const { input, open } = usePictureInput(label, (files) => pictures.add(files));
  return (
    <>
      {input}
      <Tooltip label={label}>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={disabled}
          onClick={open}
          aria-label={label}
        >
          <IconPhotoPlus size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
