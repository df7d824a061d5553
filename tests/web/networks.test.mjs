import assert from "node:assert/strict";
import test from "node:test";
import { answering } from "../../mae_demo/web/engine/answering.js";
import { asking } from "../../mae_demo/web/engine/client.js";
import { refusal } from "../../mae_demo/web/engine/refusal.js";
import { networksOf } from "../../mae_demo/web/shared/networks.js";
import { file, FLAT, flatWeights, KERNELS, sha256 } from "./engine.mjs";

const WEIGHTS = file(flatWeights());
const SHELF = [..."abcdefgh"].map((name) => ({ name, config: FLAT, sha256: sha256(WEIGHTS) }));

/** The engine of a page without a worker. @param weightsOf what an entry of the shelf has for weights */
function networks(weightsOf = () => new Uint8Array(WEIGHTS).buffer, started = async () => {}, hear = {}) {
  return networksOf({ shelf: SHELF, linear: { a: "b", b: "b" } }, {
    ...hear,
    weightsOf,
    async start() {
      await started();
      const port = { postMessage: (question) => receive(question) };
      const receive = answering((data) => setImmediate(() => port.onmessage({ data })));
      const ask = asking(port);
      await ask({ ask: "start", kernels: KERNELS, scale: { low: 0, high: 1, colours: "000000 ffffff" } });
      return ask;
    },
  });
}

test("each network comes once, and the oldest of too many goes, but not what another widget shows", async () => {
  const all = networks();
  assert.ok(!all.isRunning && all.knows("a") && !all.has("a"));
  await all.bring(["a"], "wall");
  for (const name of "bcdefg") await all.bring([name], "canvas");
  assert.deepEqual(all.held(), ["a", "d", "e", "f", "g"]);
  assert.ok(all.isRunning && all.linearFor("a") === "b" && all.linearFor("b") === null);
});

test("an unknown checkpoint that is chosen while another one's weights come keeps the engine", async () => {
  let free;
  const all = networks(undefined, () => new Promise((resolve) => (free = resolve)));
  const first = all.bring(["a"], "canvas");
  assert.ok(!all.knows("a stranger"));
  const stranger = assert.rejects(all.bring(["a stranger"], "canvas"), { code: "unloaded" });
  await stranger;
  free();
  await first;
  assert.ok(all.has("a") && all.knows("a") && all.refusalOf("a") === null);
  await all.bring(["b"], "canvas");
  assert.ok(all.has("b"));
});

test("a damaged file is its checkpoint's alone, and the reason is kept", async () => {
  const all = networks(({ name }) => (name === "a" ? new Uint8Array(WEIGHTS.slice(0, 99)).buffer : WEIGHTS.buffer));
  await assert.rejects(all.bring(["a"]), { code: "damaged" });
  assert.deepEqual([all.knows("a"), all.has("a"), all.refusalOf("a")], [false, false, "damaged"]);
  await all.bring(["c"]);
  assert.deepEqual([all.has("c"), all.refusalOf("c")], [true, null]);
});

test("what a lost connection kept away is tried again later", async () => {
  let isLost = true;
  const overNetwork = networks(() => "weights"), { fetch } = globalThis;
  globalThis.fetch = async () => (isLost ? Promise.reject(new TypeError("lost")) : new Response(WEIGHTS));
  try {
    await assert.rejects(overNetwork.bring(["a"]), { code: "offline" });
    assert.deepEqual([overNetwork.knows("a"), overNetwork.refusalOf("a")], [false, "offline"]);
    isLost = false;
    await overNetwork.bring(["a"]);
    assert.deepEqual([overNetwork.knows("a"), overNetwork.refusalOf("a")], [true, null]);
  } finally {
    globalThis.fetch = fetch;
  }
});

test("where the engine does not run nothing is had here", async () => {
  const all = networks(undefined, () => Promise.reject(refusal("unsupported")));
  await assert.rejects(all.bring(["a"]), { code: "unsupported" });
  assert.deepEqual([all.knows("a"), all.knows("b"), all.isRunning, all.held()], [false, false, false, []]);
  assert.equal(all.refusalOf("b"), "unsupported");
});

test("where no server answers instead, what failed is asked for again", async () => {
  const refused = [], hear = { refuse: ({ code }) => refused.push(code) };
  let isDamaged = true, runs = false;
  const weightsOf = () => new Uint8Array(isDamaged ? WEIGHTS.slice(0, 99) : WEIGHTS).buffer;
  const all = networks(weightsOf, async () => { if (!runs) throw refusal("unsupported"); }, hear);
  await assert.rejects(all.bring(["a"]), { code: "unsupported" });
  runs = true;
  await assert.rejects(all.bring(["a"]), { code: "damaged" });
  assert.ok(all.knows("a") && all.refusalOf("a") === null);
  isDamaged = false;
  await all.bring(["a"]);
  assert.ok(all.has("a"));
  all.giveUp("a", refusal("memory"));
  assert.deepEqual([refused, all.has("a")], [["memory"], true], "who asked has been told, and may ask again");
});

test("how much of the weights is there is told", async () => {
  const told = [], { fetch } = globalThis;
  globalThis.fetch = async () => new Response(WEIGHTS, { headers: { "Content-Length": WEIGHTS.length } });
  try {
    await networks(() => "weights", undefined, { progress: (...said) => told.push(said) }).bring(["a"]);
  } finally {
    globalThis.fetch = fetch;
  }
  assert.deepEqual(told.at(-1), ["a", WEIGHTS.length, WEIGHTS.length]);
});

test("a worker that breaks is begun anew, where no server answers instead", async () => {
  let starts = 0, isBroken = true;
  const weightsOf = () => {
    if (isBroken) throw refusal("broken");
    return new Uint8Array(WEIGHTS).buffer;
  };
  const all = networks(weightsOf, async () => { starts += 1; }, { refuse() {} });
  await all.ask({ ask: "forget", name: "a" }); // it runs
  await assert.rejects(all.bring(["a"]), { code: "broken" });
  isBroken = false;
  await all.bring(["a"]);
  assert.deepEqual([all.has("a"), starts], [true, 2]);
});
