// The explorer's bars: the numbers of the code that stands, pulled by pointer or keyboard.
const bars = find(".bars canvas");

function barPlace(index) {
  const width = bars.clientWidth / state.code.length;
  return [index * width, width];
}

function drawBars() {
  const wide = Math.round(bars.clientWidth * devicePixelRatio), tall = Math.round(bars.clientHeight * devicePixelRatio);
  if (!wide || !state.code.length) return;
  [bars.width, bars.height] = [wide, tall];
  const context = bars.getContext("2d"), style = getComputedStyle(root), height = bars.clientHeight;
  const foot = state.says.length ? 16 : 0, middle = (height - foot) / 2;
  const y = (value) => middle - (Math.max(-1, Math.min(1, value / state.reach)) * (height - foot)) / 2;
  context.scale(devicePixelRatio, devicePixelRatio);
  state.code.forEach((value, index) => {
    const [left, width] = barPlace(index), gap = Math.min(3, width / 6), inner = width - 2 * gap;
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
  describeUnit();
}

function describeUnit() {
  const index = state.unit, values = { place: index + 1, value: state.code[index].toFixed(2) };
  const text = [fill(state.encoded.length ? words.unit : words.unit_drawn, { ...values, encoded: state.encoded[index]?.toFixed(2) })];
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

function setUnit(value) {
  // Draw the bar in this frame and ask for the picture
  state.code[state.unit] = Math.max(-state.reach, Math.min(state.reach, value));
  drawBars();
  ask({ picture: state.picture, code: [...state.code] });
}

function pull(event) {
  const foot = state.says.length ? 16 : 0, middle = (bars.clientHeight - foot) / 2;
  setUnit(((middle - event.offsetY) / middle) * state.reach);
}

let pulling = null; // the pointer that pulls
bars.addEventListener("pointerdown", (event) => {
  if (!state.code.length || pulling !== null) return;
  bars.setPointerCapture(event.pointerId);
  pulling = event.pointerId;
  state.unit = Math.max(0, Math.min(state.code.length - 1, Math.floor((event.offsetX / bars.clientWidth) * state.code.length)));
  pull(event);
});
bars.addEventListener("pointermove", (event) => event.pointerId === pulling && pull(event));
for (const type of ["pointerup", "pointercancel"])
  bars.addEventListener(type, (event) => { if (event.pointerId === pulling) pulling = null; });
bars.addEventListener("keydown", (event) => {
  const way = KINDS[event.key], step = state.reach / 20;
  if (!(way || event.key === "Home") || !state.code.length) return;
  event.preventDefault();
  if (event.key === "Home") return back();
  if (way[1]) return setUnit(state.code[state.unit] - way[1] * step);
  state.unit = Math.max(0, Math.min(state.code.length - 1, state.unit + way[0]));
  drawBars();
});

const back = () => ask({ picture: state.picture });
find("[data-action=back]").addEventListener("click", back);
find("[data-action=draw]").addEventListener("click", () => ask({ draw: Math.floor(Math.random() * 2 ** 31) }));
