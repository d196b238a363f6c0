// The service worker: lets Heard be installed, and be read while there is no network. It never answers for a server that can
// be reached, never keeps anything that was written, and what it keeps is thrown away at signing out.
const SHELL = "heard-shell-1";
const READING = "heard-reading-1";
const PAGE = "/index.html";
const MOST_READ = 400;

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
            .filter((name) => name.startsWith("heard-") && name !== SHELL && name !== READING)
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
  else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (READABLE.test(url.pathname)) event.respondWith(reading(request));
});

const isOurs = (path) => !/^\/(api|hooks|health|metrics|practice)(\/|$)/.test(path);

async function page(request, url) {
  try {
    const answer = await fetch(request);
    if (answer.ok && isOurs(url.pathname)) await keepPage(answer.clone());
    return answer;
  } catch (error) {
    const kept = isOurs(url.pathname) && (await caches.match(PAGE));
    if (kept) return kept;
    throw error;
  }
}

// A page that differs is a new version: the parts of the last one go with it.
async function keepPage(answer) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(PAGE);
  const text = await answer.clone().text();
  if (kept && (await kept.text()) !== text) await caches.delete(SHELL);
  await (await caches.open(SHELL)).put(PAGE, answer);
}

// Their names carry a hash of their content: what is kept is never old.
async function asset(request) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

async function reading(request) {
  const cache = await caches.open(READING);
  try {
    const answer = await fetch(request);
    if (answer.ok) {
      await cache.put(request, answer.clone());
      void trim(cache);
    } else if (answer.status === 401) {
      await caches.delete(READING);
    }
    return answer;
  } catch (error) {
    const kept = await cache.match(request);
    if (!kept) throw error;
    // The page must know that this may be old.
    const headers = new Headers(kept.headers);
    headers.set("x-heard-kept", "1");
    return new Response(kept.body, { status: kept.status, headers });
  }
}

async function trim(cache) {
  const kept = await cache.keys();
  await Promise.all(
    kept.slice(0, Math.max(0, kept.length - MOST_READ)).map((old) => cache.delete(old)),
  );
}
