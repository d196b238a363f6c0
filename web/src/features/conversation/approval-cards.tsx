import { useApprovals } from "@/api/approvals";
import type { Conversation } from "@/api/types";
import { ApprovalCard } from "./approval-card";

/** The replies that wait for a yes: after all that was said, for they are not said yet. */
export function ApprovalCards({ conversation }: { conversation: Conversation }) {
  const { data } = useApprovals(conversation.id);
  const waiting = data?.items.filter(({ state }) => state === "waiting") ?? [];
  return waiting.map((approval) => (
    <ApprovalCard
      key={approval.id}
      approval={approval}
      conversation={conversation}
      others={waiting.filter(({ id, can }) => id !== approval.id && can.includes("reject")).length}
    />
  ));
}
