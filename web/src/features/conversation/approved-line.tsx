import { UnstyledButton } from "@mantine/core";
import { IconUserCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApprovals } from "@/api/approvals";
import type { MessageEntry } from "@/api/timeline-types";
import { TextDiff } from "@/components/text-diff";
import cardClasses from "./approval-card.module.css";
import classes from "./timeline.module.css";

interface Props {
  message: MessageEntry;
  conversationId: number;
}

/** Who said yes to a reply, and what they changed of it. */
export function ApprovedLine({ message, conversationId }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { data } = useApprovals(conversationId);
  const approval = data?.items.find(({ message_id }) => message_id === message.id);
  if (!approval) return null;
  const edited = approval.text !== approval.written;
  const name = approval.decided_by_name ?? t("composer.colleague");
  return (
    <>
      <div className={classes.delivery}>
        <IconUserCheck size={14} aria-hidden />
        <span>{t(edited ? "approvals.approvedEdited" : "approvals.approvedBy", { name })}</span>
        {edited && (
          <UnstyledButton
            fz="xs"
            td="underline"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {t(open ? "approvals.hideChanges" : "approvals.showChanges")}
          </UnstyledButton>
        )}
      </div>
      {open && (
        <div className={cardClasses.changes}>
          <TextDiff before={approval.written} after={approval.text} />
        </div>
      )}
    </>
  );
}
