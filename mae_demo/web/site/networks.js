// The engine of this page: its worker, and the networks that it holds.
import { asking, startWorker } from "../engine/client.js";
import { networksOf } from "../shared/networks.js";

/** The engine's worker as `startWorker` takes it: by its address, or as the script that the page holds under an id. */
function workerAt(address) {
  if (!address.startsWith("#")) return { address: contentAt(address) };
  return { source: document.getElementById(address.slice(1)).textContent };
}

/** What the tab that trains needs of this page; see train/learner.js. Pictures are decoded when they are asked for. */
export const filesToTrain = ({ worker, kernels, pictures }) => ({
  client: { asking, startWorker },
  worker: workerAt(worker),
  get kernels() { return contentAt(kernels); },
  pictures: {
    get fashion() { return contentAt(pictures.fashion); },
    get digits() { return contentAt(pictures.digits); },
  },
});

/** The films of this page as films/films.js takes them. Each is decoded when it is chosen. */
export const filmsOfSite = ({ films }) => films.map(({ address, ...film }) => ({
  ...film,
  get source() {
    if (!address.startsWith("#")) return contentAt(address);
    return `data:image/webp;base64,${document.getElementById(address.slice(1)).textContent}`;
  },
}));

/** What a file of JSON says. @param {string} address as `contentAt` knows it; what the page holds is plain there */
export async function jsonAt(address) {
  if (address.startsWith("#")) return JSON.parse(document.getElementById(address.slice(1)).textContent);
  const answer = await fetch(contentAt(address));
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** What an address of this page stands for: a file beside it, or what the page itself holds in base64 under an id. */
function contentAt(address) {
  if (!address.startsWith("#")) return new URL(address, document.baseURI).href;
  const letters = atob(document.getElementById(address.slice(1)).textContent.trim());
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0)).buffer;
}

/**
 * @param given of the page: {worker, kernels, models, linear}, whose addresses `contentAt` knows
 * @param colours the scale of error maps
 * @param {{progress: Function, refuse: Function}} hear as in shared/networks.js
 */
export function networksOfSite({ worker, kernels, models, linear }, colours, hear) {
  async function start() {
    const ask = asking(startWorker(workerAt(worker)));
    await ask({ ask: "start", kernels: contentAt(kernels), scale: colours });
    return ask;
  }
  const shelf = Object.entries(models).map(([name, model]) => ({ name, ...model }));
  return networksOf({ shelf, linear }, { start, weightsOf: ({ address }) => contentAt(address), ...hear });
}
