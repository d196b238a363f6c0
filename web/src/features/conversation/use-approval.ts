import { useTranslation } from "react-i18next";
import { useApprovals, useApprove, useReject, useWithdraw, type Approval } from "@/api/approvals";
import { useSession } from "@/api/session";
import { addPictures, draftKey } from "@/lib/drafts";
import { notifyError } from "@/lib/errors";
import { COMPOSER_TEXT_ID } from "./insert-text";

/** What can be done with a reply that waits; what was refused is told. */
export function useApproval(conversationId: number) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { data } = useApprovals(conversationId);
  const approve = useApprove(conversationId);
  const reject = useReject(conversationId);
  const withdraw = useWithdraw(conversationId);
  const onError = (error: unknown) => notifyError(error, t);
  const key = draftKey(user.id, conversationId);
  return {
    busy: approve.isPending || reject.isPending || withdraw.isPending,
    approve: ({ id }: Approval, yes: { text?: string; others?: "keep" | "reject" }) =>
      approve.mutateAsync({
        id,
        others: "keep",
        ...yes,
        known_message_id: data?.newest_message_id,
      }),
    reject: ({ id }: Approval, note: string, onSuccess: () => void) =>
      reject.mutate({ id, note }, { onSuccess, onError }),
    /** The words come back as a draft of the server; the pictures are known here only. The card may be gone by then. */
    withdraw: async ({ id, visibility }: Approval) => {
      try {
        const { attachments } = await withdraw.mutateAsync(id);
        const back = attachments.map((each) => ({ id: each.id, name: each.name ?? null }));
        addPictures(key, visibility, back);
        document.getElementById(COMPOSER_TEXT_ID)?.focus();
      } catch (error) {
        onError(error);
      }
    },
  };
}

export const approvalButton = (deed: "approve" | "edit" | "reject", id: number) =>
  `approval-${deed}-${id}`;
