import assert from "node:assert/strict";
import test from "node:test";
import { oneAtATime } from "../../mae_demo/web/shared/questions.js";

function asker(context) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [];
  return [oneAtATime((question) => sent.push(question), 5000), sent];
}

test("one question is on its way, and the newest of the others waits", (context) => {
  const [questions, sent] = asker(context);
  for (const question of ["a", "b", "c"]) questions.ask(question);
  assert.deepEqual(sent, ["a"]);
  assert.ok(questions.isBusy && questions.hasNext);
  questions.goOn();
  assert.deepEqual(sent, ["a", "c"]);
  assert.ok(questions.isBusy && !questions.hasNext);
  questions.goOn();
  assert.deepEqual(sent, ["a", "c"]);
  assert.ok(!questions.isBusy);
  questions.ask("d");
  assert.deepEqual(sent, ["a", "c", "d"]);
});

test("what is falsy is a question, too", (context) => {
  const [questions, sent] = asker(context);
  questions.ask("a");
  questions.ask(0);
  questions.goOn();
  assert.deepEqual(sent, ["a", 0]);
});

test("a lost answer frees the way after a while, and an answer in time is no lost one", (context) => {
  const [questions, sent] = asker(context);
  questions.ask("a");
  questions.ask("b");
  context.mock.timers.tick(4999);
  assert.deepEqual(sent, ["a"]);
  context.mock.timers.tick(1);
  assert.deepEqual(sent, ["a", "b"]);
  context.mock.timers.tick(3000);
  questions.goOn();
  questions.ask("c");
  questions.ask("d");
  context.mock.timers.tick(2500); // 'b' was asked longer ago than that, 'c' was not
  assert.deepEqual(sent, ["a", "b", "c"]);
});

test("a question that is refused takes along what waits", (context) => {
  const [questions, sent] = asker(context);
  questions.ask("a");
  questions.ask("b");
  questions.drop();
  assert.ok(!questions.isBusy && !questions.hasNext);
  context.mock.timers.tick(10_000);
  assert.deepEqual(sent, ["a"]);
});

test("what waits can be forgotten while the question stays on its way", (context) => {
  const [questions, sent] = asker(context);
  questions.ask("a");
  questions.ask("b");
  questions.forget();
  assert.ok(questions.isBusy && !questions.hasNext);
  questions.goOn();
  assert.deepEqual(sent, ["a"]);
});

test("an answer that comes at once lets the next go", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [];
  const questions = oneAtATime((question) => { sent.push(question); questions.goOn(); }, 5000);
  questions.ask("a");
  questions.ask("b");
  assert.deepEqual(sent, ["a", "b"]);
});
