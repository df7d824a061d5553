// Where a picture, a mask and a checkpoint become what the canvas draws: the static page's own `handlers`. What people
// choose is `chosen`; what the pictures show meanwhile is `shown`. Answers are computed one after the other.
import { receive, receiveFigures } from "../canvas/answers.js";
import { isBlending, READINGS } from "../canvas/views.js";
import { fromHex, toHex } from "../shared/hex.js";
import { networkOf } from "../shared/network.js";
import { drawable, isSmooth } from "../shared/pictures.js";
import { described, noteOn } from "./sentences.js";

const REST = 120; // milliseconds without a change after which a stroke rests

/**
 * @param given of the page @param networks of networks.js @param refuse called with the error of what is refused
 * @returns {{answers, show, chosen, shown, canvas, inTurn}} `answers` is for the canvas. `shown`: {name} of the
 *   checkpoint that the pictures are of, null at first. `chosen` is to be filled: {name, strategy, ratio,
 *   seed, balance, selection}; the selection may be still on its way, as a promise
 */
export function deskOf(given, networks, refuse) {
  const desk = { chosen: {}, shown: null, canvas: null, inTurn }, { models, linear, words } = given;
  let line = Promise.resolve(), resting = null;

  /** Compute after all that was asked before. */
  function inTurn(work) {
    const done = line.then(work);
    line = done.catch(() => {});
    return done;
  }

  const linearFor = (name) => {
    const reference = linear[name];
    return reference && reference !== name ? reference : null;
  };
  /** The baselines that are there already: for the linear predictor nobody waits. */
  const baselinesFor = (name) => [linearFor(name), "harmonic"].filter((each) =>
    each === "harmonic" || (each && networks.has(each)));

  function resultOf(said, name, milliseconds) {
    const { config } = models[name], reference = linearFor(name), note = noteOn(said.figures, config);
    const { [reference]: predictor, ...others } = said.baselines;
    const baselines = predictor === undefined ? others : { linear: predictor, ...others };
    return { ...said.figures, baselines, milliseconds, note: note && words.results[note], isLocal: true };
  }

  /** Of a question what the third picture shows: its views, and whether seams are blended. */
  function wanted() {
    const { state } = desk.canvas, blend = isBlending(state);
    const readings = READINGS.includes(state.view) && state.normalised ? READINGS : [];
    return { views: ["prediction", ...(blend ? ["blended"] : []), ...readings], blend };
  }

  const drawnOf = (views) => Object.fromEntries(Object.entries(views).map(([key, view]) => [key, drawable(view)]));

  /** The answer to the change of the mask with a number: the picture at once, and the figures when the stroke rests. */
  async function stroke(number) {
    const { canvas, shown: { name } } = desk, mask = Uint8Array.from(canvas.state.hidden, Number);
    const { views, blend } = wanted(), hasReadings = views.includes(READINGS[0]);
    const hidden = mask.reduce((sum, covered) => sum + covered, 0), isPlain = hidden > 0 && hidden < mask.length;
    const question = { ask: "predict", name, mask, views, blend };
    if (isPlain && !hasReadings) {
      const said = await networks.ask({ ...question, baselines: [], figures: false });
      if (said.outdated) return canvas.questions.goOn(); // a newer question has taken its place
      receive(canvas, { number, ...drawnOf(said.views), near: said.near });
      if (number === canvas.state.changes) measureSoon(number, said.milliseconds);
      return;
    }
    let seen = null;
    const said = await networks.ask({ ...question, baselines: baselinesFor(name) }, (part) => {
      if (part.views) seen = part;
    });
    if (!said.figures) return canvas.questions.goOn();
    const { prediction, blended, ...readings } = drawnOf(seen.views), result = resultOf(said, name, seen.milliseconds);
    const besides = hasReadings ? { normalised_views: { ...readings, figures: said.oracle } } : {};
    receive(canvas, { number, prediction, blended, result, ...besides });
  }

  /** All figures and baselines of the prediction on screen, where nothing has changed since. */
  async function measure(number, milliseconds) {
    const { canvas, shown: { name } } = desk, { state } = canvas;
    if (number !== state.changes) return;
    const mask = Uint8Array.from(state.hidden, Number), baselines = baselinesFor(name), blend = isBlending(state);
    const said = await networks.ask({ ask: "predict", name, mask, views: [], baselines, blend });
    const isOld = number !== state.changes || blend !== isBlending(state);
    if (said.figures && !isOld) receiveFigures(canvas, number, resultOf(said, name, milliseconds));
  }

  function measureSoon(number, milliseconds) {
    clearTimeout(resting);
    resting = setTimeout(() => inTurn(() => measure(number, milliseconds)).catch(refuse), REST);
  }

  /** For canvas.js: who answers strokes. */
  desk.answers = (canvas) => {
    desk.canvas = canvas;
    canvas.root.dataset.engine = "ready"; // every stroke is answered here
    return {
      isReady: () => true,
      answer: (number) => inTurn(() => stroke(number)).catch((error) => {
        canvas.questions.drop();
        refuse(error);
      }),
    };
  };

  /** The mask that stands where it fits the grid, else, or if `roll`, the one that the settings draw. */
  async function maskFor({ name, strategy, ratio, seed, balance }, grid, roll) {
    const painted = desk.canvas.props.value;
    if (!roll && painted?.mask && painted.grid.join() === grid.join()) {
      const custom = painted.custom || given.strategies[strategy].looks_at_picture;
      return { hidden: fromHex(painted.mask, grid[0] * grid[1]), change: painted.number, custom };
    }
    const fractions = { ratio: ratio / 100, seed, balance: balance / 100 };
    const { mask } = await networks.ask({ ask: "mask", name, strategy, ...fractions });
    return { hidden: [...mask].map(Boolean), change: null, custom: false };
  }

  let last = { selection: null, name: null, picture: null };
  /** What is chosen as the network takes it: the same picture until another, or another network, is chosen. */
  function pictureFor(selection, name) {
    if (last.selection !== selection || last.name !== name) {
      last = { selection, name, picture: drawable(selection.fittedFor(models[name].config).fitted) };
    }
    return last.picture;
  }

  async function standing(chosen, roll, asked) {
    const { name } = chosen, { config } = models[name], selection = await chosen.selection;
    const picture = pictureFor(selection, name), { width, height } = picture;
    const grid = [height, width].map((side) => side / config.patch_size);
    await networks.show(picture);
    let { hidden, change, custom } = await maskFor(chosen, grid, roll);
    if (asked?.mask) [hidden, custom] = fittingMask(asked, hidden, grid);
    const question = { name, mask: Uint8Array.from(hidden, Number), views: ["prediction"] };
    let views, milliseconds;
    const said = await networks.ask({ ask: "predict", baselines: baselinesFor(name), ...question }, (part) => {
      if (part.views) ({ views, milliseconds } = part);
    });
    desk.shown = { name };
    const { about, hint } = selection.describedFor(config);
    const normalised = config.target_space === "patch-normalised";
    return {
      picture, pixelated: !isSmooth(picture), name, network: networkOf(config), normalised, grid, mask: toHex(hidden),
      change, custom, prediction: drawable(views.prediction), result: resultOf(said, name, milliseconds),
      about, hint: selection.hint ?? hint, image: selection.place, ...selection.betterFor(name, config),
      ...(asked?.view ? { view: asked.view } : {}), ...(asked ? { blend: asked.blend === "1" } : {}),
    };
  }

  /** A mask of an address, where it is one of this grid; else the one that is there, and `asked.refuse` hears of it. */
  function fittingMask(asked, rolled, grid) {
    const isHex = /^[0-9a-fA-F]+$/.test(asked.mask), count = grid[0] * grid[1];
    const isFitting = isHex && asked.mask.length === Math.ceil(count / 4);
    if (!isFitting) {
      asked.refuse(isHex ? "other_mask" : "wrong_mask");
      return [rolled, false];
    }
    const hidden = fromHex(asked.mask, count);
    return [hidden, hidden.some((covered, i) => covered !== rolled[i])];
  }

  let newest = 0;
  /**
   * Show what is chosen now. @param {{roll?: boolean, asked?: {mask?, view?, blend?, refuse}}} how roll: draw the mask
   *   anew by the settings; asked: what an address says besides
   * @returns {Promise<boolean>} whether it is shown; what is chosen in the meantime takes its place
   */
  desk.show = async ({ roll = false, asked } = {}) => {
    const turn = ++newest, chosen = { ...desk.chosen };
    desk.roll ||= roll; // whoever is overtaken leaves this to do
    try {
      await networks.bring([chosen.name], "desk");
      return await inTurn(async () => {
        if (turn !== newest) return false;
        const value = await standing(chosen, desk.roll, asked);
        if (turn !== newest) return false;
        desk.roll = false;
        await receive(desk.canvas, value);
        addLinear(chosen.name);
        return true;
      });
    } catch (error) {
      if (turn !== newest) return false;
      desk.roll = false;
      refuse(error);
      return false;
    }
  };

  /** The linear predictor's figure, which comes after the first picture. */
  function addLinear(name) {
    const reference = linearFor(name);
    if (!reference || networks.has(reference)) return;
    networks.bring([name, reference], "desk").then(() => inTurn(() => {
      const { state } = desk.canvas, isSame = desk.shown.name === name && state.shown === state.changes;
      return isSame && !READINGS.includes(state.view) ? measure(state.changes, state.result?.milliseconds) : null;
    })).catch(() => {}); // without it the other baseline stands alone
  }

  return desk;
}

