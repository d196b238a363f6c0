import { Button, Loader } from "@mantine/core";
import { IconActivity } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStream } from "@/api/stream";
import type { StreamFilters, StreamItem } from "@/api/types";
import { ErrorBox } from "@/components/error-box";
import { MessageBox } from "@/components/message-box";
import { MoreButton } from "@/components/more-button";
import { useShortcuts } from "@/lib/shortcuts";
import { StreamRow } from "./stream-row";
import classes from "./stream-page.module.css";

const AT_TOP_PX = 24;

/** Who reads further down is not moved: what comes meanwhile waits behind a button. */
function useHeld(items: StreamItem[]) {
  const holder = useRef<HTMLDivElement>(null);
  const [anchor, setAnchor] = useState<number>();
  const newest = items[0]?.said.id;
  const at = anchor === undefined ? 0 : items.findIndex(({ said }) => said.id === anchor);
  const waiting = Math.max(at, 0);
  const onScroll = () => {
    const above = (holder.current?.scrollTop ?? 0) <= AT_TOP_PX;
    if (above && waiting === 0) setAnchor(undefined);
    else if (!above && anchor === undefined) setAnchor(newest);
  };
  const toTop = () => {
    setAnchor(undefined);
    holder.current?.scrollTo({ top: 0 });
  };
  return { holder, shown: items.slice(waiting), waiting, onScroll, toTop };
}

export function StreamList({ filters }: { filters: StreamFilters }) {
  const { t } = useTranslation();
  const query = useStream(filters);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const { holder, shown, waiting, onScroll, toTop } = useHeld(items);
  useShortcuts({ j: () => focusNext(holder.current, 1), k: () => focusNext(holder.current, -1) });
  if (query.isPending)
    return (
      <Loader className={classes.loader} size="sm" role="status" aria-label={t("states.loading")} />
    );
  if (query.isError && items.length === 0)
    return <ErrorBox error={query.error} onRetry={() => void query.refetch()} />;
  if (items.length === 0 && !query.hasNextPage)
    return (
      <MessageBox icon={<IconActivity size={32} stroke={1.5} />} title={t("stream.empty")}>
        {t("stream.emptyHelp")}
      </MessageBox>
    );
  return (
    <div className={classes.scroll} ref={holder} onScroll={onScroll}>
      <div role="status" className={classes.bar}>
        {waiting > 0 && (
          <Button size="compact-sm" radius="xl" className={classes.fresh} onClick={toTop}>
            {t("list.fresh", { count: waiting })}
          </Button>
        )}
      </div>
      <ul className={classes.list} aria-label={t("stream.list")}>
        {shown.map((item) => (
          <li key={item.said.id}>
            <StreamRow item={item} />
          </li>
        ))}
      </ul>
      <MoreButton label={t("stream.more")} query={query} />
    </div>
  );
}

/** From one to the next by the keyboard. */
function focusNext(holder: HTMLElement | null, by: number) {
  const links = Array.from(holder?.querySelectorAll<HTMLAnchorElement>("[data-said]") ?? []);
  const at = links.findIndex((link) => link === document.activeElement);
  links[at < 0 ? 0 : at + by]?.focus();
}
