// Denoising: what a latent of a few numbers leaves of the noise, and of the picture: mae_demo/answers/denoising.py.
import { apart } from "../../shared/grey.js";
import { fill } from "../../shared/words.js";
import { controlsOf } from "./controls.js";
import { figure, figureRow } from "./figures.js";

const MANY = 200, SEED = 0; // test pictures that the mean is taken over; noise of this seed

/** The noisy picture by every denoiser at once, and then the means, of which the best is starred. */
export function denoisingPanel(section, tools) {
  const { given: { lab }, networks, words: { denoising: words, lab: { original } }, data, changed } = tools;
  const controls = controlsOf(section, tools, changed), cards = section.querySelector("#noise-cards");
  const names = Object.keys(lab.denoisers), means = new Map(); // by kind and strength, a PSNR for each name
  let turn = 0;

  async function clean(name, pictures, side) {
    const { ask } = networks;
    if (name === "nothing") return pictures;
    if (name === "median") return (await ask({ ask: "median", pictures, side })).pictures;
    const { latents } = await ask({ ask: "encode", name, pictures });
    return (await ask({ ask: "decode", name, latents })).pictures;
  }

  /** The pictures with noise by each denoiser, and its PSNR. */
  async function denoised(pictures, side, kind, strength) {
    const question = { ask: "noise", kind, strength: strength / 100, seed: SEED, pictures };
    const { pictures: noisy } = await networks.ask(question), found = [];
    for (const name of names) {
      const cleaned = await clean(name, noisy, side);
      found.push({ cleaned, psnr: apart(cleaned, pictures).psnr });
    }
    return found;
  }

  function draw(picture, side, found, mean) {
    const figures = found.map(({ cleaned, psnr }, i) => {
      const own = fill(words.own, { value: psnr.toFixed(1) });
      const facts = mean ? [fill(words.mean, { value: mean[i].toFixed(1), count: MANY }), own] : ["…", own];
      return figure(cleaned, side, lab.denoisers[names[i]], facts, mean && mean[i] === Math.max(...mean));
    });
    cards.replaceChildren(figureRow([figure(picture, side, original), ...figures]));
  }

  async function show() {
    const mine = ++turn, isOver = () => mine !== turn, { pictureAt, side } = await data();
    const { picture: place, kind, strength } = controls.values(), key = `${kind} ${strength}`;
    await networks.bring(names.slice(2), "lab");
    const picture = pictureAt(place), found = await denoised(picture, side, kind, strength);
    if (isOver()) return;
    draw(picture, side, found, means.get(key));
    if (means.has(key)) return;
    const many = new Float32Array(MANY * side ** 2);
    for (let i = 0; i < MANY; i++) many.set(pictureAt(i), i * side ** 2);
    const all = await denoised(many, side, kind, strength);
    means.set(key, all.map(({ psnr }) => psnr));
    if (!isOver()) draw(picture, side, found, means.get(key));
  }
  return { ...controls, show };
}
