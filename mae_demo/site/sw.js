// The service worker of the static page: it keeps the page's own files under the hash of them all, VERSION. The page
// itself comes from the network where there is one, so that a newer one is never hidden; all else has a hash in its
// address and comes from what is kept. site/folder.py writes the two constants before this.
const CACHE = `site-${VERSION}`;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(FILES);
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const clean = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("site-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

async function newest(request) {
  try {
    return await fetch(request);
  } catch (error) {
    // The address after it says what stands; another page than this one is kept by its own name
    for (const address of [request, "./"]) {
      const kept = await caches.match(address, { ignoreSearch: true });
      if (kept) return kept;
    }
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(newest(request));
  else event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});
