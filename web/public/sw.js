// The service worker: lets Heard be installed, be read while there is no network, and tell a person what happened while it is
// not looked at. It never answers for a server that can be reached, never keeps anything that was written, and what it keeps is
// thrown away at signing out.
const SHELL = "heard-shell-1";
// Another name whenever what is read has another form: pages do not meet answers of an older one.
const READING = "heard-reading-2";
const WORDS = "heard-words-1";
const KEPT = [SHELL, READING, WORDS];
const PAGE = "/index.html";
const MOST_READ = 400;
const WAS_KEPT = "x-heard-kept";

// What is read again while offline: lists, conversations, who works here. Search, settings and files of messages are not.
const READABLE =
  /^\/api\/(session|views|saved-views|conversations(\/\d+(\/timeline)?)?|members|teams|tags|networks|accounts|macros)$/;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.add(PAGE))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => name.startsWith("heard-") && !KEPT.includes(name))
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(event));
  else if (READABLE.test(url.pathname)) event.respondWith(reading(event));
});

const isOurs = (path) => !/^\/(api|hooks|health|metrics|practice)(\/|$)/.test(path);
// Where there is no room to keep something, Heard works all the same.
const nothing = () => undefined;

async function page(request, url) {
  try {
    const answer = await fetch(request);
    if (answer.ok && isOurs(url.pathname)) await keepPage(answer.clone()).catch(nothing);
    return answer;
  } catch (error) {
    const kept = isOurs(url.pathname) && (await caches.match(PAGE));
    if (kept) return kept;
    throw error;
  }
}

// A page that differs is a new version: the parts of the last one go with it, before it asks for its own.
async function keepPage(answer) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(PAGE);
  const text = await answer.clone().text();
  if (kept && (await kept.text()) !== text) await caches.delete(SHELL);
  await (await caches.open(SHELL)).put(PAGE, answer);
}

// Their names carry a hash of their content: what is kept is never old. Nobody waits until it is kept.
async function asset(event) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(event.request);
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(cache.put(event.request, answer.clone()).catch(nothing));
  return answer;
}

async function reading(event) {
  const { request } = event;
  // Opened before it is answered: what is answered while somebody signs out goes with what is thrown away then.
  const opening = caches.open(READING);
  const answer = await fetch(request).catch((error) => again(opening, request, error));
  if (answer.ok && !answer.headers.has(WAS_KEPT)) {
    event.waitUntil(keepReading(opening, request, answer.clone()).catch(nothing));
  } else if (answer.status === 401) {
    await caches.delete(READING);
  }
  return answer;
}

async function keepReading(opening, request, answer) {
  const cache = await opening;
  await cache.put(request, answer);
  await trim(cache);
}

async function again(opening, request, error) {
  const kept = await (await opening).match(request);
  if (!kept) throw error;
  // The page must know that this may be old.
  const headers = new Headers(kept.headers);
  headers.set(WAS_KEPT, "1");
  return new Response(kept.body, { status: kept.status, headers });
}

async function trim(cache) {
  const kept = await cache.keys();
  await Promise.all(
    kept.slice(0, Math.max(0, kept.length - MOST_READ)).map((old) => cache.delete(old)),
  );
}

// What is pushed says of what kind it is and who it is about; the words for it, in the person's language, the page has kept.
self.addEventListener("push", (event) => event.waitUntil(told(event.data)));

async function told(data) {
  const news = readNews(data);
  if (news.kind !== "test" && (await isInFront())) return;
  const { title, body } = sayNews(news, await words());
  await self.registration.showNotification(title, {
    body,
    icon: "/icon-192.png",
    lang: self.navigator.language,
    timestamp: news.at,
    // Of one conversation the newest is shown, and only the first makes itself heard.
    tag: news.conversation ? `conversation-${news.conversation}` : news.kind,
    data: { path: pathOf(news) },
  });
}

function readNews(data) {
  try {
    const news = data.json();
    return news && typeof news.kind === "string" ? news : { kind: "unclear" };
  } catch {
    return { kind: "unclear" };
  }
}

// Whoever has Heard before their eyes is told there.
async function isInFront() {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return windows.some((one) => one.focused && one.visibilityState === "visible" && isApp(one));
}

async function words() {
  const kept = await caches.match("/words", { cacheName: WORDS });
  return kept ? kept.json() : { locale: "en", said: {} };
}

function sayNews(news, { locale, said }) {
  const count = news.count ?? 1;
  const form = new Intl.PluralRules(locale).select(count);
  const key = `notifications.kind.${news.kind}`;
  const phrase = said[`${key}_${form}`] ?? said[key] ?? said[`push.${news.kind}`];
  const values = { contact: "", ...news, count, actor: news.actor ?? said["composer.colleague"] };
  const filled = phrase?.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");
  return { title: filled ?? said["push.unclear"] ?? "Heard", body: news.words ?? "" };
}

function pathOf({ conversation, note, message }) {
  if (!Number.isInteger(conversation)) return "/";
  const place = note ? `?note=${note}` : message ? `?message=${message}` : "";
  return `/inbox/all/${conversation}${place}`;
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(goTo(event.notification.data?.path ?? "/"));
});

// A window that is open goes there by itself, so that nothing written in it is lost; else a new one does.
async function goTo(path) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.filter(isApp).sort((one, other) => other.focused - one.focused);
  for (const one of open) {
    if (await goesTo(one, path)) {
      // Not every platform lets a window be brought to the front; it is on the right page all the same.
      await one.focus().catch(() => undefined);
      return;
    }
  }
  await self.clients.openWindow(path);
}

const NO_ANSWER_MS = 1000;

function goesTo(client, path) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(true);
    setTimeout(() => resolve(false), NO_ANSWER_MS);
    client.postMessage({ kind: "heard.go", path }, [port2]);
  });
}

const isApp = ({ url }) => isOurs(new URL(url).pathname);

// The browser may give a subscription a new address at any time; Heard must know it, or it speaks to nobody.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

async function renew({ newSubscription, oldSubscription }) {
  const answer = await fetch("/api/session");
  if (!answer.ok) return;
  const { csrf_token } = await answer.json();
  const made =
    newSubscription ??
    (oldSubscription &&
      (await self.registration.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: oldSubscription.options.applicationServerKey,
      })));
  if (!made) return;
  const { endpoint, keys } = made.toJSON();
  await fetch("/api/notifications/devices", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf_token },
    body: JSON.stringify({ endpoint, p256dh: keys.p256dh, auth: keys.auth }),
  });
}
