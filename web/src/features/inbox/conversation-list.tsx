import { Button, Loader, Skeleton } from "@mantine/core";
import { IconArrowUp, IconMoodSmile } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useConversations, type ListFilters } from "@/api/inbox";
import type { Row } from "@/api/types";
import { ErrorBox } from "@/components/error-box";
import { MessageBox } from "@/components/message-box";
import classes from "./conversation-list.module.css";
import { ConversationRow } from "./conversation-row";
import { useHeldOrder } from "./held-order";
import { useListKeys } from "./list-keys";

const ROW_HEIGHT = 88;

interface Props {
  filters: ListFilters;
  filtered: boolean;
  openId?: number;
}

export function ConversationList({ filters, filtered, openId }: Props) {
  const { t } = useTranslation();
  const query = useConversations(filters);
  if (query.isPending) return <ListSkeleton />;
  if (query.isError && !query.data)
    return <ErrorBox error={query.error} onRetry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) {
    const view = filters.view.startsWith("team:") ? "team" : filters.view;
    return (
      <MessageBox
        icon={<IconMoodSmile size={32} stroke={1.5} />}
        title={filtered ? t("list.nothingFiltered") : t(`list.empty.${view}`)}
      >
        {filtered ? t("list.nothingFilteredHelp") : t(`list.emptyHelp.${view}`)}
      </MessageBox>
    );
  }
  return (
    <Rows
      key={filters.view}
      rows={uniqueById(rows)}
      list={JSON.stringify(filters)}
      openId={openId}
      more={query.hasNextPage}
      onMore={() => {
        if (!query.isFetching) void query.fetchNextPage();
      }}
    />
  );
}

/** A row that moved between two fetches may be on two pages. */
function uniqueById(rows: Row[]) {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

interface RowsProps {
  rows: Row[];
  list: string;
  openId?: number;
  more: boolean;
  onMore: () => void;
}

function Rows({ rows, list, openId, more, onMore }: RowsProps) {
  const { t } = useTranslation();
  const viewport = useRef<HTMLDivElement>(null);
  const [scrolled, setScrolled] = useState(false);
  const { items, waiting } = useHeldOrder(rows, scrolled, list);
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer is read on every render
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 8,
  });
  const cursor = useListKeys(items, openId, (index) => virtualizer.scrollToIndex(index));
  const visible = virtualizer.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= items.length - 10) onMore();
  }, [more, last, items.length, onMore]);

  const toTop = () => {
    setScrolled(false);
    viewport.current?.scrollTo({ top: 0 });
  };
  return (
    <div className={classes.holder}>
      {waiting > 0 && (
        <Button
          className={classes.fresh}
          size="xs"
          radius="xl"
          leftSection={<IconArrowUp size={14} />}
          onClick={toTop}
        >
          {t("list.fresh", { count: waiting })}
        </Button>
      )}
      <div
        ref={viewport}
        className={classes.viewport}
        onScroll={(event) => setScrolled(event.currentTarget.scrollTop > ROW_HEIGHT / 2)}
      >
        <ul className={classes.rows} style={{ height: virtualizer.getTotalSize() }}>
          {visible.map(({ index, key, start }) => {
            const row = items[index];
            return (
              row && (
                <li
                  key={key}
                  className={classes.place}
                  style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }}
                >
                  <ConversationRow row={row} open={row.id === openId} cursor={row.id === cursor} />
                </li>
              )
            );
          })}
        </ul>
        {more && (
          <div className={classes.more} role="status" aria-label={t("states.loading")}>
            <Loader size="xs" type="dots" />
          </div>
        )}
      </div>
    </div>
  );
}

function ListSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("states.loading")}>
      {[62, 48, 75, 55, 68, 50].map((width, index) => (
        <div key={index} className={classes.skeleton}>
          <Skeleton circle h={36} />
          <div>
            <Skeleton h={10} w={`${width}%`} mb={10} />
            <Skeleton h={8} mb={8} />
            <Skeleton h={8} w="40%" />
          </div>
        </div>
      ))}
    </div>
  );
}
