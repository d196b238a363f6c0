const SOON_MS = 200;
const LEAST_MS = 1_000;
const MOST_MS = 30_000;
const UNSEEN_MS = 30_000;
/** Of ten parts of the time one browser keeps the server busy with refreshing for one at most. */
const REST = 10;

/**
 * Does something soon after it is asked for, however often that is: once, then not again for a second, and for ten
 * times as long as it took. So a server that is slow under load is asked less, and a window nobody sees hardly ever.
 */
export function calmly(work: () => Promise<unknown>, isUnseen = () => document.hidden) {
  let timer: number | undefined;
  let notBefore = 0;
  let busy = false;
  // Asked again while busy.
  const waiting = new Set<"more">();

  const run = async () => {
    timer = undefined;
    busy = true;
    const begun = performance.now();
    await work().catch(() => undefined);
    const done = performance.now();
    // Not all browsers at the same moment.
    const rest = Math.min(MOST_MS, Math.max(LEAST_MS, REST * (done - begun)));
    notBefore = done + rest * (0.8 + 0.4 * Math.random());
    busy = false;
    if (waiting.delete("more")) plan();
  };
  const plan = () => {
    if (busy) {
      waiting.add("more");
      return;
    }
    window.clearTimeout(timer);
    const wait = Math.max(isUnseen() ? UNSEEN_MS : SOON_MS, notBefore - performance.now());
    timer = window.setTimeout(() => void run(), wait);
  };
  const onSeen = () => {
    if (!isUnseen() && timer !== undefined) plan();
  };
  document.addEventListener("visibilitychange", onSeen);

  return {
    soon: () => {
      if (timer === undefined) plan();
    },
    stop: () => {
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", onSeen);
    },
  };
}
