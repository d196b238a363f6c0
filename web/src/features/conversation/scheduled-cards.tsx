import { useScheduled } from "@/api/scheduled";
import { useSession } from "@/api/session";
import { ScheduledCard } from "./scheduled-card";

/** The replies that wait for their time: after all that was said, for they are not said yet. */
export function ScheduledCards({ conversationId }: { conversationId: number }) {
  const { user } = useSession();
  const { data } = useScheduled(conversationId);
  // What is its author's draft again is theirs alone to see to.
  const shown = data?.items.filter(({ in_draft, author }) => !in_draft || author.id === user.id);
  return shown?.map((each) => <ScheduledCard key={each.id} scheduled={each} />);
}
