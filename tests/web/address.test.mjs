import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, shareable } from "../../mae_demo/web/shared/address.js";

test("no key that begins with __ is told to others, and all else is as it was", () => {
  const href = "https://o-n.hf.space/?__theme=dark&image=18&__sign=eyJhbGciOi&view=raw&__sign=again#part";
  assert.equal(shareable(href), "https://o-n.hf.space/?image=18&view=raw#part");
  assert.equal(shareable("http://a.example/?my__key=1"), "http://a.example/?my__key=1");
  assert.equal(addressOf(href, { view: null, seed: 3 }).includes("__sign=eyJhbGciOi"), true, "the frame needs its own");
});
