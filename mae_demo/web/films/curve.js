// The masked PSNR of a training against its steps, with the moment that is shown.

/** Whole numbers of dB within a range, at most six of them. */
export function ticks(low, high) {
  const step = [1, 2, 5, 10].find((each) => (high - low) / each <= 5) ?? 20, found = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) found.push(tick);
  return found;
}

/** @param {{steps: number[], psnr: number[]}} film @param {number} moment from 0 */
export function drawCurve(canvas, { steps, psnr }, moment, words) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  [canvas.width, canvas.height] = [width * devicePixelRatio, height * devicePixelRatio].map(Math.round);
  const context = canvas.getContext("2d"), style = getComputedStyle(canvas);
  context.scale(devicePixelRatio, devicePixelRatio);
  const [left, right, top, bottom] = [34, width - 8, 8, height - 20];
  const room = Math.max(0.5, 0.08 * (Math.max(...psnr) - Math.min(...psnr)));
  const [low, high] = [Math.min(...psnr) - room, Math.max(...psnr) + room];
  const x = (step) => left + (step / steps.at(-1)) * (right - left);
  const y = (value) => bottom - ((value - low) / (high - low)) * (bottom - top);

  context.font = `12px ${style.fontFamily}`;
  context.fillStyle = style.getPropertyValue("--body-text-color-subdued");
  context.strokeStyle = style.getPropertyValue("--border-color-primary");
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of ticks(low, high)) {
    context.beginPath();
    context.moveTo(left, y(tick));
    context.lineTo(right, y(tick));
    context.stroke();
    context.fillText(String(tick), left - 6, y(tick));
  }
  context.textBaseline = "bottom";
  context.fillText(`${steps.at(-1).toLocaleString("en")} ${words.steps}`, right, height - 2);

  context.strokeStyle = context.fillStyle = style.getPropertyValue("--color-accent");
  context.lineWidth = 2;
  context.beginPath();
  psnr.forEach((value, i) => context.lineTo(x(steps[i]), y(value)));
  context.stroke();
  context.beginPath();
  context.arc(x(steps[moment]), y(psnr[moment]), 5, 0, 7);
  context.fill();
}
