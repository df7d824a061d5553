// The course of a lesson: its steps, what counts as read off, its code, and progress with and without a storage.
import assert from "node:assert/strict";
import test from "node:test";
import { progressIn } from "../../mae_demo/web/lessons/progress.js";
import { codeOf, isRead, numberIn, stepAsked, stepsOf } from "../../mae_demo/web/lessons/steps.js";
import { answersIn, tallyOf } from "../../mae_demo/web/lessons/tally.js";

const lesson = { number: 5, steps: [{ do: "look", link: "a=1" }, { do: "read", link: "b=2" }], next: { link: "c=3" } };
const reading = {
  number: 5, answers: [{}, {}, {}], steps: [{ read: "random" }, { do: "look" }, { read: "block" }, { read: "grid" }],
};

test("a lesson is a question, its acts, the reveal and what comes next", () => {
  assert.deepEqual(stepsOf(lesson).map(({ kind }) => kind), ["question", "act", "act", "reveal", "next"]);
  assert.equal(stepsOf(lesson)[2].index, 1);
});

test("numbers are read as people type them", () => {
  assert.deepEqual(["17.6", " 17,6 dB", "−3", "about 20"].map(numberIn), [17.6, 17.6, -3, 20]);
  assert.ok(Number.isNaN(numberIn("many")));
});

test("a number is right within its tolerance, its ends included", () => {
  const read = { value: 17.6, tolerance: 0.1 };
  assert.deepEqual(["17.5", "17.7", "17.49", "17.71", "", "x"].map((text) => isRead(text, read)),
    [true, true, false, false, false, false]);
});

test("the code has the vote and the numbers in their order, and nothing else", () => {
  assert.equal(codeOf(reading, { vote: 1, reads: { 2: 19.1, 0: 25.1 } }), "5b:25.1:19.1");
  assert.equal(codeOf(lesson, {}), "5-");
});

test("a number that was left out keeps its place in the code, and is none in the count", () => {
  const code = codeOf(reading, { vote: 2, reads: { 3: 22.8 } });
  assert.equal(code, "5c:::22.8");
  assert.deepEqual(answersIn(code, [reading]).answers, [{ lesson: 5, vote: 2, numbers: [null, null, 22.8] }]);
});

test("codes are found in what people type and save, and what is none is told", () => {
  const { answers, unread } = answersIn("5b:25,1  5A:−3;5c\n5-:24.4 hello 5d 7a 5b:1:2:3:4 5b:x", [reading]);
  assert.deepEqual(answers, [
    { lesson: 5, vote: 1, numbers: [25.1] }, { lesson: 5, vote: 0, numbers: [-3] }, { lesson: 5, vote: 2, numbers: [] },
    { lesson: 5, vote: null, numbers: [24.4] },
  ]);
  assert.deepEqual(unread, ["hello", "5d", "7a", "5b:1:2:3:4", "5b:x"]);
});

test("codes may stand apart by commas, and be typed on a Chinese keyboard", () => {
  const { answers, unread } = answersIn("5b:25.1, 5a:25,1,5c，５Ｂ：19.1、5-：24；5a", [reading]);
  assert.deepEqual(answers.map(({ vote, numbers }) => [vote, ...numbers]),
    [[1, 25.1], [0, 25.1], [2], [1, 19.1], [null, 24], [0]]);
  assert.deepEqual(unread, []);
});

test("votes are counted by answer, and numbers by the step at which they were read", () => {
  const { answers } = answersIn("5b:25.1:17 5b:24.9 5c::18 5-:26:19 5a:24.7", [reading]);
  assert.deepEqual(tallyOf(reading, answers), {
    count: 5, voted: 4, votes: [1, 2, 1],
    reads: [
      { count: 4, least: 24.7, median: 25, most: 26 }, { count: 3, least: 17, median: 18, most: 19 }, null,
    ],
  });
  assert.equal(tallyOf({ ...reading, number: 6 }, answers).count, 0);
});

test("no step behind the question opens before the vote, and none that there is not", () => {
  const asked = (step, vote) => stepAsked(lesson, step, { vote });
  assert.deepEqual([asked(3, null), asked(3, 0), asked(99, 0), asked(0, 0), asked(NaN, 0)], [0, 2, 4, 0, 0]);
});

function storage(held, refuses = false) {
  return {
    getItem: () => { if (refuses) throw new Error("no"); return held; },
    setItem: (_, text) => { if (refuses) throw new Error("no"); held = text; },
    get held() { return held; },
  };
}

test("progress outlives the page where there is a storage", () => {
  const kept = storage(null);
  progressIn(kept).set(5, { vote: 2 });
  progressIn(kept).set(1, { done: true });
  assert.deepEqual(progressIn(kept).of(5), { vote: 2, reads: {}, done: false });
  assert.equal(progressIn(kept).of(1).done, true);
});

test("progress goes on without a storage, with one that refuses, and with one that holds something else", () => {
  for (const each of [null, storage(null, true), storage("not JSON"), storage("null")]) {
    const progress = progressIn(each);
    assert.equal(progress.of(5).vote, null);
    progress.set(5, { vote: 1 });
    assert.equal(progress.of(5).vote, 1);
  }
});
