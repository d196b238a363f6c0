import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useShortcuts } from "@/lib/shortcuts";

/** j and k: through the open conversations, or with a mark through the list while none is open. */
export function useListKeys(
  items: readonly { id: number }[],
  openId: number | undefined,
  reveal: (index: number) => void,
) {
  const navigate = useNavigate();
  const [mark, setMark] = useState<number>();
  const current = openId ?? mark;
  const open = (id: number | undefined) => {
    if (id === undefined) return;
    void navigate({
      from: "/inbox/$view/{-$conversationId}",
      to: "/inbox/$view/{-$conversationId}",
      params: (params) => ({ view: params.view, conversationId: String(id) }),
      search: (search) => search,
    });
  };
  const move = (step: number) => {
    const index = items.findIndex((item) => item.id === current);
    const next = Math.min(items.length - 1, Math.max(0, index + step));
    const id = items[next]?.id;
    if (id === undefined) return;
    reveal(next);
    setMark(id);
    if (openId !== undefined) open(id);
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    o: () => open(current),
    Enter: () => open(current),
  });
  return current;
}
