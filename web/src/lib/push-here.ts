/** Whose pushes this browser was asked to show. */
const KEY = "heard.push";

export function pushOwner(): number | null {
  try {
    return Number(localStorage.getItem(KEY)) || null;
  } catch {
    return null;
  }
}

export function setPushOwner(userId: number | null) {
  try {
    if (userId === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, String(userId));
  } catch {
    // No storage: after the next sign-in push is turned on by hand.
  }
}

/** Lets this browser show nothing more; the server forgets it by itself with the session. */
export async function stopPush() {
  setPushOwner(null);
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  const subscription = await registration?.pushManager.getSubscription().catch(() => null);
  await subscription?.unsubscribe().catch(() => false);
}
