// The error of what is compared over the mask ratio, without a server: a line and a row of figures for each, over all
// sample pictures. The engine answers strokes between two of its predictions.
import { psnrOf } from "../engine/metrics.js";
import { fill } from "../shared/words.js";
import { place } from "./place.js";
import { sampleOf } from "./selection.js";
import { section, table } from "./table.js";

const EMPTY = JSON.stringify({ lines: [], mark: null });

/** PSNR in dB at each ratio, pooled over pictures. @param {number[][]} errors of each picture at each ratio */
export const pooledPsnr = (errors) =>
  errors[0].map((_, at) => psnrOf(errors.reduce((sum, each) => sum + each[at], 0) / errors.length));

/**
 * Wire the buttons, the chart and the table. @param widgets by name @param given of the page: `sweep` is {ratios,
 *   seed, colours}, ratios in percent @param networks of networks.js
 * @returns {{start: (names: string[], networksOf: Function, chosen: object) => Promise, clear: () => void}} start:
 *   follow names one after the other, by what is chosen in the Playground, {name, strategy, balance}; networksOf(name):
 *   the checkpoints that answer for it. clear: it is about another data set now
 */
export function sweepOf(widgets, given, networks) {
  const { sweep: { ratios, seed, colours }, words: { compare: words, strategies } } = given;
  const find = (selector) => document.querySelector(selector), curves = new Map();
  const titles = { x: words.sweep_x, y: words.sweep_y }, limits = { x_limits: [0, 100], y_limits: null, places: null };
  const chart = place(find("#sweep"), widgets.chart, { value: EMPTY, ...titles, ...limits, height: 340 });
  const stop = find("#sweep-stop"), progress = find("#sweep-row progress");
  let turn = 0;

  function end() {
    turn += 1;
    stop.disabled = progress.hidden = true;
  }

  /** Which pictures it is over, and what hides them. */
  function masked({ name, strategy, balance }) {
    const dataset = given.named[given.models[name].config.dataset], masker = given.labels[name];
    const sentence = words[`sweep_${strategy}`] ?? words.sweep_other;
    return fill(sentence, { dataset, strategy: strategies[strategy], balance, masker });
  }

  /** The samples as the masker's network takes them. */
  async function samplesFor(masker) {
    const { image_size: [height, width], channels } = given.models[masker].config;
    return Promise.all(given.samples[given.beside[masker]].map(async (sample) =>
      (await sampleOf(sample, given)).fittedTo([width, height], channels)));
  }

  /** One curve, which is kept: [percent, PSNR] at each ratio; null where another turn has come meanwhile. */
  async function curveOf(name, { name: masker, strategy, balance }, pictures, isOver, advance) {
    const key = [name, masker, strategy, balance].join();
    if (curves.has(key)) return curves.get(key);
    const errors = [], fractions = { balance: balance / 100, ratios: ratios.map((percent) => percent / 100) };
    for (const [at, { width, height, data: rgba }] of pictures.entries()) {
      const question = { ask: "sweep", masker, name, strategy, ...fractions, seed: seed + at };
      const said = await networks.ask({ ...question, width, height, rgba, ensembles: given.ensembles });
      if (isOver()) return null;
      errors.push(said.errors);
      advance();
    }
    curves.set(key, pooledPsnr(errors).map((psnr, at) => [ratios[at], psnr]));
    return curves.get(key);
  }

  async function start(names, networksOf, chosen) {
    end();
    const mine = turn, isOver = () => mine !== turn, drawn = [], rows = [];
    stop.disabled = progress.hidden = false;
    progress.value = 0;
    try {
      await networks.bring([chosen.name, ...names.flatMap(networksOf)], "sweep");
      const pictures = await samplesFor(chosen.name), step = 1 / (names.length * pictures.length);
      for (const [at, name] of names.entries()) {
        const curve = await curveOf(name, chosen, pictures, isOver, () => (progress.value += step));
        if (isOver()) return;
        progress.value = (at + 1) / names.length;
        drawn.push({ name: given.labels[name], colour: colours[at], points: curve });
        rows.push([given.labels[name], colours[at], curve.map(([, psnr]) => psnr.toFixed(1))]);
        chart.set({ value: JSON.stringify({ lines: drawn, mark: null }) });
        const figures = table(words.judged, ratios.map((percent) => `${percent}\u00a0%`), rows);
        find("#sweep-figures").replaceChildren(section(words.sweep_figures, masked(chosen), figures));
      }
    } catch (error) {
      if (!isOver()) throw error; // of what was stopped nobody waits
    } finally {
      if (!isOver()) end();
    }
  }

  stop.addEventListener("click", end);
  return {
    start,
    clear() {
      end();
      networks.bring([], "sweep"); // those that it held may go
      chart.set({ value: EMPTY });
      find("#sweep-figures").replaceChildren();
    },
  };
}
