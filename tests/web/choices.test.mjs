import assert from "node:assert/strict";
import test from "node:test";
import { extentOf, shift, within } from "../../mae_demo/web/crop/cutting.js";
import { addressOf, settingsOf } from "../../mae_demo/web/shared/address.js";
import { offered, reached } from "../../mae_demo/web/picker/shelf.js";
import { around } from "../../mae_demo/web/shared/keys.js";
import { isSmooth } from "../../mae_demo/web/shared/pictures.js";

const SHELF = [
  { name: "a", dataset: "clothes", family: "vit", version: "", loss: "mse" },
  { name: "b", dataset: "clothes", family: "vit", version: "", loss: "l1" },
  { name: "c", dataset: "clothes", family: "mlp", version: "16", loss: "mse" },
  { name: "d", dataset: "clothes", family: "mlp", version: "3", loss: "l1" },
  { name: "f", dataset: "clothes", family: "mlp", version: "", loss: "l1" },
  { name: "e", dataset: "photos", family: "unet", version: "", loss: "mse" },
];
const LOSSES = ["l1", "mse", "bce"], [a, b, c] = SHELF;

test("what is offered on an axis depends on the axes before it", () => {
  assert.deepEqual(offered(SHELF, a, "dataset", LOSSES), ["clothes", "photos"]);
  assert.deepEqual(offered(SHELF, a, "family", LOSSES), ["vit", "mlp"]);
  assert.deepEqual(offered(SHELF, c, "version", LOSSES), ["", "3", "16"], "by number");
  assert.deepEqual(offered(SHELF, a, "loss", LOSSES), ["l1", "mse"], "all of the data set, in the order of losses");
  assert.deepEqual(offered(SHELF, c, "loss", LOSSES), ["l1", "mse"], "and of no network alone: the row stands still");
});

test("a choice keeps what can stay, the loss before the version", () => {
  assert.equal(reached(SHELF, a, "family", "mlp").name, "c", "the loss stays, and not the version");
  assert.equal(reached(SHELF, b, "family", "mlp").name, "f", "both stay");
  assert.equal(reached(SHELF, a, "dataset", "photos").name, "e");
  const photos = [{ ...a, name: "g", dataset: "photos", loss: "bce" }, SHELF.at(-1)];
  assert.equal(reached(photos, a, "dataset", "photos").name, "g", "the network stays before the loss");
  assert.equal(reached(SHELF, c, "loss", "l1"), undefined, "not of this version");
});

test("the part of a picture stays within its limits", () => {
  assert.deepEqual(within({ x: -1, y: 2, side: 5 }), { x: 0, y: 1, side: 20 });
  assert.deepEqual(within({ x: 0.5, y: 0.25, side: 120 }), { x: 0.5, y: 0.25, side: 100 });
});

test("a square of a wide picture is as high as it", () => {
  assert.deepEqual(extentOf(100, { width: 200, height: 100 }, [28, 28]), [0.5, 1]);
  assert.deepEqual(extentOf(50, { width: 200, height: 100 }, [28, 28]), [0.25, 0.5]);
  assert.deepEqual(extentOf(100, { width: 200, height: 100 }, [64, 128]), [1, 1]);
});

test("a drag moves a part by what is left beside it", () => {
  assert.equal(shift(25, 100, 0.5), 0.5); // 50 pixels are left
  assert.equal(shift(25, 100, 1), 0, "none is left");
});

test("an address holds what is not null", () => {
  const address = addressOf("https://a.org/sub/?mask=f0&hide=about#top", { mask: null, ratio: 75, view: "raw" });
  assert.equal(address, "https://a.org/sub/?hide=about&ratio=75&view=raw#top");
  assert.equal(addressOf("https://a.org/", { ratio: 0, seed: 0 }), "https://a.org/?ratio=0&seed=0", "zero is a value");
});

test("what stands is put into an address", () => {
  const canvas = { mask: "f0", image: "18", custom: false };
  const settings = settingsOf(["vit", "random", 75, 7, 100, canvas]);
  const plain = { image: "18", checkpoint: "vit", strategy: "random", ratio: 75, seed: 7 };
  assert.deepEqual(settings, { ...plain, balance: null, mask: null, blend: null });
  const own = settingsOf(["vit", "selective", 75, 7, -40, { mask: "f0", image: null, custom: true, blend: true }]);
  assert.deepEqual([own.image, own.balance, own.mask, own.blend], ["own", -40, "f0", "1"]);
});

test("a list of choices is a ring", () => {
  assert.equal(around(["a", "b", "c"], "c", 1), "a");
  assert.equal(around(["a", "b", "c"], "a", -1), "c");
});

test("pictures of 128 pixels are smoothed, smaller ones are not", () => {
  assert.ok(isSmooth({ width: 128, height: 32 }) && !isSmooth({ width: 127, height: 127 }));
});
