import { useCallback, useEffect, useRef } from "react";
import { sendPresence } from "@/api/conversation";

const EVERY_MS = 10_000;
// After this without a key a person is no longer typing.
const TYPING_MS = 4_000;

/** Tells colleagues that we look at a conversation, and whether we are typing. */
export function usePresence(conversationId: number) {
  const typedAt = useRef(0);
  const said = useRef(false);
  const tell = useCallback(() => {
    const typing = Date.now() - typedAt.current < TYPING_MS;
    said.current = typing;
    // Presence is a courtesy: when it cannot be told, nothing else suffers.
    if (!document.hidden) void sendPresence(conversationId, typing).catch(() => undefined);
  }, [conversationId]);
  useEffect(() => {
    typedAt.current = 0;
    tell();
    const beat = window.setInterval(tell, EVERY_MS);
    const rest = window.setInterval(() => {
      if (said.current && Date.now() - typedAt.current >= TYPING_MS) tell();
    }, 1_000);
    return () => {
      window.clearInterval(beat);
      window.clearInterval(rest);
    };
  }, [tell]);
  return useCallback(() => {
    typedAt.current = Date.now();
    if (!said.current) tell();
  }, [tell]);
}
