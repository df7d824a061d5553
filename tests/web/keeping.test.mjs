// The visitor's own picture in the browser's store: byte for byte, with its frame, and without a store.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { forget, keep, keepFrame, kept, keptFrame } from "../../mae_demo/web/crop/keeping.js";

class Store {
  #held = new Map();
  getItem = (key) => this.#held.get(key) ?? null;
  setItem = (key, value) => this.#held.set(key, value);
  removeItem = (key) => this.#held.delete(key);
}

const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 256); // longer than one slice
const photo = new File([bytes], "photo.png", { type: "image/png" });
beforeEach(() => (globalThis.sessionStorage = new Store()));

test("a picture comes back byte for byte, with its name and kind", async () => {
  await keep(photo);
  const back = kept();
  assert.deepEqual([back.name, back.type], ["photo.png", "image/png"]);
  assert.deepEqual(new Uint8Array(await back.arrayBuffer()), bytes);
});

test("its frame is kept with it, and goes when another picture comes", async () => {
  keepFrame({ x: 1, y: 0, side: 50 });
  assert.equal(keptFrame(), null, "there is no picture that it is of");
  await keep(photo);
  keepFrame({ x: 1, y: 0, side: 50 });
  assert.deepEqual(keptFrame(), { x: 1, y: 0, side: 50 });
  await keep(photo);
  assert.equal(keptFrame(), null);
});

test("what is forgotten is gone", async () => {
  await keep(photo);
  keepFrame({ x: 1, y: 0, side: 50 });
  forget();
  assert.deepEqual([kept(), keptFrame()], [null, null]);
});

test("a full store keeps nothing, not even the picture before", async () => {
  await keep(photo);
  sessionStorage.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
  await keep(new File([bytes], "other.png"));
  assert.equal(kept(), null);
});

test("a browser without a store keeps nothing", async () => {
  delete globalThis.sessionStorage;
  await keep(photo);
  keepFrame({ x: 1, y: 0, side: 50 });
  assert.deepEqual([kept(), keptFrame()], [null, null]);
});
