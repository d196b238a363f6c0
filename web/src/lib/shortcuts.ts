import { useEffect, useRef } from "react";

export type Shortcuts = Record<string, (() => void) | undefined>;

const SEQUENCE_MS = 1_000;
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input, textarea, select, [role='combobox']"));
// Closed menus may stay in the page; only what is drawn counts.
const inOverlay = () =>
  Array.from(document.querySelectorAll("[role='dialog'], [role='menu'], [role='listbox']")).some(
    (overlay) => overlay.getClientRects().length > 0,
  );

// Enter and Space belong to the control that has the focus.
const belongsToControl = (event: KeyboardEvent) =>
  event.key === "Enter" &&
  event.target instanceof HTMLElement &&
  event.target.matches("a, button, [role='button'], [role='tab']");

/**
 * Single keys ("j"), and sequences ("g i"). They rest while a person types or a dialog or menu is open,
 * so that no key has two meanings.
 */
export function useShortcuts(shortcuts: Shortcuts) {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    let first = "";
    let firstAt = 0;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || inOverlay() || belongsToControl(event)) return;
      const { key } = event;
      const isSecond = first !== "" && Date.now() - firstAt < SEQUENCE_MS;
      const known = latest.current;
      const action = known[isSecond ? `${first} ${key}` : key];
      const begins = !isSecond && Object.keys(known).some((name) => name.startsWith(`${key} `));
      first = begins ? key : "";
      firstAt = Date.now();
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
