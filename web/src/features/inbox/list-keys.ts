import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useShortcuts } from "@/lib/shortcuts";
import type { Selection } from "./selection";

/** j and k: through the open conversations, or with a mark through the list while none is open. */
export function useListKeys(
  items: readonly { id: number }[],
  openId: number | undefined,
  selection: Selection,
  reveal: (index: number) => void,
) {
  const navigate = useNavigate();
  const [mark, setMark] = useState<number>();
  const current = openId ?? mark;
  const place = useRef(0);
  useEffect(() => {
    const index = items.findIndex((item) => item.id === current);
    if (index >= 0) place.current = index;
  });
  const open = (id: number | undefined) => {
    if (id === undefined) return;
    void navigate({
      from: "/inbox/$view/{-$conversationId}",
      to: "/inbox/$view/{-$conversationId}",
      params: (params) => ({ view: params.view, conversationId: String(id) }),
      search: ({ message: _, note: __, ...search }) => search,
    });
  };
  const move = (step: number) => {
    const index = items.findIndex((item) => item.id === current);
    // What was resolved has left the list: its place is where the next one now is.
    const from = index >= 0 ? index : place.current - (step > 0 ? 1 : 0);
    const next = Math.min(items.length - 1, Math.max(0, from + step));
    const id = items[next]?.id;
    if (id === undefined) return;
    reveal(next);
    setMark(id);
    if (openId !== undefined) open(id);
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      if (current !== undefined) selection.toggle(current);
    },
    X: () => {
      if (current !== undefined) selection.selectTo(current);
    },
    o: () => open(current),
    Enter: () => open(current),
  });
  return current;
}
