// A link within the static page: what is followed last is what opens, however long a picture takes to come.
import assert from "node:assert/strict";
import test from "node:test";
import { following } from "../../mae_demo/web/site/following.js";

/** A page that notes what is done to it; each picture comes when its `come` is called. */
function noted() {
  const done = [], pictures = [];
  const note = (...what) => { done.push(what.join(" ")); };
  const leads = following({
    stand: (query) => new Promise((come) => { pictures.push(() => { note("stood", query.get("image")); come(); }); }),
    openTab: (name) => note("tab", name), first: "playground",
    compare: { arrive: () => note("arrive"), choose: (names) => note("choose", names) },
    lab: { open: (panel) => note("panel", panel) },
  });
  return { done, pictures, follow: (query, ...events) => Promise.all(events.map((event) => leads[event]({ query }))) };
}

test("what is compared waits for its picture", async () => {
  const { done, pictures, follow } = noted();
  const followed = follow("image=3&tab=compare&compare=a,b", "go", "open_compare");
  pictures[0]();
  await followed;
  assert.deepEqual(done, ["stood 3", "choose a,b", "tab compare"]);
});

test("a comparison whose picture comes late leads nobody back from what was followed since", async () => {
  for (const [query, event, opened] of [
    ["tab=train", "open_tab", ["tab train"]],
    ["tab=lab&panel=l1_or_mse", "open_l1_or_mse", ["tab lab", "panel l1_or_mse"]],
  ]) {
    const { done, pictures, follow } = noted();
    const followed = follow("image=3&tab=compare&compare=a,b", "go", "open_compare");
    await follow(query, event);
    pictures[0]();
    await followed;
    assert.deepEqual(done, [...opened, "stood 3"]);
  }
});

test("a link to the Playground opens its tab at once, and what is open is told when the picture is there", async () => {
  const { done, pictures, follow } = noted();
  follow("image=4", "go");
  assert.deepEqual(done, ["tab playground"]);
  pictures[0]();
  await new Promise(setImmediate);
  assert.deepEqual(done, ["tab playground", "stood 4", "arrive"]);
});
