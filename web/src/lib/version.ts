import { sharedValue } from "./shared-value";

const outdated = sharedValue(false);
export const useIsOutdated = outdated.useValue;

/** The scripts that run here, whose names carry a hash of their content. */
const running = () =>
  Array.from(document.querySelectorAll<HTMLScriptElement>("script[type=module][src]"));

/** Asks whether the server has another version of the page by now; as long as it cannot be reached, it has not. */
export async function checkVersion() {
  if (outdated.get()) return true;
  try {
    const answer = await fetch("/index.html", { cache: "no-cache" });
    const page = await answer.text();
    const isThere = ({ src }: HTMLScriptElement) => page.includes(`"${new URL(src).pathname}"`);
    outdated.set(answer.ok && !running().every(isThere));
  } catch {
    return false;
  }
  return outdated.get();
}

const RELOADED_AT = "heard.reloaded-at";
const SELDOM_MS = 60_000;

/** Loads the page anew; not again and again, since during an update two versions may answer by turns. Whether it does. */
export function reloadOnce() {
  if (Date.now() - Number(sessionStorage.getItem(RELOADED_AT)) < SELDOM_MS) return false;
  sessionStorage.setItem(RELOADED_AT, String(Date.now()));
  window.location.reload();
  return true;
}
