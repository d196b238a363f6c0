import { i18n } from "./i18n";
import { setPushOwner } from "./push-here";

/** What this browser can do: nothing (and why), show what is pushed if it is asked to, or so it was asked. */
export type PushAbility = "insecure" | "install" | "missing" | "blocked" | "able" | "bound";

/** The cache in which the service worker (`public/sw.js`) finds its words. */
const WORDS = "heard-words-1";
// What it says besides the kinds of notifications.
const ALSO_SAID = ["push.test", "push.unclear", "composer.colleague"];

/** The person, or the browser for them, said no. */
export class PushRefused extends Error {}

export async function pushAbility(): Promise<PushAbility> {
  if (!window.isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    return /iPhone|iPad/u.test(navigator.userAgent) ? "install" : "missing";
  }
  if (Notification.permission === "denied") return "blocked";
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration) return "missing";
  return (await registration.pushManager.getSubscription()) ? "bound" : "able";
}

function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const padded = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
}

const isSame = (one: ArrayBuffer | null, other: Uint8Array) =>
  one !== null && new Uint8Array(one).join() === other.join();

/** Asks the browser for a subscription bound to this Heard's key; asks the person when it must. */
export async function subscribe(publicKey: string, userId: number) {
  if ((await Notification.requestPermission()) !== "granted") throw new PushRefused();
  const { pushManager } = await navigator.serviceWorker.ready;
  const applicationServerKey = toBytes(publicKey);
  const old = await pushManager.getSubscription();
  // One bound to the key of another time cannot be sent to any more.
  if (old && !isSame(old.options.applicationServerKey, applicationServerKey)) {
    await old.unsubscribe();
  }
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const { endpoint = "", keys = {} } = made.toJSON();
  setPushOwner(userId);
  await keepWords();
  return { endpoint, p256dh: keys.p256dh ?? "", auth: keys.auth ?? "" };
}

/** The service worker has no words of its own: it is left those of the person's language. */
export async function keepWords() {
  if (!("caches" in window)) return;
  const locale = i18n.language;
  const bundle = i18n.getResourceBundle(locale, "translation") as Record<string, string>;
  const said = Object.fromEntries(
    Object.entries(bundle).filter(
      ([key]) => key.startsWith("notifications.kind.") || ALSO_SAID.includes(key),
    ),
  );
  const cache = await caches.open(WORDS);
  await cache.put("/words", new Response(JSON.stringify({ locale, said })));
}
