import assert from "node:assert/strict";
import test from "node:test";
import { compared, sayCursor } from "../../mae_demo/web/canvas/sentences.js";
import { decimal, fill, hiddenOf } from "../../mae_demo/web/shared/words.js";
import { linesOf, sorted } from "../../mae_demo/web/wall/cards.js";

test("each {key} is replaced, also where it comes twice or its value holds braces", () => {
  assert.equal(fill("{a} and {b}, {a}", { a: 1, b: "{a}" }), "1 and {a}, 1");
  assert.equal(fill("no key, $& stays", {}), "no key, $& stays");
  assert.equal(fill("{cost}", { cost: "$&" }), "$&");
});

test("a sentence says to how many decimals a number is rounded", () => {
  assert.equal(fill("{a:.1f} dB, {b:.3f}, {a}", { a: 17.26, b: 0.5 }), "17.3 dB, 0.500, 17.26");
});

test("how much is hidden", () => {
  assert.deepEqual(hiddenOf([true, true, false]), { hidden: 2, patches: 3, percent: 67 });
  assert.deepEqual(hiddenOf([false, false]), { hidden: 0, patches: 2, percent: 0 });
  assert.deepEqual(hiddenOf([]), { hidden: 0, patches: 0, percent: 0 }, "before there is a mask");
});

test("a number has a minus sign and not a hyphen", () => {
  assert.equal(decimal(-0.126, 2), "−0.13");
  assert.equal(decimal(0.5, 4), "0.5000");
});

test("better, equal, worse than a baseline, or against one that is exact", () => {
  const words = {
    linear: "the linear predictor", baseline_title: "{name}: {psnr} dB", linear_title: "solved",
    better: "+{gain} {name}", worse: "-{gain} {name}", equal: "as {name}", exact: "{name} is exact",
  };
  const better = compared(17.6, "linear", 16.2, words);
  assert.deepEqual(better, {
    kind: "better", text: "+1.4 the linear predictor", title: "the linear predictor: 16.2 dB; solved",
  });
  assert.equal(compared(16.0, "linear", 16.2, words).text, "-0.2 the linear predictor");
  assert.equal(compared(16.2, "linear", 16.24, words).kind, "equal");
  assert.equal(compared(16.2, "linear", 100, words).kind, "exact");
});

test("rows and columns are counted from one", () => {
  const node = {}, hidden = Array(49).fill(false);
  const words = { patch: "Row {row}, column {column}: {state}", hidden: "hidden", visible: "visible" };
  const canvas = { find: () => node, state: { cursor: 8, columns: 7, hidden }, words };
  sayCursor(canvas);
  assert.equal(node.textContent, "Row 2, column 2: visible");
  hidden[8] = true;
  sayCursor(canvas);
  assert.equal(node.textContent, "Row 2, column 2: hidden");
});

const card = (name, masked_psnr, masked_l1, sharpness) =>
  ({ name, figures: { masked_psnr, masked_ssim: 0.5, masked_l1, sharpness } });

test("cards are sorted from the best, sharpness from the nearest to one", () => {
  const cards = [card("a", 10, 0.1, 0.7), card("b", 12, 0.3, 1.2), card("c", 11, 0.2, null)];
  const order = (sort) => sorted(cards, sort).map(({ name }) => name).join("");
  assert.equal(order("chosen"), "abc");
  assert.equal(order("psnr"), "bca");
  assert.equal(order("l1"), "acb");
  assert.equal(order("sharpness"), "bac");
  assert.equal(order("ssim"), "abc", "alike: as they were");
  assert.equal(cards[0].name, "a", "the list itself stays");
});

test("a card without figures says none", () => {
  const words = { psnr: "{value} dB", more: "{ssim} {l1} {sharpness}", rounded: "rounded" };
  assert.deepEqual(linesOf({ name: "original" }, words), []);
  assert.deepEqual(linesOf(card("a", null, null, null), words), []);
  assert.deepEqual(linesOf(card("a", 17.26, 0.1, null), words), ["17.3 dB", "0.50 0.100 –"]);
  assert.equal(linesOf({ ...card("a", 17.26, 0.1, 1), rounded: true }, words)[2], "rounded");
});
