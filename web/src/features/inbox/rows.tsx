import { Button, Checkbox, Loader } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Row } from "@/api/types";
import classes from "./conversation-list.module.css";
import { ConversationRow } from "./conversation-row";
import { useHeldOrder } from "./held-order";
import { useListKeys } from "./list-keys";
import type { Selection } from "./selection";

const ROW_HEIGHT = 88;

interface Props {
  rows: Row[];
  list: string;
  openId?: number;
  selection: Selection;
  more: boolean;
  onMore: () => void;
  /** Back at the top, where nobody is disturbed by a new order. */
  onTop: () => void;
}

/** The rows on screen, of however many there are. */
export function Rows({ rows, list, openId, selection, more, onMore, onTop }: Props) {
  const { t } = useTranslation();
  const viewport = useRef<HTMLDivElement>(null);
  const [scrolled, setScrolled] = useState(false);
  const { items, waiting } = useHeldOrder(rows, scrolled || selection.choosing, list);
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer is read on every render
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 8,
  });
  const cursor = useListKeys(items, openId, selection, (index) => virtualizer.scrollToIndex(index));
  const visible = virtualizer.getVirtualItems();
  const nearEnd = more && (visible.at(-1)?.index ?? 0) >= items.length - 10;
  useEffect(() => {
    if (nearEnd) onMore();
  }, [nearEnd, items.length, onMore]);

  const scroll = (top: number) => {
    const away = top > ROW_HEIGHT / 2;
    if (scrolled && !away) onTop();
    setScrolled(away);
  };
  const toTop = () => {
    scroll(0);
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
        onScroll={(event) => scroll(event.currentTarget.scrollTop)}
      >
        <ul className={classes.rows} style={{ height: virtualizer.getTotalSize() }}>
          {visible.map(({ index, key, start }) => {
            const row = items[index];
            return (
              row && (
                <li
                  key={key}
                  className={classes.place}
                  data-choosing={selection.choosing || undefined}
                  style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }}
                >
                  <Choice row={row} selection={selection} />
                  <ConversationRow
                    row={row}
                    open={row.id === openId}
                    cursor={row.id === cursor}
                    chosen={selection.ids.has(row.id)}
                  />
                </li>
              )
            );
          })}
        </ul>
        {more && (
          <div className={classes.more}>
            {/* Only where it is seen: what moves below keeps the machine of every agent at work all day. */}
            {nearEnd && (
              <Loader size="xs" type="dots" role="status" aria-label={t("states.loading")} />
            )}
          </div>
        )}
      </div>
    </div>
  );
}

/** Chooses the row; with Shift also everything from the one chosen last. */
function Choice({ row, selection }: { row: Row; selection: Selection }) {
  const { t } = useTranslation();
  const choose = (event: MouseEvent) =>
    event.shiftKey ? selection.selectTo(row.id) : selection.toggle(row.id);
  return (
    <span className={classes.choice}>
      <Checkbox
        size="sm"
        checked={selection.ids.has(row.id)}
        onClick={choose}
        onChange={() => undefined}
        aria-label={t("bulk.choose", { name: row.contact.name })}
      />
    </span>
  );
}
