import { Button, Checkbox, Group, Textarea } from "@mantine/core";
import { IconHourglass, IconUserCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "@/api/approvals";
import { ApiError } from "@/api/client";
import type { Conversation } from "@/api/types";
import { Age } from "@/components/age";
import { TextDiff } from "@/components/text-diff";
import { VisibilityMark } from "@/components/visibility-mark";
import { formatFull, formatSoon } from "@/lib/dates";
import { errorMessage } from "@/lib/errors";
import { useLocale } from "@/lib/i18n";
import classes from "./approval-card.module.css";
import { Attachments } from "./attachments";
import { RejectModal } from "./reject-modal";
import { approvalButton, useApproval } from "./use-approval";

interface Props {
  approval: Approval;
  conversation: Conversation;
  /** So many others wait for the same person here. */
  others: number;
}

/** A reply that waits for a yes. Nothing about it looks sent. */
export function ApprovalCard({ approval, conversation, others }: Props) {
  const { t } = useTranslation();
  const { author, visibility, text, written, attachments } = approval;
  const [edited, setEdited] = useState<string>();
  const pictures = attachments.map(({ url, name }) => ({ kind: "image" as const, url, name }));
  return (
    <article
      id={`approval-${approval.id}`}
      className={classes.card}
      data-visibility={visibility}
      aria-label={t("approvals.waitingBy", { name: author.name })}
    >
      <header>
        <span className={classes.state}>
          <IconHourglass size={14} aria-hidden /> {t("approvals.waiting")}
        </span>
        <strong>{author.name}</strong> <VisibilityMark visibility={visibility} size={13} />
        <Age at={approval.asked_at} />
      </header>
      {edited !== undefined ? (
        <Textarea
          autosize
          minRows={2}
          maxRows={12}
          value={edited}
          onChange={(event) => setEdited(event.currentTarget.value)}
          aria-label={t("approvals.words")}
          data-autofocus
          autoFocus
        />
      ) : text === written ? (
        <div className={classes.text}>{text}</div>
      ) : (
        <TextDiff before={written} after={text} />
      )}
      <Attachments message={{ attachments: pictures, external_url: null, author }} />
      <Facts approval={approval} conversation={conversation} />
      <Decision approval={approval} others={others} edited={edited} onEdit={setEdited} />
    </article>
  );
}

/** Why it waits, for whom and until when; and what has been said here since. */
function Facts({ approval, conversation }: Omit<Props, "others">) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { why, rule_name: rule, step, steps, waits_for, agreed, due_at, since } = approval;
  const { name } = conversation.contact;
  return (
    <div className={classes.facts}>
      <p>
        {t(`approvals.why.${why}`, { rule: rule ?? "" })}
        {steps > 1 && ` · ${t("approvals.step", { step, steps })}`}
      </p>
      <p>
        {t("approvals.waitsFor", { names: waits_for.join(", ") })}
        {" · "}
        <time dateTime={due_at} title={formatFull(due_at, locale)}>
          {t("approvals.until", { time: formatSoon(due_at, locale) })}
        </time>
      </p>
      {agreed.length > 0 && <p>{t("approvals.agreed", { names: agreed.join(", ") })}</p>}
      {approval.edited_by_name && (
        <p>{t("approvals.editedBy", { name: approval.edited_by_name })}</p>
      )}
      {approval.resolves && <p>{t("approvals.resolves")}</p>}
      {since.theirs > 0 && (
        <p className={classes.fresh} role="status">
          {t("approvals.sinceTheirs", { count: since.theirs, name })}
        </p>
      )}
      {since.ours > 0 && (
        <p className={classes.fresh} role="status">
          {t("approvals.sinceOurs", { count: since.ours })}
        </p>
      )}
    </div>
  );
}

interface DecisionProps {
  approval: Approval;
  others: number;
  edited?: string;
  onEdit: (text: string | undefined) => void;
}

function Decision({ approval, others, edited, onEdit }: DecisionProps) {
  const { t } = useTranslation();
  const { id, can, text, conversation_id } = approval;
  const { approve, withdraw, reject, busy } = useApproval(conversation_id);
  const [rejecting, setRejecting] = useState(false);
  const [rejectOthers, setRejectOthers] = useState(false);
  const [refused, setRefused] = useState<unknown>();
  const send = () => {
    const words = edited !== undefined && edited.trim() !== text ? edited : undefined;
    const yes = { text: words, others: rejectOthers ? ("reject" as const) : ("keep" as const) };
    setRefused(undefined);
    approve(approval, yes).catch(setRefused);
  };
  if (can.length === 0) return null;
  const editing = edited !== undefined;
  return (
    <>
      {refused !== undefined && (
        <p className={classes.refused} role="alert">
          {reasonOf(refused)
            ? t(`refusals.${reasonOf(refused)}`, errorMessage(refused, t))
            : errorMessage(refused, t)}
        </p>
      )}
      {can.includes("approve") && others > 0 && (
        <Checkbox
          size="xs"
          mt={8}
          label={t("approvals.rejectOthers", { count: others })}
          checked={rejectOthers}
          onChange={(event) => setRejectOthers(event.currentTarget.checked)}
        />
      )}
      <Group gap={6} mt={8}>
        {can.includes("approve") && (
          <>
            <Button
              id={approvalButton("approve", id)}
              size="xs"
              leftSection={<IconUserCheck size={14} aria-hidden />}
              loading={busy}
              disabled={editing && edited.trim() === ""}
              onClick={send}
            >
              {t(editing ? "approvals.saveAndApprove" : "approvals.approve")}
            </Button>
            <Button
              id={approvalButton("edit", id)}
              size="xs"
              variant="default"
              onClick={() => onEdit(editing ? undefined : text)}
            >
              {t(editing ? "actions.cancel" : "approvals.edit")}
            </Button>
            <Button
              id={approvalButton("reject", id)}
              size="xs"
              variant="subtle"
              color="red"
              onClick={() => setRejecting(true)}
            >
              {t("approvals.reject")}
            </Button>
          </>
        )}
        {can.includes("withdraw") && (
          <Button
            size="xs"
            variant="default"
            loading={busy}
            onClick={() => void withdraw(approval)}
          >
            {t("approvals.withdraw")}
          </Button>
        )}
      </Group>
      {rejecting && (
        <RejectModal
          approval={approval}
          busy={busy}
          onReject={(note) => reject(approval, note, () => setRejecting(false))}
          onClose={() => setRejecting(false)}
        />
      )}
    </>
  );
}

const reasonOf = (error: unknown) =>
  error instanceof ApiError && typeof error.fields.reason_code === "string"
    ? error.fields.reason_code
    : "";
