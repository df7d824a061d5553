// Answers the questions of protocol.js, one after the other.
import { arena, compile } from "./arena.js";
import { blend } from "./blending.js";
import { fillingOf } from "./predictors.js";
import { assemblyAnswer, attentionAnswer, lossesAnswer } from "./folds.js";
import { judgeAnswer } from "./judging.js";
import { latentAnswers } from "./latents.js";
import { makeMask } from "./masking.js";
import { distances, measure, paste } from "./metrics.js";
import { build } from "./network.js";
import { hiddenPixels } from "./patches.js";
import { errorMap, fromBytes, normalisedPicture, patchErrorMap, pixelErrors, toBytes } from "./pictures.js";
import { NEWEST_WINS } from "./protocol.js";
import { refusal, refused } from "./refusal.js";
import { fetched, obtain } from "./store.js";
import { sweepAnswer } from "./sweep.js";

/**
 * @param {(answer: object, transfer: ArrayBuffer[]) => void} post sends an answer to the page
 * @returns {(question: import("./protocol.js").Question) => Promise<void>} resolved when the question is answered
 */
export function answering(post) {
  const networks = new Map(), coming = new Map(), newest = {};
  let module = null, space = null, scale = null, shown = null, last = null, queue = Promise.resolve();

  const network = (name) => {
    if (!networks.has(name)) throw refusal("unloaded", { name });
    return networks.get(name);
  };
  /** The picture as a network with so many channels takes it. */
  function picture(channels) {
    if (!shown) throw refusal("unloaded", { name: "picture" });
    const { rgba, height, width, values } = shown;
    values[channels] ??= fromBytes(rgba, channels);
    return { values: values[channels], height, width };
  }
  const gridOf = ({ patch_size: side }, { height, width }) => [height / side, width / side];
  /** What a network says of a mask; kept, for figures are asked for when a stroke rests. */
  function predicted(name, mask, seen) {
    if (last?.name === name && last.mask.join() === mask.join()) return last;
    const { output, inPixels } = network(name), begun = performance.now();
    const said = output(seen, mask), prediction = inPixels(said, seen, mask);
    last = { name, mask, said, prediction, milliseconds: performance.now() - begun };
    return last;
  }
  const { filled, together } = fillingOf({ network, picture, space: () => space });

  const ANSWERS = {
    async start({ kernels, scale: colours }, say) {
      module = await compile(typeof kernels === "string" ? await fetched(kernels) : kernels);
      [space, scale] = [await arena(module), colours];
      say({ last: true });
    },
    forget({ name }, say) {
      networks.delete(name);
      last = null;
      say({ last: true });
    },
    picture({ height, width, rgba }, say) {
      if (rgba.length !== 4 * height * width) throw refusal("picture", { channels: rgba.length, height, width });
      shown = { height, width, rgba, values: {} };
      last = null;
      say({ last: true });
    },
    mask({ name, strategy, ratio, seed, balance }, say) {
      const { config, predict } = network(name), seen = picture(config.channels), grid = gridOf(config, seen);
      say({ last: true, mask: makeMask(strategy, grid, ratio, seed, { picture: seen, predict, balance }), grid });
    },
    async predict({ id, name, mask, views, baselines, blend: isBlended = false, figures: isMeasured = true }, say) {
      const { config, oracle } = network(name), seen = picture(config.channels);
      const { said, prediction: own, milliseconds: alone } = predicted(name, mask, seen), begun = performance.now();
      const prediction = isBlended ? blend(own, seen, mask) : own, milliseconds = alone + performance.now() - begun;
      const hidden = hiddenPixels(seen, mask), made = {};
      const errors = () => pixelErrors(prediction, seen), grid = gridOf(config, seen);
      const draw = {
        prediction: () => toBytes(own, seen),
        blended: () => toBytes(prediction, seen),
        composite: () => toBytes(paste(prediction, seen, hidden), seen),
        error: () => errorMap(errors(), seen, scale),
        patch_error: () => patchErrorMap(errors(), seen, grid, scale),
        oracle: () => toBytes((made.oracle = oracle(said, seen)), seen),
        normalised: () => {
          oracle(said, seen); // refuses where it has no normalised prediction
          return normalisedPicture(said, seen);
        },
      };
      const drawn = Object.fromEntries(views.map((view) => [view, draw[view]()]));
      const buffers = Object.values(drawn).map(({ data }) => data.buffer);
      if (!isMeasured) {
        return say({ last: true, views: drawn, milliseconds, near: distances(prediction, seen, hidden) }, buffers);
      }
      say({ views: drawn, milliseconds }, buffers);

      const count = mask.reduce((sum, covered) => sum + covered, 0), psnr = {};
      await rest(); // the pictures are on their way; a newer question may have come
      if (newest.predict !== id) return say({ last: true, outdated: true });
      for (const other of count ? baselines : []) {
        const found = filled(other, mask, config.channels);
        psnr[other] = distances(found.prediction, found.seen, found.hidden).masked_psnr;
        await rest();
        if (newest.predict !== id) return say({ last: true, outdated: true });
      }
      const unblended = isBlended ? distances(own, seen, hidden).masked_psnr : null;
      const figures = { ...measure(space, prediction, seen, hidden), hidden: count, patches: mask.length, unblended };
      const cheated = made.oracle ? measure(space, made.oracle, seen, hidden) : null;
      say({ last: true, figures, baselines: psnr, oracle: cheated });
    },
    async compare({ id, masker, names, mask, ensembles = {}, figures: isMeasured = true }, say) {
      const { channels } = network(masker).config;
      for (const name of names) {
        if (newest.compare !== id) return say({ last: true, outdated: true });
        try {
          const { prediction, seen, hidden } = together(ensembles[name] ?? [name], mask, channels);
          const composite = toBytes(paste(prediction, seen, hidden), seen);
          const said = isMeasured
            ? { figures: measure(space, prediction, seen, hidden) }
            : { near: distances(prediction, seen, hidden) };
          say({ name, composite, ...said }, [composite.data.buffer]);
        } catch (error) {
          say({ name, refused: refused(error) }); // the others are compared nevertheless
        }
        await rest();
      }
      say({ last: true });
    },
    judge: judgeAnswer({ network, together }),
    losses: lossesAnswer({ network, picture, predicted }),
    attention: attentionAnswer({ network, picture }),
    ...latentAnswers(network, () => space),
  };

  /** Do something after all that was asked before. */
  function inTurn(work) {
    const done = queue.then(rest).then(work);
    queue = done.catch(() => {}); // who asked is told; the next question is answered nevertheless
    return done;
  }

  /** Weights come while other questions are answered, and once for all that ask for them. */
  async function load({ name, config, sha256, weights }, say) {
    if (!networks.has(name) && !coming.has(name)) {
      const obtained = obtain(weights, name, sha256, (loaded, total) => say({ loaded, total }));
      const built = obtained.then((bytes) => inTurn(() => build(module, name, config, bytes)));
      coming.set(name, built.then((made) => networks.set(name, made)).finally(() => coming.delete(name)));
    }
    await coming.get(name);
    say({ last: true, name, bytes: network(name).size() });
  }

  const isNewest = ({ id, ask }) => newest[ask] === id;
  const IN_TURNS = {
    load,
    assemble: assemblyAnswer({ network, picture, inTurn, isNewest, space: () => space }),
    sweep: sweepAnswer({ network, together, inTurn }),
  };

  return async function receive(question) {
    const { id, ask } = question, say = (answer, transfer = []) => post({ id, ...answer }, transfer);
    if (NEWEST_WINS.includes(ask)) newest[ask] = id;
    try {
      if (IN_TURNS[ask]) return await IN_TURNS[ask](question, say);
      await inTurn(() => {
        if (NEWEST_WINS.includes(ask) && !isNewest(question)) return say({ last: true, outdated: true });
        return ANSWERS[ask](question, say);
      });
    } catch (error) {
      say({ last: true, refused: refused(error) });
    }
  };
}

/** Let what has arrived meanwhile be received first. */
function rest() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
