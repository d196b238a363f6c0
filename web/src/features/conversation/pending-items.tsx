import { IconNote } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { usePending } from "@/api/replies";
import type { Entry, NewReply } from "@/api/timeline-types";
import { VisibilityMark } from "@/components/visibility-mark";
import classes from "./timeline.module.css";

interface Props {
  conversationId: number;
  /** What is already in the timeline: the news of a reply may overtake the answer to it. */
  entries: Entry[];
}

/** What the server has not confirmed yet. */
export function PendingItems({ conversationId, entries }: Props) {
  const { t } = useTranslation();
  const { replies, notes } = usePending(conversationId);
  return (
    <>
      {notes.map((note, index) => (
        <article key={index} className={classes.note} data-pending>
          <header>
            <IconNote size={14} aria-hidden /> {t("timeline.saving")}
          </header>
          {note.text}
        </article>
      ))}
      {replies.filter(notIn(entries)).map((reply) => (
        <article
          key={reply.client_ref}
          className={classes.message}
          data-direction="out"
          data-visibility={reply.visibility}
          data-pending
        >
          <div>
            <div className={classes.bubble}>{reply.text || t("media.kind.image")}</div>
            <div className={classes.delivery}>
              <VisibilityMark visibility={reply.visibility} size={12} /> {t("timeline.saving")}
            </div>
          </div>
        </article>
      ))}
    </>
  );
}

const notIn = (entries: Entry[]) => (reply: NewReply) =>
  !entries.some((entry) => entry.entry === "message" && entry.client_ref === reply.client_ref);
