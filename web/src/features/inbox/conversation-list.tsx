import { Skeleton } from "@mantine/core";
import { useCallbackRef } from "@mantine/hooks";
import { IconMoodSmile } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useConversations, type ListFilters } from "@/api/inbox";
import { shorten } from "@/api/list-cache";
import type { Row } from "@/api/types";
import { ErrorBox } from "@/components/error-box";
import { MessageBox } from "@/components/message-box";
import { useShortcuts } from "@/lib/shortcuts";
import { lazily } from "@/lib/lazily";
import classes from "./conversation-list.module.css";
import { FilterBar } from "./filter-bar";
import { Rows } from "./rows";
import { useSelection } from "./selection";

// Not part of the first load: most people only read a list.
const BulkBar = lazily(() => import("./bulk-bar").then((module) => module.BulkBar));

interface Props {
  filters: ListFilters;
  saved?: number;
  openId?: number;
}

/** A list of the inbox, under what narrows it or under what can be done with those chosen in it. */
export function ConversationList({ filters, saved, openId }: Props) {
  const client = useQueryClient();
  const query = useConversations(filters);
  const rows = uniqueById(query.data?.pages.flatMap((page) => page.items) ?? []);
  const list = JSON.stringify(filters);
  const selection = useSelection(
    list,
    rows.map(({ id }) => id),
  );
  useShortcuts({ Escape: selection.choosing ? selection.clear : undefined });
  const begin = useCallbackRef(selection.begin);
  return (
    <>
      {selection.choosing ? (
        <BulkBar
          fallback={<Skeleton h={76} radius={0} />}
          selection={selection}
          filters={filters}
          more={query.hasNextPage}
        />
      ) : (
        <FilterBar filters={filters} saved={saved} onSelect={begin} />
      )}
      {query.isPending && <ListSkeleton />}
      {query.isError && !query.data && (
        <ErrorBox error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && rows.length === 0 && <NothingHere filters={filters} />}
      {rows.length > 0 && (
        <Rows
          key={filters.view}
          rows={rows}
          list={list}
          openId={openId}
          selection={selection}
          more={query.hasNextPage}
          onMore={() => {
            if (!query.isFetching) void query.fetchNextPage();
          }}
          onTop={() => {
            if (shorten(client, filters)) void query.refetch();
          }}
        />
      )}
    </>
  );
}

/** A row that moved between two fetches may be on two pages. */
function uniqueById(rows: Row[]) {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

function NothingHere({ filters }: { filters: ListFilters }) {
  const { t } = useTranslation();
  const { view, sort: _sort, ...narrowing } = filters;
  const filtered = Object.values(narrowing).some(Boolean);
  const kind = view.startsWith("team:") ? "team" : view;
  return (
    <MessageBox
      icon={<IconMoodSmile size={32} stroke={1.5} />}
      title={filtered ? t("list.nothingFiltered") : t(`list.empty.${kind}`)}
    >
      {filtered ? t("list.nothingFilteredHelp") : t(`list.emptyHelp.${kind}`)}
    </MessageBox>
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
