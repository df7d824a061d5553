// What a course of training looks like: figures, pictures, filters, the curve, and the map or the axes.
import { decimal, fill, grouped } from "../shared/words.js";
import { drawCurve, short } from "./curve.js";
import { drawTiles, signedPixels } from "./drawing.js";
import { drawMap } from "./map.js";

const FILTER_COLUMNS = 12;

/** @param course {settings, shape, built, report, points, components, perSecond} */
export function show(root, course, words) {
  const find = (selector) => root.querySelector(selector), { report, built, components, settings, shape } = course;
  const row = (name, pictures) => {
    const canvas = find(`[data-row=${name}]`), isThere = Boolean(pictures);
    canvas.hidden = canvas.previousElementSibling.hidden = !isThere;
    if (isThere) drawTiles(canvas, pictures, shape);
  };
  const dB = (value) => (Number.isFinite(value) ? fill(words.decibel, { value: decimal(value, 1) }) : words.nan);

  row("originals", built.originals);
  row("damaged", built.damaged);
  row("outputs", report.outputs);
  row("pca", components?.shown ?? built.originals.map((picture) => picture.map(() => 0.5)));
  drawTiles(find("[data-row=filters]"), report.filters, shape, { columns: FILTER_COLUMNS, paint: signedPixels });

  find(".psnr").textContent = dB(report.psnr);
  find(".pca").textContent = components ? dB(components.psnr) : "…";
  find(".pca-name").textContent = fill(words.pca_psnr, { code: settings.code });
  const counts = { steps: grouped(report.steps), pictures: short(report.pictures) };
  const speed = course.perSecond ? fill(words.speed_now, { count: short(course.perSecond) }) : "";
  find(".counts").textContent = `${fill(words.counts, counts)}${speed}`;

  drawCurve(find(".curve"), course.points, components?.loss ?? null, words);
  find(".baseline").hidden = find(".baseline").nextElementSibling.hidden = !components?.loss;
  const isFlat = Boolean(report.map);
  find(".of-map").textContent = isFlat && built.labels ? words.map : words.map_alone;
  find(".map").hidden = !isFlat;
  find(".no-map").hidden = isFlat;
  if (isFlat) drawMap(find(".map"), report.map, built.labels, shape);
  find(".axes").textContent = axesOf(course, words);
  name(root, course, words, dB);
}

/** How the axes of a linear autoencoder lie to those of PCA. */
function axesOf({ settings, report: { comparison } }, words) {
  if (settings.units !== "linear") return "";
  if (settings.loss === "bce") return words.axes_sigmoid;
  if (!comparison) return "";
  const { angle, cosines } = comparison, [least, most] = [Math.min(...cosines), Math.max(...cosines)];
  const values = { angle: decimal(angle, angle < 10 ? 1 : 0), least: decimal(least, 2), most: decimal(most, 2) };
  return fill(words.axes, values);
}

/** What the pictures show, for those who do not see them. */
function name(root, { report, components }, words, dB) {
  const values = { psnr: dB(report.psnr), pca: components ? dB(components.psnr) : "…", steps: report.steps };
  const say = (selector, text) => root.querySelector(selector).setAttribute("aria-label", fill(text, values));
  const rows = ["originals", "damaged", "outputs", "pca", "filters"];
  for (const key of rows) say(`[data-row=${key}]`, words[`${key}_alt`]);
  const numbers = { training: report.training.toPrecision(3), held: report.held.toPrecision(3) };
  root.querySelector(".curve").setAttribute("aria-label", fill(words.curve_alt, numbers));
  say(".map", words.map_alt);
}
