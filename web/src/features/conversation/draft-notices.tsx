import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { useTimeline } from "@/api/conversation";
import { useSession } from "@/api/session";
import type { Conversation } from "@/api/types";
import { Age } from "@/components/age";
import { Thumbs } from "@/components/thumbs";
import { Notice } from "./notice";
import classes from "./composer.module.css";
import { chooseDraft } from "./draft-keeper";
import type { Composer } from "./use-composer";

interface Props {
  conversation: Conversation;
  composer: Composer;
  error: unknown;
  onSendAnyway: () => void;
}

/** What stands against sending these very words: an answer that came meanwhile, other words elsewhere, gaps in them. */
export function DraftNotices({ conversation, composer, error, onSendAnyway }: Props) {
  const { t } = useTranslation();
  const { key, mode, unfilled, piece } = composer;
  const place = { key, conversationId: conversation.id, mode };
  return (
    <>
      <Answered
        conversation={conversation}
        composer={composer}
        error={error}
        onSendAnyway={onSendAnyway}
      />
      {unfilled.length > 0 && (
        <Notice>{t("composer.unfilled", { names: unfilled.join(", ") })}</Notice>
      )}
      {piece.other && (
        <Notice>
          {t("composer.otherDevice")}
          <blockquote className={classes.theirs}>
            {piece.other.text}
            <Thumbs pictures={piece.other.pictures ?? []} />
          </blockquote>
          <Button size="compact-xs" color="coral" onClick={() => chooseDraft(place, "there")}>
            {t("composer.useThat")}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => chooseDraft(place, "here")}>
            {t("composer.keepThis")}
          </Button>
        </Notice>
      )}
    </>
  );
}

interface Answer {
  id: number;
  name: string;
  at: string;
}

/** The newest answer of somebody else that the writer had not seen when they began. */
function useNewAnswer({ id }: Conversation, { piece }: Composer): Answer | undefined {
  const { user } = useSession();
  const { data } = useTimeline(id);
  const { since } = piece;
  if (since === undefined || !piece.text) return undefined;
  const answers = (data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((item) => item.entry === "message")
    .filter(({ id, direction }) => direction === "out" && id > since)
    .filter(({ author }) => author.kind !== "person" || author.id !== user.id)
    .sort((a, b) => b.id - a.id);
  const [newest] = answers;
  return newest && { id: newest.id, name: newest.author.name, at: newest.at };
}

function Answered({ conversation, composer, error, onSendAnyway }: Props) {
  const { t } = useTranslation();
  const seen = useNewAnswer(conversation, composer);
  const asked = error instanceof ApiError && error.code === "answered_meanwhile";
  const told: Answer | undefined = asked
    ? {
        id: Number(error.fields.message_id),
        name: String(error.fields.author_name),
        at: String(error.fields.at),
      }
    : seen;
  if (!told || !composer.text) return null;
  const look = () => document.getElementById(`message-${told.id}`)?.scrollIntoView();
  return (
    <Notice>
      <span>
        {t("composer.answered", { name: told.name || t("composer.colleague") })}
        {" · "}
        <Age at={told.at} />
      </span>
      <Button size="compact-xs" variant="default" onClick={look}>
        {t("composer.look")}
      </Button>
      {asked && composer.ready && (
        <Button size="compact-xs" color="coral" onClick={onSendAnyway}>
          {t("composer.sendAnyway")}
        </Button>
      )}
    </Notice>
  );
}
