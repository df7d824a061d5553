// Trains as the page asks, by questions that say `of: "training"`. A network learns between two messages, so that a
// pause is heard at once. Every question is answered once, as those of ../protocol.js, by what ANSWERS returns.
import { arena, compile } from "../arena.js";
import { generator } from "../generator.js";
import { KEYS, refusal } from "../refusal.js";
import { fetched } from "../store.js";
import { principalComponents } from "./components.js";
import { course } from "./course.js";
import { unpacked } from "./pictures.js";

const TURN = 25; // milliseconds until the next message is heard

/**
 * @param {(answer: object, transfer?: ArrayBuffer[]) => void} post sends an answer to the page
 * @param {{now: () => number, later: (work: () => void, wait: number) => void}} clock in milliseconds
 * @returns {(question: {id: number, ask: string}) => Promise<void>} resolved when the question is answered. `ask` is
 *   one of ANSWERS, which say what else a question has
 */
export function training(post, { now, later }) {
  const sets = new Map(), known = new Map(); // data sets, and components by data set and size
  let module = null, run = null, rate = 0, isPlaying = false, perSecond = null, begun = 0, owed = 0, turns = 0;
  let busy = 0, looking = null, principal = null, components = null, queue = Promise.resolve();

  /** Learn for a moment, then let messages in. */
  function learn(turn) {
    if (!isPlaying || turn !== turns) return;
    const start = now(), due = perSecond === null ? Infinity : Math.floor(((start - begun) / 1000) * perSecond) - owed;
    for (let i = 0; i < due && now() - start < TURN; i++) {
      run.step(rate);
      owed += 1;
    }
    busy += now() - start;
    later(() => learn(turn), perSecond === null ? 0 : 1000 / Math.min(perSecond, 60));
  }

  /** One piece of PCA, between two messages. */
  function look(search) {
    if (search !== looking) return; // another course has begun
    const { value, done } = search.work.next();
    if (!done) return later(() => look(search), 0);
    [looking, principal] = [null, value];
    known.set(search.key, value);
  }

  async function seek(data, size) {
    const key = `${data} ${size}`;
    principal = known.get(key) ?? null;
    looking = null;
    if (principal) return;
    const work = principalComponents(await arena(module), run.training(), run.inputs, size, generator(0));
    looking = { key, work };
    look(looking);
  }

  const ANSWERS = {
    /** The first of all. kernels: kernels.wasm, or its address. */
    async start({ kernels }) {
      module = await compile(typeof kernels === "string" ? await fetched(kernels) : kernels);
      return {};
    },
    /** A data set by its name: a file for `unpacked`, or its address, or pictures as it gives them. */
    async data({ name, file, pictures, square, blank, fills = false }) {
      const found = pictures ?? (await unpacked(typeof file === "string" ? await fetched(file) : new Uint8Array(file)));
      sets.set(name, { ...found, square, blank, fills });
      for (const key of known.keys()) if (key.startsWith(`${name} `)) known.delete(key);
      return {};
    },
    /** A new network, with the settings of course.js; the same ones make the same network, and the same steps. */
    async build({ data, settings }) {
      isPlaying = false;
      if (!sets.has(data)) throw refusal("unloaded", { name: data });
      run = await course(module, sets.get(data), settings);
      [rate, busy, components, principal, looking] = [settings.rate, 0, run.filling, null, null];
      if (!run.filling) await seek(data, Math.min(settings.code, run.inputs));
      const { originals, damaged, labels, window, filling, adds } = run;
      const { height, width, channels } = sets.get(data);
      const shape = { height, width, channels }, report = run.report(null);
      return { shape, originals, damaged, labels, window, filling, adds, report };
    },
    /** speed: steps a second; null: as many as there are. */
    play({ speed, rate: asked }) {
      [perSecond, rate, isPlaying, begun, owed] = [speed, asked, true, now(), 0];
      turns += 1;
      learn(turns);
      return {};
    },
    pause() {
      isPlaying = false;
      return {};
    },
    /** One step. */
    step({ rate: asked }) {
      isPlaying = false;
      run.step(asked);
      return { report: run.report(principal) };
    },
    /** How far it is. components: the baseline, a filling or, once that is known, PCA. busy: milliseconds of steps. */
    show() {
      const report = run.report(principal);
      if (!report.isFinite) isPlaying = false;
      if (principal) components ??= run.ofComponents(principal);
      return { report, components, busy, isPlaying };
    },
  };

  async function answer(question) {
    const { id, ask } = question;
    try {
      post({ id, last: true, ...(await ANSWERS[ask](question)) });
    } catch (error) {
      const { code, values } = KEYS.includes(error.code) ? error : refusal("broken", { message: String(error) });
      post({ id, last: true, refused: { code, values } });
    }
  }

  return (question) => (queue = queue.then(() => answer(question))); // one after the other
}
