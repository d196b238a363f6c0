import { flushSync } from "react-dom";
import type { Composer } from "./use-composer";

/** The shortcuts find the text by this. */
export const COMPOSER_TEXT_ID = "heard-composer-text";

const box = () => document.getElementById(COMPOSER_TEXT_ID) as HTMLTextAreaElement | null;

export const caretOf = (text: string) => box()?.selectionEnd ?? text.length;

/** Puts something in the place of a part of the text (or at the caret), with the caret behind it or a part of it chosen. */
export function insertText(
  composer: Composer,
  put: string,
  from?: number,
  to?: number,
  choose?: string,
) {
  const { text } = composer;
  const end = to ?? caretOf(text);
  const start = from ?? box()?.selectionStart ?? end;
  // At once, so that the next key already finds the caret in its place.
  flushSync(() => composer.setText(text.slice(0, start) + put + text.slice(end)));
  const target = box();
  const at = choose ? start + Math.max(0, put.indexOf(choose)) : start + put.length;
  target?.focus();
  target?.setSelectionRange(at, at + (choose?.length ?? 0));
  return at;
}
