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

// One sequence for all who listen: the second key of "g n" is nobody's own "n".
let begun = { key: "", at: 0 };
let latestEvent: KeyboardEvent | undefined;
let prefix = "";

/** The key before this one, if it began a sequence; the same for everybody who asks about an event. */
function prefixOf(event: KeyboardEvent) {
  if (latestEvent !== event) {
    latestEvent = event;
    prefix = Date.now() - begun.at < SEQUENCE_MS ? begun.key : "";
    begun = { key: "", at: 0 };
  }
  return prefix;
}

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
    const onKeyDown = (event: KeyboardEvent) => {
      const before = prefixOf(event);
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || inOverlay() || belongsToControl(event)) return;
      const { key } = event;
      const known = latest.current;
      const action = known[before ? `${before} ${key}` : key];
      const begins = !before && Object.keys(known).some((name) => name.startsWith(`${key} `));
      if (begins) begun = { key, at: Date.now() };
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
