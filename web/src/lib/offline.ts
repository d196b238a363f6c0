import { useSyncExternalStore } from "react";

/** The cache of the service worker (`public/sw.js`) in which it keeps what was read. */
const READING = "heard-reading-2";

let keptWasShown = false;

/** Lets the pages be read without a network, where the browser can. */
export function startOffline() {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  // Without it everything else works all the same.
  void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
}

/** What was kept for reading belongs to who was signed in. */
export async function forgetKept() {
  if ("caches" in window) await caches.delete(READING);
}

/** Remembers that something on the page may be old. */
export function noticeKept(answer: Response) {
  if (answer.headers.has("x-heard-kept")) keptWasShown = true;
}

/** Whether something old may be on the page; asked once after the network is back. */
export function takeKept() {
  const was = keptWasShown;
  keptWasShown = false;
  return was;
}

function subscribe(listener: () => void) {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

export const useIsOffline = () => useSyncExternalStore(subscribe, () => !navigator.onLine);
