// The strip of stages: how lines are painted and named, where tokens stand, and how it plays.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { seatOf } from "../../mae_demo/web/stages/drawing.js";
import { player } from "../../mae_demo/web/stages/playing.js";
import { computed, painted } from "../../mae_demo/web/stages/source.js";

test("a line in its parts", () => {
  const line = 'for block in self.blocks:  # "if" not';
  const parts = painted(line);
  assert.equal(parts.map(([, text]) => text).join(""), line);
  assert.deepEqual(parts.filter(([kind]) => kind === "keyword").map(([, text]) => text), ["for", "in"]);
  assert.deepEqual(parts.at(-1), ["comment", '# "if" not']);
  const quoted = 'x = f("b c (h p) # for", p)';
  assert.ok(painted(quoted).every(([kind]) => kind === ""));
  assert.equal(painted(quoted).map(([, text]) => text).join(""), quoted);
});

test("what a line computed", () => {
  const words = { times: "× {times}" };
  assert.equal(computed({ shapes: [["x", "(1, 13, 128)"]], runs: 5 }, words), "x (1, 13, 128) × 5");
  assert.equal(computed({ shapes: [["return", "(1, 2)"]], runs: 1 }, words), "→ (1, 2)");
  assert.equal(computed({ shapes: [], runs: 5 }, words), "");
});

test("as many tokens as there are have a seat each on the canvas", () => {
  for (const [count, size] of [[13, { width: 224, height: 224 }], [66, { width: 224, height: 112 }], [1, { width: 60, height: 224 }]]) {
    const seats = Array.from({ length: count }, (_, i) => seatOf(i, count, size));
    assert.equal(new Set(seats.map(String)).size, count);
    for (const [x, y, w, h] of seats) assert.ok(x >= 0 && y >= 0 && x + w <= size.width + 1e-9 && w === h);
  }
});

function playingWith(reduced) {
  // A clock of the test's own, and frames by hand
  mock.timers.enable({ apis: ["setTimeout"] });
  let frames = [];
  Object.assign(globalThis, {
    matchMedia: () => ({ matches: reduced }),
    requestAnimationFrame: (call) => frames.push(call),
    cancelAnimationFrame: () => (frames = []),
  });
  const shown = [], ended = [];
  const walk = player({
    steps: () => ["a", "b", "c"], show: (...step) => shown.push(step), end: () => ended.push(walk.isOn()),
  });
  const frame = (after) => {
    const now = frames;
    frames = [];
    for (const call of now) call(performance.now() + after);
  };
  return { walk, shown, ended, frame, left: () => frames.length };
}

test("it plays to the end, each picture moves once and then stands", () => {
  const { walk, shown, ended, frame, left } = playingWith(false);
  walk.start();
  assert.deepEqual(shown, [["a", 0, true]]);
  frame(450);
  assert.ok(shown.at(-1)[1] > 0.4 && shown.at(-1)[1] < 0.6);
  frame(5000);
  assert.deepEqual(shown.at(-1), ["a", 1, false]);
  assert.equal(left(), 0);
  mock.timers.tick(2400);
  mock.timers.tick(2400);
  assert.ok(walk.isOn());
  mock.timers.tick(2400);
  assert.deepEqual(shown.filter((step) => step[2]).map(([key]) => key), ["a", "b", "c"]);
  assert.deepEqual(ended, [false]);
  mock.timers.reset();
});

test("where motion is not wanted pictures do not move; what is stopped stays where it is", () => {
  const { walk, shown, ended, frame } = playingWith(true);
  walk.start();
  frame(100);
  assert.ok(shown.every(([, t]) => t === 1));
  mock.timers.tick(2400);
  walk.stop();
  mock.timers.tick(10000);
  assert.deepEqual(shown.filter((step) => step[2]).map(([key]) => key), ["a", "b"]);
  assert.deepEqual(ended, []);
  mock.timers.reset();
});
