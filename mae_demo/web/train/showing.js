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
  drawTiles(find("[data-row=filters]"), report.filters, built.window, { columns: FILTER_COLUMNS, paint: signedPixels });

  const filling = Boolean(built.filling), baseline = filling ? words.filling_row : words.pca_row;
  find(".psnr").textContent = dB(report.psnr);
  find(".psnr-name").textContent = filling ? words.holes_psnr : words.held_psnr;
  find(".pca").textContent = components ? dB(components.psnr) : "…";
  find(".pca-name").textContent = filling ? words.filling_psnr : fill(words.pca_psnr, { code: settings.code });
  find(".verdict").textContent = filling && report.isFinite ? verdict(report.psnr - components.psnr, words) : "";
  find("[data-row=pca]").previousElementSibling.textContent = baseline;
  const counts = { steps: grouped(report.steps), pictures: short(report.pictures) };
  const speed = course.perSecond ? fill(words.speed_now, { count: short(course.perSecond) }) : "";
  find(".counts").textContent = `${fill(words.counts, counts)}${speed}`;

  drawCurve(find(".curve"), course.points, components?.loss ?? null, words);
  find(".baseline").hidden = find(".baseline").nextElementSibling.hidden = !components?.loss;
  find(".baseline").nextElementSibling.textContent = baseline;
  find("[data-key=tied]").closest(".choice").hidden = built.adds; // a window and its hole are of other sizes
  const isFlat = Boolean(report.map);
  find(".of-map").textContent = isFlat && built.labels ? words.map : words.map_alone;
  find(".map").hidden = !isFlat;
  find(".of-map").hidden = built.adds;
  find(".no-map").hidden = isFlat || built.adds;
  if (isFlat) drawMap(find(".map"), report.map, built.labels, shape);
  const isOwn = settings.data === "photo";
  find(".axes").textContent = `${axesOf(course, words)} ${isOwn ? words.photo_held : ""}`.trim();
  name(root, course, words, dB);
}

/** Whether a network does better than the filling. @param gain in dB */
function verdict(gain, words) {
  const value = decimal(Math.abs(gain), 1);
  if (Number(value) === 0) return words.filling_as_good;
  return fill(gain > 0 ? words.filling_better : words.filling_less_good, { value });
}

/** How the axes of a linear autoencoder lie to those of PCA, or what figures mean where pixels are hidden. */
function axesOf({ settings, built, report: { comparison } }, words) {
  if (built.filling) return built.adds ? words.filling_how : words.hidden_how;
  if (settings.units !== "linear") return "";
  if (settings.loss === "bce") return words.axes_sigmoid;
  if (!comparison) return "";
  const { angle, cosines } = comparison, [least, most] = [Math.min(...cosines), Math.max(...cosines)];
  const values = { angle: decimal(angle, angle < 10 ? 1 : 0), least: decimal(least, 2), most: decimal(most, 2) };
  return fill(words.axes, values);
}

/** What the pictures show, for those who do not see them. */
function name(root, { report, built, components }, words, dB) {
  const values = { psnr: dB(report.psnr), pca: components ? dB(components.psnr) : "…", steps: report.steps };
  const say = (selector, text) => root.querySelector(selector).setAttribute("aria-label", fill(text, values));
  const rows = ["originals", "damaged", "outputs", "pca", "filters"];
  for (const key of rows) say(`[data-row=${key}]`, words[`${key}_alt`]);
  const numbers = { training: report.training.toPrecision(3), held: report.held.toPrecision(3) };
  if (built.filling) {
    say("[data-row=pca]", words.filling_alt);
    numbers.filling = built.filling.loss.toPrecision(3);
  }
  const curve = built.filling ? words.curve_filling_alt : words.curve_alt;
  root.querySelector(".curve").setAttribute("aria-label", fill(curve, numbers));
  say(".map", words.map_alt);
}
