// Keeps the site readable without a network: its files, the pages that were looked at last, and the
// list of all places. What the network has is always shown first. Pages whose address tells where
// somebody is are never kept.

const ROOT = new URL(".", self.location).pathname; // with a path where the host is shared
const VERSION = "@VERSION@";
const FILES = [/* @FILES@ */];
const FILES_CACHE = `files-${VERSION}`;
const PAGES_CACHE = "pages";
const MOST_PAGES = 40;
const PATIENCE_MS = 6000;

/** Whether an answer may be kept on this device: its address tells no position, and it allows it. */
function mayKeep(url, answer) {
  const allowed = !answer?.headers.get("Cache-Control")?.includes("no-store");
  return allowed && !url.searchParams.has("lat") && !url.searchParams.has("lon");
}

/** Whether an address belongs to the maintainers' desk, which is never kept. */
function isDesk(url) {
  return /^(en\/)?(desk|beheer)(\/|$)/.test(url.pathname.slice(ROOT.length));
}

/** Ask the network, but not for ever: on a bad line a kept page is better than none. */
function fetchSoon(request, options) {
  return fetch(request, { ...options, signal: AbortSignal.timeout(PATIENCE_MS) });
}

async function trim(cache) {
  const kept = await cache.keys();
  const pages = kept.filter(({ url }) => !/\/offline$/.test(new URL(url).pathname));
  await Promise.all(pages.slice(0, Math.max(0, pages.length - MOST_PAGES)).map((one) => cache.delete(one)));
}

async function keepPage(request, answer) {
  const cache = await caches.open(PAGES_CACHE);
  await cache.delete(request); // so that what is asked again counts as new
  await cache.put(request, answer);
  await trim(cache);
}

/** The list of all places, in the language of the address where it was kept. */
async function offlinePage(url) {
  const cache = await caches.open(PAGES_CACHE);
  const prefix = url.pathname.slice(ROOT.length).match(/^(en|tr|ar|pap|pl)(?=\/|$)/)?.[0];
  const own = await cache.match(`${ROOT}${prefix ? `${prefix}/` : ""}offline`, { ignoreVary: true });
  if (own) return own;
  const kept = (await cache.keys()).find(({ url: one }) => /\/offline$/.test(new URL(one).pathname));
  return kept ? cache.match(kept, { ignoreVary: true }) : Response.error();
}

async function page(event, url) {
  const keptOne = () => caches.match(event.request, { ignoreVary: true });
  const asked = fetch(event.request);
  try {
    // A page that takes long is shown as it was kept; without one, waiting is better than a list
    // that says there is no network.
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    const answer = (await Promise.race([asked, late])) ?? (await keptOne()) ?? (await asked);
    if (answer.ok && mayKeep(url, answer)) event.waitUntil(keepPage(event.request, answer.clone()));
    return answer;
  } catch {
    return (await keptOne()) ?? offlinePage(url);
  }
}

async function file(event) {
  const cache = await caches.open(FILES_CACHE);
  try {
    const answer = await fetchSoon(event.request);
    if (answer.ok) event.waitUntil(cache.put(event.request, answer.clone()));
    return answer;
  } catch {
    // A page that was kept may name the files of an older version.
    const current = event.request.url.replace(/\/static\/(v-[^/]+\/)?/, `/static/v-${VERSION}/`);
    const kept = await cache.match(event.request, { ignoreVary: true });
    return kept ?? (await cache.match(current, { ignoreVary: true })) ?? Response.error();
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(FILES_CACHE)
      .then((cache) => cache.addAll(FILES))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const current = [FILES_CACHE, PAGES_CACHE];
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => !current.includes(name)))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => {
  const asked = (event.data?.keep ?? []).map((one) => new URL(one, self.location.origin));
  const own = asked.filter((url) => url.origin === self.location.origin && mayKeep(url));
  event.waitUntil(
    Promise.all(
      own.map(async (url) => {
        const answer = await fetch(url);
        if (answer.ok && mayKeep(url, answer)) await keepPage(new Request(url), answer);
      }),
    ).catch(() => {}),
  );
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (isDesk(url)) return;
  if (event.request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith(`${ROOT}static/`) || url.pathname.endsWith("/map.svg"))
    event.respondWith(file(event));
});
