import assert from "node:assert/strict";
import test from "node:test";
import { frozen, listen, tell } from "../../mae_demo/web/shared/events.js";

test("who listens hears a frozen copy", () => {
  const heard = [], hidden = [true, false];
  listen("drawn", (detail) => heard.push(detail));
  tell("drawn", { rows: 1, columns: 2, hidden });
  hidden[0] = false;
  assert.deepEqual(heard, [{ rows: 1, columns: 2, hidden: [true, false] }]);
  assert.throws(() => { heard[0].hidden[0] = false; }, TypeError);
  assert.throws(() => { heard[0].rows = 2; }, TypeError);
});

test("what is no plain object stays the same thing", () => {
  const picture = new (class Picture {})();
  assert.equal(frozen({ picture }).picture, picture);
  assert.ok(!Object.isFrozen(picture));
});

test("who comes later can have the last one", () => {
  tell("tab", "compare");
  tell("tab", "lab");
  const late = [], early = [];
  listen("tab", (name) => late.push(name), { late: true });
  listen("tab", (name) => early.push(name));
  tell("tab", null);
  assert.deepEqual([late, early], [["lab", null], [null]]);
});

test("once is once, late or not", () => {
  const heard = [];
  listen("painted", ({ number }) => heard.push(number), { once: true, late: true }); // none was told yet
  tell("painted", { number: 1 });
  tell("painted", { number: 2 });
  listen("painted", ({ number }) => heard.push(number), { once: true, late: true });
  tell("painted", { number: 3 });
  assert.deepEqual(heard, [1, 2]);
});

test("only what is named in EVENTS is told and heard", () => {
  assert.throws(() => tell("toString"), /no event 'toString'/);
  assert.throws(() => listen("drown", () => {}), /no event 'drown'/);
});
