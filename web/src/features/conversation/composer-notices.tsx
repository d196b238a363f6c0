import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { useClaim } from "@/api/conversation";
import { useMembers } from "@/api/people";
import { useSession } from "@/api/session";
import type { Conversation } from "@/api/types";
import { formatLeft } from "@/lib/dates";
import { errorMessage, notifyError } from "@/lib/errors";
import { useLocale } from "@/lib/i18n";
import { useNow } from "@/lib/use-now";
import classes from "./composer.module.css";
import type { Composer } from "./use-composer";

interface Props {
  conversation: Conversation;
  composer: Composer;
  error: unknown;
  onTakenOver: () => void;
}

/** Everything to know before pressing Send. */
export function ComposerNotices({ conversation, composer, error, onTakenOver }: Props) {
  const { t } = useTranslation();
  const refusal = composer.option?.refusal;
  const taken = error instanceof ApiError && error.code === "claimed_by_other";
  return (
    <div aria-live="polite">
      {refusal && (
        <p className={classes.notice}>
          {t(`refusals.${refusal.code}`, { defaultValue: refusal.detail })}
        </p>
      )}
      {error !== null && !taken && <p className={classes.notice}>{errorMessage(error, t)}</p>}
      {(composer.heldByOther || taken) && (
        <HeldByOther
          conversation={conversation}
          fallbackName={taken ? String(error.fields.assignee_name) : undefined}
          onTakenOver={onTakenOver}
        />
      )}
      <Typing conversation={conversation} />
      <WindowLeft closesAt={composer.option?.window_closes_at ?? null} />
    </div>
  );
}

interface HeldProps {
  conversation: Conversation;
  fallbackName?: string;
  onTakenOver: () => void;
}

function HeldByOther({ conversation, fallbackName, onTakenOver }: HeldProps) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { data: members = [] } = useMembers();
  const claim = useClaim(conversation.id, user.id);
  const holder = members.find(({ user_id }) => user_id === conversation.assignee_id);
  const takeOver = () =>
    claim.mutate(
      { take_over: true },
      { onSuccess: onTakenOver, onError: (error) => notifyError(error, t) },
    );
  return (
    <div className={classes.notice}>
      {t("composer.heldBy", { name: fallbackName ?? holder?.name ?? t("composer.colleague") })}
      <Button size="compact-xs" color="coral" loading={claim.isPending} onClick={takeOver}>
        {t("composer.takeOver")}
      </Button>
    </div>
  );
}

function Typing({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { data: members = [] } = useMembers();
  const others = conversation.viewers.filter((viewer) => viewer.user_id !== user.id);
  const named = (typing: boolean) =>
    others
      .filter((viewer) => viewer.typing === typing)
      .map((viewer) => members.find(({ user_id }) => user_id === viewer.user_id)?.name)
      .filter((name) => name !== undefined)
      .join(", ");
  const typing = named(true);
  const viewing = named(false);
  if (typing) return <p className={classes.notice}>{t("composer.typing", { names: typing })}</p>;
  if (!viewing) return null;
  return (
    <p className={classes.notice} data-quiet>
      {t("composer.viewing", { names: viewing })}
    </p>
  );
}

function WindowLeft({ closesAt }: { closesAt: string | null }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const now = useNow(30_000);
  const left = closesAt && formatLeft(closesAt, locale, now);
  if (!left) return null;
  return (
    <p className={classes.notice} data-quiet>
      {t("composer.windowLeft", { left })}
    </p>
  );
}
