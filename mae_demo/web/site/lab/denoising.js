// Denoising: what a latent of a few numbers leaves of the noise, and of the picture: mae_demo/answers/denoising.py.
import { apart } from "../../shared/grey.js";
import { fill } from "../../shared/words.js";
import { controlsOf } from "./controls.js";
import { figure, figureRow, hatchedAddressOf, pictured } from "./figures.js";

const AT_ONCE = 20; // pictures in one question
const MANY = 200, SEED = 0; // test pictures that the mean is taken over; noise of this seed
const FILTERS = ["nothing", "median", "harmonic"]; // denoisers that are no networks

/** The noisy picture by every denoiser at once, and then the means, of which the best of the first row is starred. */
export function denoisingPanel(section, tools) {
  const { given: { lab }, networks, words: { denoising: words, lab: { original } }, data, changed } = tools;
  const controls = controlsOf(section, tools, changed), means = new Map(); // by kind and strength, a PSNR by name

  async function clean(name, pictures, side, hidden) {
    const { ask } = networks;
    if (name === "nothing") return pictures;
    if (name === "median") return (await ask({ ask: "median", pictures, side })).pictures;
    if (name === "harmonic") return filled(pictures, side, hidden);
    const { latents } = await ask({ ask: "encode", name, pictures });
    return (await ask({ ask: "decode", name, latents })).pictures;
  }

  /** Some pictures at a time, for strokes wait for what the engine answers. */
  async function filled(pictures, side, hidden) {
    const done = pictures.slice(), some = AT_ONCE * side ** 2;
    for (let at = 0; at < done.length; at += some) {
      const [values, own] = [pictures, hidden].map((all) => all.slice(at, at + some));
      done.set((await networks.ask({ ask: "harmonic", pictures: values, hidden: own, side })).pictures, at);
    }
    return done;
  }

  /** Which pixels are hidden, or null, and by name the noisy pictures as a denoiser returns them, and their PSNR. */
  async function denoised(names, pictures, side, kind, strength) {
    const question = { ask: "noise", kind, strength: strength / 100, seed: SEED, pictures, side };
    const { pictures: noisy, hidden } = await networks.ask(question), found = {};
    for (const name of names) {
      const cleaned = await clean(name, noisy, side, hidden);
      found[name] = { cleaned, psnr: apart(cleaned, pictures, hidden).psnr };
    }
    return { hidden, found };
  }

  function maskCard(picture, side, hidden) {
    const counts = { hidden: hidden.reduce((sum, covered) => sum + covered, 0), pixels: hidden.length };
    const facts = [fill(words.hidden_of, counts), ...(counts.hidden ? [words.counted] : [])];
    return pictured(hatchedAddressOf(picture, side, hidden), words.mask, facts);
  }

  function draw(picture, side, kind, { hidden, found }, mean) {
    const denoisers = lab.denoisers[kind], beside = lab.trained_for[kind];
    const best = mean && Math.max(...Object.keys(denoisers).map((name) => mean[name]));
    const card = ([name, label], isStarred) => {
      const { cleaned, psnr } = found[name];
      if (psnr === null) return figure(cleaned, side, label);
      const own = fill(words.own, { value: psnr.toFixed(1) });
      const leading = mean ? fill(words.mean, { value: mean[name].toFixed(1), count: MANY }) : "…";
      return figure(cleaned, side, label, [leading, own], isStarred);
    };
    const shown = [figure(picture, side, original), ...(hidden ? [maskCard(picture, side, hidden)] : [])];
    for (const each of Object.entries(denoisers)) shown.push(card(each, Boolean(mean) && mean[each[0]] === best));
    section.querySelector("#noise-cards").replaceChildren(figureRow(shown));
    const learnt = Object.entries(beside).map((each) => card(each, false));
    section.querySelector("#noise-learnt")?.replaceChildren(figureRow(learnt));
    for (const note of section.querySelectorAll("[data-kind]")) note.hidden = note.dataset.kind !== kind;
  }

  async function show() {
    const { pictureAt, side } = await data(), { picture: place, kind, strength } = controls.values();
    const names = [...new Set([lab.denoisers, lab.trained_for].flatMap((named) => Object.keys(named[kind])))];
    await networks.bring(names.filter((name) => !FILTERS.includes(name)), "lab");
    const picture = pictureAt(place), key = `${kind} ${strength}`;
    const found = await denoised(names, picture, side, kind, strength);
    draw(picture, side, kind, found, means.get(key));
    if (means.has(key)) return;
    const many = new Float32Array(MANY * side ** 2);
    for (let i = 0; i < MANY; i++) many.set(pictureAt(i), i * side ** 2);
    const { found: all } = await denoised(names, many, side, kind, strength);
    means.set(key, Object.fromEntries(Object.entries(all).map(([name, { psnr }]) => [name, psnr])));
    draw(picture, side, kind, found, means.get(key));
  }
  return { ...controls, show };
}
