// How far somebody is, lesson by lesson: kept by the browser where it lets us, else until the page is closed. Nothing
// of it leaves the device.

const KEY = "lessons";

/** {of(number), set(number, values)}; of each lesson {vote, reads, done}. @param storage a Storage, or none */
export function progressIn(storage) {
  let kept = {};
  try {
    kept = JSON.parse(storage?.getItem(KEY) ?? "{}") ?? {};
  } catch (error) {
    if (!(error instanceof SyntaxError)) storage = null; // the browser keeps nothing
  }
  const of = (number) => ({ vote: null, reads: {}, done: false, ...kept[number] });
  const write = () => {
    try {
      storage?.setItem(KEY, JSON.stringify(kept));
    } catch {
      storage = null; // it is full, or this page may not: go on without
    }
  };
  return {
    of,
    set(number, values) {
      kept[number] = { ...of(number), ...values };
      write();
    },
  };
}

/** The browser's storage; null where it forbids even to ask. */
export function browserStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
