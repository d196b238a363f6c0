import { IconNote } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { usePending } from "@/api/replies";
import { VisibilityMark } from "@/components/visibility-mark";
import classes from "./timeline.module.css";

/** What the server has not confirmed yet. */
export function PendingItems({ conversationId }: { conversationId: number }) {
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
      {replies.map((reply) => (
        <article
          key={reply.client_ref}
          className={classes.message}
          data-direction="out"
          data-visibility={reply.visibility}
          data-pending
        >
          <div>
            <div className={classes.bubble}>{reply.text}</div>
            <div className={classes.delivery}>
              <VisibilityMark visibility={reply.visibility} size={12} /> {t("timeline.saving")}
            </div>
          </div>
        </article>
      ))}
    </>
  );
}
