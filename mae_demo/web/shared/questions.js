// Questions to who computes: one is on its way at a time, and of those that come meanwhile the newest waits.

/**
 * @param {(question: unknown) => void} send puts a question on its way
 * @param {number} patience milliseconds after which an answer counts as lost
 */
export function oneAtATime(send, patience) {
  let timer = null, waits = false, next;

  const queue = {
    /** Whether a question is on its way. */
    get isBusy() { return timer !== null; },
    /** Whether another one waits. */
    get hasNext() { return waits; },
    /** Send a question now, or when the way is free, unless a newer one has come by then. */
    ask(question) {
      if (timer !== null) [waits, next] = [true, question];
      else {
        timer = setTimeout(queue.goOn, patience);
        send(question);
      }
    },
    /** The answer is there: what waits is sent. */
    goOn() {
      const [had, question] = [waits, next];
      queue.drop();
      if (had) queue.ask(question);
    },
    /** Forget what waits. */
    forget() { [waits, next] = [false, undefined]; },
    /** There will be no answer: the way is free, and what waits is forgotten. */
    drop() {
      clearTimeout(timer);
      timer = null;
      queue.forget();
    },
  };
  return queue;
}
