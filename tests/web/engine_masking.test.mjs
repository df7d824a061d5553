import assert from "node:assert/strict";
import test from "node:test";
import { generator } from "../../mae_demo/web/engine/generator.js";
import { complementaryMasks, hiddenCount, makeMask } from "../../mae_demo/web/engine/masking.js";
import { patchErrors, STRATEGIES } from "../../mae_demo/web/engine/masking.js";
import { gradientEnergy, layeredPriority, selectivePriority } from "../../mae_demo/web/engine/saliency.js";
import { toHex } from "../../mae_demo/web/shared/hex.js";

const text = (mask, columns) => [...mask].map((x, i) => (x ? "#" : ".") + ((i + 1) % columns ? "" : "\n")).join("");

test("the generator is the published MT19937", () => {
  // Matsumoto and Nishimura: seed 5489, the 10,000th word is 4123659995
  const { randint } = generator(5489);
  for (let i = 1; i < 10000; i++) randint(2 ** 32);
  assert.equal(randint(2 ** 32), 4123659995);
});

test("the mask of the official demo", () => {
  const digits = toHex([...makeMask("random", [14, 14], 0.75, 2)]);
  assert.equal(digits, "febfb7e4ffbffffbed7adf6f1df6dfdb1bb7db676d9d773ef");
});

test("as many patches are hidden as Python hides", () => {
  assert.deepEqual([0, 0.1, 0.5, 0.75, 0.9, 1].map((ratio) => hiddenCount(49, ratio)), [0, 5, 25, 37, 45, 49]);
  assert.equal(hiddenCount(10, 0.9), 9);
  for (const strategy of STRATEGIES) {
    const picture = { values: Float32Array.from({ length: 144 }, (_, i) => (i % 7) / 7), height: 12, width: 12 };
    const predict = () => new Float32Array(144);
    for (const ratio of [0, 0.3, 0.5, 1]) {
      const mask = makeMask(strategy, [6, 6], ratio, 3, { picture, predict });
      assert.equal(mask.reduce((a, b) => a + b), hiddenCount(36, ratio), strategy);
    }
  }
});

test("a chessboard at a half, and every second row and column at three quarters", () => {
  const half = text(makeMask("grid", [4, 4], 0.5, 0), 4);
  assert.ok([".#.#\n#.#.\n.#.#\n#.#.\n", "#.#.\n.#.#\n#.#.\n.#.#\n"].includes(half), half);
  const mask = makeMask("grid", [4, 4], 0.75, 0), visible = [...mask.keys()].filter((i) => !mask[i]);
  assert.deepEqual(visible.map((i) => i - visible[0]), [0, 2, 8, 10]);
});

test("the outermost ring first", () => {
  assert.equal(text(makeMask("border", [4, 4], 0.75, 5), 4), "####\n#..#\n#..#\n####\n");
});

test("saliency and priorities by hand", () => {
  // 2 by 4 pixels, patches of 2 by 2: flat on the left, a step of 1 between the last two columns
  const picture = { values: Float32Array.from([0, 0, 0, 1, 0, 0, 0, 1]), height: 2, width: 4 };
  assert.deepEqual([...gradientEnergy(picture, [1, 2])], [0, (0.25 + 1) / 2]);
  assert.deepEqual([...selectivePriority(Float32Array.from([0, 5, 5, 9]), 1, 1)], [1 / 8, 1 / 2, 1 / 2, 7 / 8]);
  assert.deepEqual([...selectivePriority(Float32Array.from([0, 5, 5, 9]), 1, 0)], [...generator(1).rands(4)]);
  const priority = layeredPriority(Float32Array.from({ length: 12 }, (_, i) => i), 3);
  const above = [0, 4, 8].map((from) => priority.slice(from, from + 4).filter((x) => x > 1).length);
  assert.deepEqual(above, [1, 2, 3]); // a quarter, a half and three quarters of four
});

test("complementary masks hide every patch once, and errors are those of hidden patches", () => {
  const masks = complementaryMasks(10, 4, 1);
  assert.deepEqual(masks[0].map((_, i) => masks.reduce((sum, mask) => sum + mask[i], 0)), new Uint8Array(10).fill(1));
  const values = Float32Array.from({ length: 16 }, (_, i) => (i % 4 < 2 ? 0.25 : 0.75));
  const picture = { values, height: 4, width: 4 };
  assert.deepEqual([...patchErrors(() => new Float32Array(16), picture, [2, 2], 0)], [0.25, 0.75, 0.25, 0.75]);
});

test("what draws no mask is refused by its key", () => {
  const refused = (code, ...given) => assert.throws(() => makeMask(...given), { code });
  refused("strategy", "toString", [2, 2], 0.5, 1);
  refused("ratio", "random", [2, 2], 1.1, 1);
  refused("ratio", "random", [2, 2], NaN, 1);
  for (const seed of [-1, 0.5, 2 ** 31, "1"]) refused("seed", "random", [2, 2], 0.5, seed);
  refused("balance", "selective", [2, 2], 0.5, 1, { balance: 2 });
});
