import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { fetchAhead } from "@/api/conversation";
import { useShortcuts } from "@/lib/shortcuts";
import type { Selection } from "./selection";

// Somebody going through quickly asks for nothing on the way.
const REST_MS = 300;

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
  const index = items.findIndex((item) => item.id === current);
  const place = useRef(0);
  useEffect(() => {
    if (index >= 0) place.current = index;
  });
  const following = index < 0 ? undefined : items[index + 1]?.id;
  useFetchAhead(openId === undefined ? mark : following);
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

/** What is likely to be opened next is asked for while one reads; what the pointer rests on, the links ask for. */
function useFetchAhead(id: number | undefined) {
  const client = useQueryClient();
  useEffect(() => {
    if (id === undefined) return;
    const timer = window.setTimeout(() => fetchAhead(client, id), REST_MS);
    return () => window.clearTimeout(timer);
  }, [client, id]);
}
