import { useState } from "react";

export interface Selection {
  /** Whether rows show a box to choose them by. */
  choosing: boolean;
  ids: ReadonlySet<number>;
  /** Everything in the list, also what is not on screen. */
  everything: boolean;
  begin: () => void;
  toggle: (id: number) => void;
  /** From the last one chosen to this one, in the order of the list. */
  selectTo: (id: number) => void;
  selectAll: () => void;
  selectEverything: () => void;
  clear: () => void;
}

/** The ids from the one to the other, in the order of the list. */
export function between(order: readonly number[], from: number | undefined, to: number) {
  const end = order.indexOf(to);
  const start = from === undefined ? -1 : order.indexOf(from);
  if (end < 0) return [];
  if (start < 0) return [to];
  return order.slice(Math.min(start, end), Math.max(start, end) + 1);
}

const NONE: ReadonlySet<number> = new Set();

/** What is chosen in a list. Rows that have left the list are chosen no more. */
export function useSelection(list: string, order: readonly number[]): Selection {
  const [state, setState] = useState({
    list,
    choosing: false,
    everything: false,
    ids: NONE,
    anchor: undefined as number | undefined,
  });
  const current = state.list === list ? state : { ...state, list, choosing: false, everything: false, ids: NONE }; // prettier-ignore
  const ids = new Set(order.filter((id) => current.ids.has(id)));
  const change = (next: Partial<typeof state>) =>
    setState({ ...current, ids, everything: false, choosing: true, ...next });
  return {
    choosing: current.choosing || ids.size > 0,
    ids,
    everything: current.everything,
    begin: () => change({}),
    toggle: (id) => {
      const next = new Set(ids);
      if (!next.delete(id)) next.add(id);
      change({ ids: next, anchor: id });
    },
    selectTo: (id) =>
      change({ ids: new Set([...ids, ...between(order, current.anchor, id)]), anchor: id }),
    selectAll: () => change({ ids: new Set(order) }),
    selectEverything: () => change({ ids: new Set(order), everything: true }),
    clear: () => change({ ids: NONE, choosing: false, anchor: undefined }),
  };
}
