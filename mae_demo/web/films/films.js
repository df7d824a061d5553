// The trainings that made the checkpoints: some thirty moments of each, beside the masked pictures and the curve.
import { drawChart } from "../shared/chart.js";
import { read, written } from "../shared/controls.js";
import { listen } from "../shared/events.js";
import { load } from "../shared/pictures.js";
import { FILMS } from "../shared/state.js";
import { decimal, fill, grouped, writeWords } from "../shared/words.js";

const PICTURES = 8; // a row, as train/trace.py writes them: originals, masked ones, then a row a moment
const EACH = 160; // milliseconds that a moment lasts
const NARROW = 400; // pixels of the screen
const SMALL = 64; // pixels: what is smaller is drawn as squares
// A film may bring its own address, as `source`, where no server is
const addressOf = ({ name, sha256 }) => new URL(`../../traces/${sha256}/${name}.webp`, import.meta.url).href;

/** It has no value and triggers nothing. props: words, and films as answers/films.py has them, with {label}. */
export function mount({ element, props }) {
  const { words, films } = props, root = element.querySelector(".films");
  const find = (selector) => root.querySelector(selector);
  const [select, button, slider] = ["select", "button", "input"].map(find);
  const offered = { film: films.map(({ name }) => name) }, { settings } = read(location.search, FILMS, offered);
  const asked = new URLSearchParams(location.search);
  let sheet = null, isShown = asked.get("tab") === "train", playing = null;

  const film = () => films.find(({ name }) => name === settings.film);
  const write = () => {
    if (isShown) history.replaceState(history.state, "", written(location.href, settings, FILMS, offered));
  };

  function draw() {
    const { steps, psnr, label } = film(), moment = Math.min(Number(settings.moment), steps.length) - 1;
    const step = grouped(steps[moment]);
    find(".step").textContent = fill(words.at, { step, last: grouped(steps.at(-1)) });
    find(".psnr").textContent = fill(words.psnr, { value: decimal(psnr[moment], 1) });
    slider.max = steps.length;
    slider.value = moment + 1;
    slider.setAttribute("aria-valuetext", `${find(".step").textContent}: ${find(".psnr").textContent}`);
    const line = { name: label, colour: "var(--color-accent)", points: steps.map((each, i) => [each, psnr[i]]) };
    const drawn = { lines: [line], mark: steps[moment] };
    drawChart(find(".curve"), drawn, { x: words.steps, y: words.decibel, height: 190 });
    const [first, final] = [psnr[0], psnr.at(-1)].map((value) => decimal(value, 1));
    find(".curve").setAttribute("aria-label", fill(words.curve_alt, { first, final }));
    if (!sheet) return;
    for (const [name, row] of [["original", 0], ["masked", 1], ["prediction", 2 + moment]]) {
      const canvas = find(`[data-row=${name}]`);
      drawRow(canvas, sheet, row);
      canvas.setAttribute("aria-label", fill(words.row_alt, { row: words[name], label, step }));
    }
  }

  async function open() {
    const { name, source } = film();
    select.value = name;
    const found = await load(source ?? addressOf(film())).catch(() => null);
    if (name !== settings.film) return; // another one was chosen meanwhile
    find(".said").textContent = found ? "" : words.offline;
    sheet = found ?? sheet;
    root.classList.toggle("small", sheet?.width / PICTURES < SMALL);
    draw();
  }

  /** The last moment has the same number in every film, however few it has. */
  function go(moment) {
    settings.moment = String(Number(moment) < film().steps.length ? moment : FILMS.moment.fallback);
    draw();
  }

  function stop() {
    clearInterval(playing);
    playing = null;
    button.textContent = words.play;
    write();
  }

  function play() {
    if (slider.value === slider.max) go(1);
    button.textContent = words.pause;
    playing = setInterval(() => {
      if (slider.value === slider.max || !root.checkVisibility()) return stop();
      go(Number(slider.value) + 1);
    }, EACH);
  }

  writeWords(root, words);
  button.textContent = words.play;
  slider.setAttribute("aria-label", words.moment);
  select.append(...films.map(({ name, label }) => new Option(label, name)));
  select.addEventListener("change", () => {
    settings.film = select.value;
    write();
    open();
  });
  slider.addEventListener("input", () => {
    if (playing) stop();
    go(slider.value);
  });
  slider.addEventListener("change", write);
  button.addEventListener("click", () => (playing ? stop() : play()));
  listen("tab", (tab) => {
    isShown = tab === "train";
    if (isShown) write();
    else history.replaceState(history.state, "", written(location.href, null, FILMS, offered));
  });
  new ResizeObserver(draw).observe(root);
  // Nothing is fetched before it is seen, and a link to a film leads there
  const seen = new IntersectionObserver(([{ isIntersecting }]) => {
    if (!isIntersecting) return;
    seen.disconnect();
    open();
  });
  seen.observe(find(".screen"));
  const isMeant = isShown && (asked.has("film") || asked.has("moment"));
  if (isMeant) listen("restored", () => root.scrollIntoView(), { once: true, late: true });
}

/** A row of pictures of a contact sheet, with gaps between them; where there is little room, half of them. */
function drawRow(canvas, sheet, row) {
  const side = sheet.width / PICTURES, gap = Math.ceil(side / 32);
  const shown = canvas.clientWidth < NARROW ? PICTURES / 2 : PICTURES, size = [shown * (side + gap) - gap, side];
  if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
  const context = canvas.getContext("2d");
  for (let i = 0; i < shown; i++)
    context.drawImage(sheet, i * side, row * side, side, side, i * (side + gap), 0, side, side);
}
