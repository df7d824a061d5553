// The tab 'Train' beyond its worker: addresses, curves, tiles, and crops of a photograph.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as controls from "../../mae_demo/web/shared/controls.js";
import { FILMS, TRAIN } from "../../mae_demo/web/shared/state.js";
import { added, short, ticks } from "../../mae_demo/web/train/curve.js";
import { pixelsOf, signedPixels } from "../../mae_demo/web/train/drawing.js";
import { cut } from "../../mae_demo/web/train/photo.js";

const read = (search) => controls.read(search, TRAIN);
const written = (href, settings) => controls.written(href, settings, TRAIN);
const PAGE = "http://page.test/?tab=train";

test("an address without anything is the usual, and the usual is not written", () => {
  const { settings, wrong } = read("?tab=train");
  assert.ok(Object.entries(TRAIN).every(([key, { fallback }]) => settings[key] === String(fallback)));
  assert.deepEqual(wrong, []);
  assert.equal(written(`${PAGE}&code=9&seed=3`, settings), `${PAGE}&seed=3`);
});

test("every control has a link that goes there and back", () => {
  for (const [key, { choices, low, high }] of Object.entries(TRAIN))
    for (const value of choices ?? [low, high].map(String)) {
      const address = written(PAGE, { ...read("").settings, [key]: value });
      assert.equal(read(new URL(address).search).settings[key], value, address);
    }
});

test("what an address cannot have is named, and the usual stands", () => {
  const wrongs = [["code", "65"], ["code", "0"], ["code", "1.5"], ["loss", "MSE"], ["rate", "2"], ["data", "photo"]];
  for (const [key, value] of wrongs) {
    const { settings, wrong } = read(`?${key}=${value}`);
    assert.deepEqual([settings[key], wrong], [String(TRAIN[key].fallback), [key]]);
  }
  assert.equal(written(PAGE, { ...read("").settings, data: "photo" }), PAGE, "a photograph is in no link");
});

test("an address of another tab keeps none of this tab's keys", () => {
  assert.equal(written(`${PAGE}&code=9&rate=0.1&image=4`, null), `${PAGE}&image=4`);
});

test("a film is one of those that there are, and the first where none is named", () => {
  const offered = { film: ["b", "a"] }, { settings, wrong } = controls.read("?film=a&moment=31", FILMS, offered);
  assert.deepEqual([settings, wrong], [{ film: "a", moment: "30" }, ["moment"]]);
  assert.equal(controls.read("?film=c", FILMS, offered).settings.film, "b");
  assert.equal(controls.written(PAGE, settings, FILMS, offered), `${PAGE}&film=a`);
  assert.equal(controls.written(`${PAGE}&film=a`, { film: "b", moment: "3" }, FILMS, offered), `${PAGE}&moment=3`);
});

test("a curve keeps its newest points, and stays short", () => {
  let points = [];
  for (let steps = 0; steps < 5000; steps++) points = added(points, { steps });
  assert.ok(points.length <= 400 && points.length > 150);
  assert.deepEqual([points[0].steps, points.at(-1).steps], [0, 4999]);
  assert.ok(points.every(({ steps }, i) => !i || steps > points[i - 1].steps));
  assert.equal(added(points, { steps: 4999 }).length, points.length, "the same moment is one point");
});

test("ticks are 1, 2 and 5, or whole tens where those are too many, or finer steps where they are too few", () => {
  assert.deepEqual(ticks(0.015, 0.12), [0.02, 0.05, 0.1]);
  assert.deepEqual(ticks(0.0005, 2), [0.001, 0.01, 0.1, 1]);
  assert.deepEqual(ticks(0.0022, 0.0048), [0.003, 0.004]);
  assert.deepEqual(ticks(0.0102, 0.019), [0.015]);
  const numbers = [800, 12_345, 3_400_000];
  assert.deepEqual(numbers.map(short), ["800", "12k", "3.4M"]);
  globalThis.document = { documentElement: { lang: "zh" } };
  try {
    assert.deepEqual(numbers.map(short), ["800", "1.2万", "340万"]);
  } finally {
    delete globalThis.document;
  }
});

test("values and weights become pixels", () => {
  const grey = { height: 1, width: 2, channels: 1 }, colour = { height: 1, width: 1, channels: 3 };
  assert.deepEqual([...pixelsOf([0.2, 7], grey)], [51, 51, 51, 255, 255, 255, 255, 255]);
  assert.deepEqual([...pixelsOf([1, 0, 0.2], colour)], [255, 0, 51, 255]);
  const [positive, negative] = [0, 4].map((at) => [...signedPixels([1, -0.5], grey)].slice(at, at + 4));
  assert.deepEqual([positive[3], negative[3]], [255, 128]);
  assert.ok(positive[0] > positive[2] && negative[2] > negative[0], "orange above 0, blue below");
});

/** Crops of a photograph whose pixels say where they are, as sets of these places: learnt from, and held out. */
function drawnOn(width, height) {
  const data = new Uint8ClampedArray(4 * width * height), drawn = [new Set(), new Set()], plane = 64;
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    data.set([x % 256, y, Math.floor(x / 256), 255], 4 * i);
  }
  const { count, values, channels, labels } = cut({ width, height, data });
  assert.deepEqual([count, channels, labels, values.length], [2256, 3, null, 2256 * 3 * plane]);
  for (let i = 0; i < count; i++) {
    const byte = (c, p) => Math.round(values[(i * 3 + c) * plane + p] * 255);
    const place = (p) => [byte(0, p) + 256 * byte(2, p), byte(1, p)], [left, top] = place(0);
    for (let p = 0; p < plane; p++) {
      assert.deepEqual(place(p), [left + (p % 8), top + Math.floor(p / 8)], "a crop is a square of 8×8 pixels");
      drawn[Number(i >= 2000)].add((top + Math.floor(p / 8)) * width + left + (p % 8));
    }
  }
  return drawn;
}

test("held-out crops of a photograph share no pixel with those that are learnt from", () => {
  for (const [width, height] of [[96, 96], [131, 97], [400, 220], [96, 256], [1100, 96]]) {
    const [learnt, held] = drawnOn(width, height), all = width * height;
    assert.ok([...held].every((place) => !learnt.has(place)), `${width}×${height}`);
    assert.ok(held.size > 0.1 * all && held.size < 0.25 * all, `${held.size} of ${all} are held out`);
    assert.ok(learnt.size > 0.6 * all, `${learnt.size} of ${all} are learnt from`);
  }
});

test("crops are held out all over a photograph, in one block of five", () => {
  const width = 240, height = 144, [learnt, held] = drawnOn(width, height), lines = [];
  for (let row = 0; row < 6; row++) {
    const blocks = Array.from({ length: 10 }, (_, column) => {
      const middle = (24 * row + 12) * width + 24 * column + 12;
      return held.has(middle) ? "#" : learnt.has(middle) ? "." : "?";
    });
    lines.push(blocks.join(""));
  }
  assert.deepEqual(lines, ["#....#....", "...#....#.", ".#....#...", "....#....#", "..#....#..", "#....#...."]);
});
