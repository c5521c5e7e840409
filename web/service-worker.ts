/**
 * Answers for the house when there is no line (W3C Service Workers): a page that says so, with what it needs to be
 * shown. Pages of the house itself are never kept: they hold what only signed-in people may read.
 * This file is a script of its own and imports nothing.
 */
declare const BUILD: string;
declare function skipWaiting(): Promise<void>;
declare const clients: { claim(): Promise<void> };

const PREFIX = "ngoc-linh-";
const CACHE = PREFIX + BUILD;
const OFFLINE = "/offline";

addEventListener("install", (event) => event.waitUntil(keepOfflinePage().then(skipWaiting)));
addEventListener("activate", (event) => event.waitUntil(removeEarlier().then(() => clients.claim())));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(offlinePage));
  else if (url.origin === location.origin && url.pathname.startsWith("/assets/"))
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});

/** Asked for without cookies: what is kept shows nothing of whoever is signed in. */
async function keepOfflinePage(): Promise<void> {
  const page = await fetch(new Request(OFFLINE, { credentials: "omit", cache: "reload" }));
  if (!page.ok) throw new Error(`the page without a line answered ${page.status}`);
  const html = await page.clone().text();
  const needed = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].flatMap(([, address]) =>
    address === undefined ? [] : [address],
  );
  const cache = await caches.open(CACHE);
  await cache.addAll([...new Set(needed)]);
  await cache.put(OFFLINE, page);
}

async function offlinePage(): Promise<Response> {
  return (await caches.match(OFFLINE)) ?? Response.error();
}

async function removeEarlier(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
}
