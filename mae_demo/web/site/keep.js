// What makes the page work without a network after the first visit: a service worker keeps the page itself (sw.js), and
// here come the films, and the weights of all checkpoints, where engine/store.js looks for them. From file:// all is
// there already.

const MOST = 40e6; // bytes of weights that a visit may bring unasked; of more, what is chosen is kept

/** Begin when the first picture is there. @param given {models, films, words} */
export async function keepForLater({ models, films, words }) {
  const isPossible = location.protocol.startsWith("http") && navigator.serviceWorker && globalThis.caches;
  if (!isPossible) return; // plain http has neither, but on one's own machine
  const said = document.querySelector("#offline");
  try {
    await navigator.serviceWorker.register(new URL("sw.js", document.baseURI).href);
    await navigator.serviceWorker.ready;
    const total = Object.values(models).reduce((sum, { bytes }) => sum + bytes, 0);
    if (total > MOST || navigator.connection?.saveData) { // or somebody counts bytes
      said.textContent = words.site.kept_some;
      return;
    }
    const cache = await caches.open("weights");
    for (const { address } of [...Object.values(models), ...films]) {
      const absolute = new URL(address, document.baseURI).href;
      if (!(await cache.match(absolute))) await cache.add(absolute);
    }
    said.textContent = words.site.kept;
  } catch {
    said.textContent = ""; // a full disk, a private window, a lost connection: the page works while there is one
  }
}
