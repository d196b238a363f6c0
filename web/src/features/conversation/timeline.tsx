import { Button, Skeleton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTimeline } from "@/api/conversation";
import type { Conversation } from "@/api/types";
import { ErrorBox } from "@/components/error-box";
import { formatDay } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { ApprovalCards } from "./approval-cards";
import { EventsItem } from "./events-item";
import { MessageItem } from "./message-item";
import { NoteItem } from "./note-item";
import { PendingItems } from "./pending-items";
import { PreviousLink } from "./previous-link";
import { ScheduledCards } from "./scheduled-cards";
import { ThreadLine } from "./thread-line";
import { UnreadLine } from "./unread-line";
import { useShown } from "./use-shown";
import { toTimelineItems, type TimelineItem } from "./timeline-items";
import classes from "./timeline.module.css";

interface Props {
  conversation: Conversation;
  shown?: string;
}

export function Timeline({ conversation, shown }: Props) {
  const { t } = useTranslation();
  const query = useTimeline(conversation.id);
  useShown(shown, query);
  // As it was when the conversation was opened: looking at it must not take the line away.
  const [seenAt] = useState(conversation.seen_at);
  if (query.isPending) return <TimelineSkeleton />;
  if (query.isError && !query.data)
    return <ErrorBox error={query.error} onRetry={() => void query.refetch()} />;
  const entries = query.data.pages.toReversed().flatMap((page) => page.items);
  return (
    // Turned over, so that the newest stays in sight and older messages push nothing around.
    <div className={classes.viewport} tabIndex={-1}>
      <div className={classes.entries} role="log" aria-label={t("timeline.label")}>
        {query.hasNextPage ? (
          <Button
            className={classes.older}
            variant="default"
            size="xs"
            radius="xl"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t("timeline.older")}
          </Button>
        ) : (
          <PreviousLink conversation={conversation} />
        )}
        {toTimelineItems(entries, seenAt).map((item) => (
          <Item key={item.key} item={item} conversation={conversation} />
        ))}
        <ApprovalCards conversation={conversation} />
        <ScheduledCards conversationId={conversation.id} />
        <PendingItems conversationId={conversation.id} entries={entries} />
      </div>
    </div>
  );
}

function Item({ item, conversation }: { item: TimelineItem; conversation: Conversation }) {
  switch (item.type) {
    case "day":
      return <DayLine at={item.at} />;
    case "unread":
      return <UnreadLine count={item.count} />;
    case "thread":
      return <ThreadLine thread={conversation.threads.find(({ id }) => id === item.threadId)} />;
    case "message":
      return (
        <MessageItem
          message={item.message}
          continued={item.continued}
          conversationId={conversation.id}
        />
      );
    case "note":
      return <NoteItem note={item.note} />;
    case "events":
      return <EventsItem events={item.events} />;
  }
}

function DayLine({ at }: { at: string }) {
  const locale = useLocale();
  return (
    <div className={classes.day} role="separator">
      <span>{formatDay(at, locale)}</span>
    </div>
  );
}

function TimelineSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={classes.skeleton} role="status" aria-label={t("states.loading")}>
      <Skeleton h={64} w="58%" radius="lg" />
      <Skeleton h={44} w="40%" radius="lg" />
      <Skeleton h={72} w="52%" radius="lg" ml="auto" />
    </div>
  );
}
