// The loss against the pictures that were learnt from, on a scale where every tenfold is as high as another.
import { sharp } from "./drawing.js";

const MOST = 400; // points; of more, the older half is thinned

/** Add a point, and keep the curve short. */
export function added(points, point) {
  const all = points.at(-1)?.steps === point.steps ? points : [...points, point];
  const middle = all.length >> 1;
  return all.length <= MOST ? all : all.filter((_, i) => i >= middle || i % 2 === 0);
}

const EVERY = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const STEPS = [[1, 2, 5], EVERY, EVERY.flatMap((digit) => [digit, digit + 0.5])]; // ever finer

/** Ticks of 1, 2 and 5 within a range; of finer steps where there are fewer than two, of tens alone where many. */
export function ticks(low, high, [digits, ...finer] = STEPS) {
  const found = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++)
    for (const digit of digits) {
      const tick = digit * 10 ** power;
      if (tick >= low && tick <= high) found.push(Number(tick.toPrecision(2)));
    }
  if (found.length < 2 && finer.length) return ticks(low, high, finer);
  const tens = found.filter((tick) => /^(0\.0*)?10*$/.test(String(tick)));
  return found.length > 7 && tens.length > 1 ? tens : found;
}

/** A number of pictures in few signs: 800, 12k, 3.4M; in Chinese 1.2万 and 340万. */
export function short(count) {
  const language = globalThis.document?.documentElement.lang === "zh" ? "zh" : "en"; // a German page has points, too
  const few = new Intl.NumberFormat(language, { notation: "compact", maximumSignificantDigits: 2 });
  return few.format(count).replace("K", "k");
}

/** @param baseline the loss of what the network is compared with, or null */
export function drawCurve(canvas, points, baseline, words) {
  const sheet = sharp(canvas);
  if (!sheet || !points.length) return;
  const { context, width, height, style } = sheet, left = 54, top = 8, right = width - 8, bottom = height - 20;
  const finite = points.filter(({ training, held }) => Number.isFinite(training + held));
  const values = [...finite.flatMap(({ training, held }) => [training, held]), ...(baseline ? [baseline] : [])];
  const [low, high] = [Math.min(...values) * 0.85, Math.max(...values) * 1.15];
  const end = Math.max(points.at(-1).pictures, 1);
  const y = (value) => top + ((Math.log(high) - Math.log(value)) / (Math.log(high) - Math.log(low))) * (bottom - top);
  const x = (pictures) => left + (pictures / end) * (right - left);
  const colour = (name) => style.getPropertyValue(name);

  context.font = `12px ${style.fontFamily}`;
  context.fillStyle = colour("--body-text-color-subdued");
  context.strokeStyle = colour("--border-color-primary");
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of ticks(low, high)) {
    line(context, [[left, y(tick)], [right, y(tick)]]);
    context.fillText(String(tick), left - 6, y(tick));
  }
  context.textBaseline = "bottom";
  context.fillText(short(points.at(-1).pictures), right, height - 2);
  context.textAlign = "left";
  context.fillText("0", left, height - 2);
  context.textAlign = "center";
  context.fillText(words.pictures_seen, (left + right) / 2, height - 2);

  context.lineWidth = 2;
  if (baseline) {
    context.strokeStyle = colour("--worse");
    context.setLineDash([5, 4]);
    line(context, [[left, y(baseline)], [right, y(baseline)]]);
    context.setLineDash([]);
  }
  for (const [key, name] of [["training", "--body-text-color-subdued"], ["held", "--color-accent"]]) {
    context.strokeStyle = colour(name);
    line(context, finite.map((point) => [x(point.pictures), y(point[key])]));
  }
}

function line(context, [first, ...others]) {
  if (!first) return;
  context.beginPath();
  context.moveTo(...first);
  for (const place of others) context.lineTo(...place);
  context.stroke();
}
