// What is told in another language is put over what is told in English; see test_site_languages.py for the inverse.
import assert from "node:assert/strict";
import { test } from "node:test";
import { merged } from "../../mae_demo/web/site/language.js";

test("what differs takes its place by key, and in lists by number", () => {
  const told = { words: { a: "one", b: "two" }, rows: [{ name: 1, said: "x" }, { name: 2, said: "y" }], same: [1] };
  const all = merged(told, { words: { a: "eins" }, rows: { 1: { said: "z" } } });
  assert.deepEqual(all, {
    words: { a: "eins", b: "two" }, rows: [{ name: 1, said: "x" }, { name: 2, said: "z" }], same: [1],
  });
  assert.equal(told.words.a, "one", "what is told in English stays as it is");
  assert.ok(Array.isArray(all.rows));
});

test("a list of another length, a new key and null are taken whole", () => {
  assert.deepEqual(merged({ list: [1, 2], none: 1 }, { list: [3], none: null, more: { a: [1] } }), {
    list: [3], none: null, more: { a: [1] },
  });
  assert.deepEqual(merged({ a: 1 }, {}), { a: 1 });
});
