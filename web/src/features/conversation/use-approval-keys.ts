import { useApprovals } from "@/api/approvals";
import { approvalButton } from "./use-approval";

/** By keyboard: yes, other words, or no to the reply that waits; of several the first is only gone to. */
export function useApprovalKeys(conversationId: number) {
  const { data } = useApprovals(conversationId);
  const mine = data?.items.filter(({ can }) => can.includes("approve")) ?? [];
  const [first] = mine;
  if (!first) return {};
  const press = (deed: "approve" | "edit" | "reject") => () => {
    const button = document.getElementById(approvalButton(deed, first.id));
    button?.focus();
    button?.scrollIntoView({ block: "nearest" });
    if (mine.length === 1) button?.click();
  };
  return { approve: press("approve"), edit: press("edit"), reject: press("reject") };
}
