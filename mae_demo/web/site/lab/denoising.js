// Denoising: what a latent of a few numbers leaves of the noise, and of the picture: mae_demo/answers/denoising.py.
import { apart } from "../../shared/grey.js";
import { fill } from "../../shared/words.js";
import { controlsOf } from "./controls.js";
import { figure, figureRow } from "./figures.js";

const MANY = 200, SEED = 0; // test pictures that the mean is taken over; noise of this seed

const FILTERS = ["nothing", "median"]; // denoisers that are no networks

/** The noisy picture by every denoiser at once, and then the means, of which the best of the first row is starred. */
export function denoisingPanel(section, tools) {
  const { given: { lab }, networks, words: { denoising: words, lab: { original } }, data, changed } = tools;
  const controls = controlsOf(section, tools, changed), learnt = section.querySelector("#noise-learnt");
  const names = [...new Set([...Object.keys(lab.denoisers), ...Object.keys(lab.noise_trained)])];
  const means = new Map(); // by kind and strength, a PSNR by name

  async function clean(name, pictures, side) {
    const { ask } = networks;
    if (name === "nothing") return pictures;
    if (name === "median") return (await ask({ ask: "median", pictures, side })).pictures;
    const { latents } = await ask({ ask: "encode", name, pictures });
    return (await ask({ ask: "decode", name, latents })).pictures;
  }

  /** By name the pictures with noise as a denoiser returns them, and their PSNR. */
  async function denoised(pictures, side, kind, strength) {
    const question = { ask: "noise", kind, strength: strength / 100, seed: SEED, pictures };
    const { pictures: noisy } = await networks.ask(question), found = {};
    for (const name of names) {
      const cleaned = await clean(name, noisy, side);
      found[name] = { cleaned, psnr: apart(cleaned, pictures).psnr };
    }
    return found;
  }

  function draw(picture, side, found, mean) {
    const best = mean && Math.max(...Object.keys(lab.denoisers).map((name) => mean[name]));
    const card = (name, label, isStarred) => {
      const own = fill(words.own, { value: found[name].psnr.toFixed(1) });
      const leading = mean ? fill(words.mean, { value: mean[name].toFixed(1), count: MANY }) : "…";
      return figure(found[name].cleaned, side, label, [leading, own], isStarred);
    };
    const isBest = (name) => Boolean(mean) && mean[name] === best;
    const figures = Object.entries(lab.denoisers).map(([name, label]) => card(name, label, isBest(name)));
    section.querySelector("#noise-cards").replaceChildren(figureRow([figure(picture, side, original), ...figures]));
    const besides = Object.entries(lab.noise_trained).map(([name, label]) => card(name, label, false));
    learnt?.replaceChildren(figureRow(besides));
  }

  async function show() {
    const { pictureAt, side } = await data(), { picture: place, kind, strength } = controls.values();
    await networks.bring(names.filter((name) => !FILTERS.includes(name)), "lab");
    const picture = pictureAt(place), key = `${kind} ${strength}`;
    const found = await denoised(picture, side, kind, strength);
    draw(picture, side, found, means.get(key));
    if (means.has(key)) return;
    const many = new Float32Array(MANY * side ** 2);
    for (let i = 0; i < MANY; i++) many.set(pictureAt(i), i * side ** 2);
    const all = await denoised(many, side, kind, strength);
    means.set(key, Object.fromEntries(Object.entries(all).map(([name, { psnr }]) => [name, psnr])));
    draw(picture, side, found, means.get(key));
  }
  return { ...controls, show };
}
