// The explorer's bars: the numbers of the latent vector that stands, pulled by pointer or keyboard.
import { WAY } from "../shared/keys.js";
import { fill } from "../shared/words.js";

/** Draw the bars. */
export function drawBars(explorer) {
  const { bars, root, state } = explorer;
  const wide = Math.round(bars.clientWidth * devicePixelRatio), tall = Math.round(bars.clientHeight * devicePixelRatio);
  if (!wide || !state.code.length) return;
  [bars.width, bars.height] = [wide, tall];
  const context = bars.getContext("2d"), style = getComputedStyle(root), height = bars.clientHeight;
  const foot = state.says.length ? 16 : 0, middle = (height - foot) / 2;
  const y = (value) => middle - (Math.max(-1, Math.min(1, value / state.reach)) * (height - foot)) / 2;
  context.scale(devicePixelRatio, devicePixelRatio);
  state.code.forEach((value, index) => {
    const width = bars.clientWidth / state.code.length, left = index * width;
    const gap = Math.min(3, width / 6), inner = width - 2 * gap;
    context.fillStyle = style.getPropertyValue("--background-fill-secondary");
    context.fillRect(left + gap, 0, inner, height - foot);
    // How far the number goes among the test pictures
    context.fillStyle = style.getPropertyValue("--border-color-primary");
    context.fillRect(left + gap, y(state.high[index]), inner, Math.max(1, y(state.low[index]) - y(state.high[index])));
    context.fillStyle = style.getPropertyValue("--color-accent");
    context.globalAlpha = index === state.unit ? 1 : 0.75;
    context.fillRect(left + gap, Math.min(middle, y(value)), inner, Math.max(2, Math.abs(y(value) - middle)));
    context.globalAlpha = 1;
    context.fillStyle = style.color;
    if (state.encoded.length) context.fillRect(left + gap, y(state.encoded[index]) - 1, inner, 2);
    if (state.dead[index]) {
      Object.assign(context, { strokeStyle: style.color, lineWidth: 1.5 });
      context.beginPath();
      for (const side of [-1, 1]) {
        context.moveTo(left + width / 2 - side * Math.min(8, inner / 2), middle - 8);
        context.lineTo(left + width / 2 + side * Math.min(8, inner / 2), middle + 8);
      }
      context.stroke();
    }
    if (foot) {
      Object.assign(context, { font: "11px system-ui, sans-serif", textAlign: "center", fillStyle: style.color });
      context.fillText(state.says[index].toFixed(1), left + width / 2, height - 3);
    }
  });
  describeUnit(explorer);
}

function describeUnit({ bars, find, state, words }) {
  const index = state.unit, encoded = state.encoded[index]?.toFixed(2);
  const values = { place: index + 1, value: state.code[index].toFixed(2), encoded };
  const text = [fill(state.encoded.length ? words.unit : words.unit_drawn, values)];
  if (state.dead[index]) text.push(words.dead);
  if (state.says.length) text.push(fill(words.says, { nats: state.says[index].toFixed(2) }));
  const line = text.join(" · ");
  find(".unit").textContent = line[0].toUpperCase() + line.slice(1);
  bars.setAttribute("aria-label", fill(words.code_alt, { place: index + 1, count: state.code.length }));
  bars.setAttribute("aria-valuetext", line);
  bars.setAttribute("aria-valuenow", state.code[index]);
  bars.setAttribute("aria-valuemin", -state.reach);
  bars.setAttribute("aria-valuemax", state.reach);
}

/** Listen to pointer, keyboard and buttons. While a bar is pulled, explorer.pulling is the pointer's number. */
export function listenToBars(explorer) {
  const { bars, find, questions, state } = explorer;
  const within = (index) => Math.max(0, Math.min(state.code.length - 1, index));
  const back = () => questions.ask({ picture: state.picture });

  function setUnit(value) {
    // Draw the bar in this frame and ask for the picture
    state.code[state.unit] = Math.max(-state.reach, Math.min(state.reach, value));
    drawBars(explorer);
    questions.ask({ picture: state.picture, code: [...state.code] });
  }

  function pull(event) {
    const foot = state.says.length ? 16 : 0, middle = (bars.clientHeight - foot) / 2;
    setUnit(((middle - event.offsetY) / middle) * state.reach);
  }

  bars.addEventListener("pointerdown", (event) => {
    if (!state.code.length || explorer.pulling !== null) return;
    bars.setPointerCapture(event.pointerId);
    explorer.pulling = event.pointerId;
    state.unit = within(Math.floor((event.offsetX / bars.clientWidth) * state.code.length));
    pull(event);
  });
  bars.addEventListener("pointermove", (event) => event.pointerId === explorer.pulling && pull(event));
  for (const type of ["pointerup", "pointercancel"])
    bars.addEventListener(type, (event) => { if (event.pointerId === explorer.pulling) explorer.pulling = null; });
  bars.addEventListener("keydown", (event) => {
    const way = WAY[event.key], step = state.reach / 20;
    if (!(way || event.key === "Home") || !state.code.length) return;
    event.preventDefault();
    if (event.key === "Home") return back();
    if (way[1]) return setUnit(state.code[state.unit] - way[1] * step);
    state.unit = within(state.unit + way[0]);
    drawBars(explorer);
  });
  find("[data-action=back]").addEventListener("click", back);
  const draw = () => questions.ask({ draw: Math.floor(Math.random() * 2 ** 31) });
  find("[data-action=draw]").addEventListener("click", draw);
}
