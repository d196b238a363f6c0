import { Anchor, Loader, Text } from "@mantine/core";
import { IconFile, IconPhotoOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MessageEntry } from "@/api/timeline-types";
import { useLoadedFile } from "@/lib/use-loaded-file";
import { lazily } from "@/lib/lazily";
import classes from "./attachments.module.css";

const MediaViewer = lazily(() => import("./media-viewer").then((module) => module.MediaViewer));

type Attachment = MessageEntry["attachments"][number];
type Holder = Pick<MessageEntry, "attachments" | "external_url" | "author">;

/** Pictures, films, sounds and files of a message: all from our server, so that no network learns who looks. */
export function Attachments({ message }: { message: Holder }) {
  const [open, setOpen] = useState<number | null>(null);
  const pictures = message.attachments.filter(({ kind }) => kind === "image");
  const others = message.attachments.filter(({ kind }) => kind !== "image");
  if (message.attachments.length === 0) return null;
  return (
    <>
      {pictures.length > 0 && (
        <div className={classes.pictures} data-many={pictures.length > 1 || undefined}>
          {pictures.map((picture, index) => (
            <Picture
              key={picture.url}
              picture={picture}
              elsewhere={message.external_url}
              onOpen={() => setOpen(index)}
            />
          ))}
        </div>
      )}
      {others.map((attachment) => (
        <Other key={attachment.url} attachment={attachment} elsewhere={message.external_url} />
      ))}
      {open !== null && (
        <MediaViewer
          pictures={pictures}
          at={open}
          by={message.author.name}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

interface PictureProps {
  picture: Attachment;
  elsewhere: string | null;
  onOpen: () => void;
}

function Picture({ picture, elsewhere, onOpen }: PictureProps) {
  const { t } = useTranslation();
  const { state, src } = useLoadedFile(picture.url, "whole");
  if (state === "failed") return <NotToBeHad elsewhere={elsewhere} />;
  if (state === "loading") {
    return (
      <span className={classes.waiting} role="status" aria-label={t("states.loading")}>
        <Loader size="xs" type="dots" />
      </span>
    );
  }
  return (
    <button
      type="button"
      className={classes.picture}
      onClick={onOpen}
      aria-label={picture.name ? `${t("media.open")}: ${picture.name}` : t("media.open")}
    >
      <img src={src} alt={picture.name ?? ""} loading="lazy" />
    </button>
  );
}

function Other({ attachment, elsewhere }: { attachment: Attachment; elsewhere: string | null }) {
  const { t } = useTranslation();
  const { state, src } = useLoadedFile(attachment.url, "first byte");
  const name = attachment.name ?? t(`media.kind.${attachment.kind}`);
  if (state === "failed") return <NotToBeHad elsewhere={elsewhere} />;
  if (state === "loading") return <Loader size="xs" type="dots" aria-label={t("states.loading")} />;
  if (attachment.kind === "video") {
    return (
      <video className={classes.film} src={src} controls preload="metadata" aria-label={name} />
    );
  }
  if (attachment.kind === "audio") {
    return (
      <audio className={classes.sound} src={src} controls preload="metadata" aria-label={name} />
    );
  }
  return (
    <Anchor href={src} download={attachment.name ?? true} fz="sm" className={classes.file}>
      <IconFile size={16} aria-hidden /> {name}
    </Anchor>
  );
}

function NotToBeHad({ elsewhere }: { elsewhere: string | null }) {
  const { t } = useTranslation();
  return (
    <span className={classes.gone}>
      <IconPhotoOff size={16} aria-hidden />
      <Text span fz="xs">
        {t("media.gone")}
      </Text>
      {elsewhere && (
        <Anchor href={elsewhere} target="_blank" rel="noreferrer" fz="xs">
          {t("timeline.seeThere")}
        </Anchor>
      )}
    </span>
  );
}
