import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { useClaim } from "@/api/conversation";
import { useMembers } from "@/api/people";
import { useSession } from "@/api/session";
import type { Conversation } from "@/api/types";
import { errorMessage, notifyError } from "@/lib/errors";
import { ApprovalNotices } from "./approval-notices";
import { ColleagueDrafts } from "./colleague-drafts";
import classes from "./composer.module.css";
import { DraftNotices } from "./draft-notices";
import { Notice } from "./notice";
import type { Composer } from "./use-composer";
import { useDrafts } from "./use-drafts";
import { useMovePrivate } from "./use-move-private";
import { OtherWay, WindowLeft } from "./window-left";

interface Props {
  conversation: Conversation;
  composer: Composer;
  error: unknown;
  onTakenOver: () => void;
  onSendAnyway: () => void;
}

/** Everything to know before pressing Send. */
export function ComposerNotices(props: Props) {
  const { conversation, composer, error, onTakenOver, onSendAnyway } = props;
  const { t } = useTranslation();
  const { theirs, move } = useDrafts(conversation.id);
  const refusal = composer.option?.refusal;
  const code = error instanceof ApiError ? error.code : undefined;
  const taken = code === "claimed_by_other";
  return (
    <div aria-live="polite" className={classes.notices}>
      {refusal && (
        <Notice>
          {t(`refusals.${refusal.code}`, { defaultValue: refusal.detail })}
          {refusal.code === "window_closed" && <OtherWay composer={composer} />}
        </Notice>
      )}
      {error !== null && !taken && code !== "answered_meanwhile" && (
        <Notice>
          {errorMessage(error, t)}
          {code === "needs_approval" && (
            <Button size="compact-xs" variant="default" onClick={onSendAnyway}>
              {t("approvals.submit")}
            </Button>
          )}
        </Notice>
      )}
      {(composer.heldByOther || taken) && (
        <HeldByOther
          conversation={conversation}
          fallbackName={
            taken && error instanceof ApiError ? String(error.fields.assignee_name) : undefined
          }
          onTakenOver={onTakenOver}
        />
      )}
      <DraftNotices
        conversation={conversation}
        composer={composer}
        error={error}
        onSendAnyway={onSendAnyway}
      />
      <ApprovalNotices conversation={conversation} composer={composer} />
      <ColleagueDrafts drafts={theirs} composer={composer} />
      {move === "private" && <GiveBack conversation={conversation} composer={composer} />}
      <Typing conversation={conversation} />
      {composer.option?.window_closes_at && (
        <WindowLeft conversation={conversation} closesAt={composer.option.window_closes_at} />
      )}
    </div>
  );
}

/** What went on in private is best closed where everybody has seen it begin. */
function GiveBack({ conversation, composer }: { conversation: Conversation; composer: Composer }) {
  const { t } = useTranslation();
  const { mayReturn, giveBack } = useMovePrivate(conversation, composer);
  if (!mayReturn || composer.piece.move === "return") return null;
  return (
    <Notice quiet>
      {t("composer.returnHelp")}
      <Button size="compact-xs" variant="default" onClick={() => void giveBack()}>
        {t("composer.return")}
      </Button>
    </Notice>
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
    <Notice>
      {t("composer.heldBy", { name: fallbackName ?? holder?.name ?? t("composer.colleague") })}
      <Button size="compact-xs" color="coral" loading={claim.isPending} onClick={takeOver}>
        {t("composer.takeOver")}
      </Button>
    </Notice>
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
  if (typing) return <Notice>{t("composer.typing", { names: typing })}</Notice>;
  if (!viewing) return null;
  return <Notice quiet>{t("composer.viewing", { names: viewing })}</Notice>;
}
