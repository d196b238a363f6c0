import { useRef } from "react";

interface Item {
  id: number;
}

/**
 * Keeps the rows a person is looking at where they are. Rows that came in between wait and are counted;
 * rows after the last known one are the next page and simply follow.
 */
export function holdOrder<T extends Item>(held: readonly number[], fresh: readonly T[]) {
  const known = new Set(held);
  const byId = new Map(fresh.map((item) => [item.id, item]));
  const lastKnown = fresh.findLastIndex((item) => known.has(item.id));
  const kept = held.map((id) => byId.get(id)).filter((item) => item !== undefined);
  const following = fresh.slice(lastKnown + 1);
  const waiting = fresh.slice(0, lastKnown + 1).filter((item) => !known.has(item.id)).length;
  return { items: [...kept, ...following], waiting };
}

/** The list as it should be shown: live at the top, still while somebody reads further down. */
export function useHeldOrder<T extends Item>(fresh: readonly T[], holding: boolean, list: string) {
  const held = useRef<{ list: string; ids: number[] }>({ list, ids: [] });
  /* eslint-disable react-hooks/refs -- the order of the last paint is exactly what must be remembered */
  const keep = holding && held.current.list === list && held.current.ids.length > 0;
  const shown = keep ? holdOrder(held.current.ids, fresh) : { items: [...fresh], waiting: 0 };
  held.current = { list, ids: shown.items.map((item) => item.id) };
  /* eslint-enable react-hooks/refs */
  return shown;
}
