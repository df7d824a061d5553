// From picture to arithmetic: the stages of the network's forward pass in a row, what one of them does, and the lines
// of the source that compute it. What is pointed at in the row lights in the source, and the other way round.
import { listen, tell } from "../shared/events.js";
import { toHex } from "../shared/hex.js";
import { load } from "../shared/pictures.js";
import { fillLegend } from "../shared/scale.js";
import { fill, hiddenOf } from "../shared/words.js";
import { DRAWN, drawStage } from "./drawing.js";
import { player } from "./playing.js";
import { stageRow } from "./row.js";
import { named, sourceList } from "./source.js";

/**
 * props: rows, the stages of each family; opens, the folds that say more about a stage; colours, a scale for numbers.
 * The value is the server's answer; it triggers `look` to have one.
 */
export function mount({ element, props, trigger, watch }) {
  const { words, rows, opens, colours } = props, find = (selector) => element.querySelector(selector);
  const parts = [".way", ".stage", ".source"].map(find), opener = find(".opener"), play = find(".play");
  let drawn = null; // what the three pictures show
  let wanted = null; // the stage that an address asks for, before the network is known
  let isSought = false; // whether a link leads here, and the strip has not come into view since
  let family = "", chosen = null, pointed = null; // whose row stands; stages by their keys
  let answer = null, numbers = new Map(); // the server's answer, and its pictures by stage
  let asked = null; // the prediction that it was asked for
  const row = stageRow(find(".stages"), parts[1].id, words, { choose, point });
  const source = sourceList(find(".lines"), words, { choose, point });
  const walk = player({ steps: () => rows[family], show: showStep, end: () => choose(chosen) });

  const isOpen = () => opener.getAttribute("aria-expanded") === "true";
  const opened = (key) => (isOpen() && !walk.isOn() ? opens[key] ?? [] : []);
  const stageOf = (key) => answer?.stages.find((stage) => stage.key === key);

  function showParts() {
    for (const part of parts) part.hidden = !isOpen() || !drawn?.prediction;
  }

  function show() {
    if (!isOpen() || !drawn?.prediction) return;
    showParts();
    if (drawn.network.family !== family) changeRow();
    if (drawn.prediction !== asked && drawn.shown === drawn.changes) {
      asked = drawn.prediction;
      trigger("look");
    }
    draw();
    describe();
    lead();
  }

  /** Into view, once, where a link leads here: as soon as the first picture is painted, and the tab open. */
  function lead() {
    if (!isSought || !isOpen() || !drawn?.prediction || !opener.offsetParent) return;
    isSought = false;
    requestAnimationFrame(() => opener.scrollIntoView({ block: "start" }));
  }

  function changeRow() {
    // Each family has its own; who looks at a fold goes on with it
    family = drawn.network.family;
    walk.stop();
    [answer, numbers] = [null, new Map()];
    row.fill(rows[family]);
    const isKept = (key) => key === chosen || (opens[chosen] ?? []).some((name) => opens[key]?.includes(name));
    select(rows[family].find((key) => key === wanted) ?? rows[family].find(isKept) ?? rows[family][0]);
    wanted = null;
  }

  function select(key) {
    chosen = key;
    row.choose(key);
    parts[1].setAttribute("aria-labelledby", `stage-${key}`);
    light(true);
    tell("stage", { opens: opened(key), stage: isOpen() ? key : null });
  }

  function choose(key) {
    walk.stop();
    select(key);
    show();
  }

  function point(key) {
    pointed = key;
    light(!find(".lines").matches(":hover, :focus-within"));
  }

  function light(bring) {
    row.light(pointed);
    source.light(pointed ?? chosen, bring);
  }

  function showStep(key, t, isNew) {
    if (isNew) {
      select(key);
      describe();
    }
    draw(key, t);
  }

  function draw(only = null, t = 1) {
    const isDrawn = (key) => key === only || (only === null && !(walk.isOn() && key === chosen)); // that one moves
    const isEmpty = (key) => stageOf(key) !== undefined && !DRAWN[key] && !numbers.has(key); // no server gave any
    for (const [key, picture] of row.pictures()) {
      picture.classList.toggle("empty", isEmpty(key));
      if (isDrawn(key)) drawStage(picture, key, drawn, numbers.get(key), t);
    }
    find("figure").hidden = isEmpty(chosen) || opened(chosen).length > 0;
    if (isDrawn(chosen)) drawStage(find(".large"), chosen, drawn, numbers.get(chosen), t);
  }

  function describe() {
    const { network, hidden, picture } = drawn, counts = hiddenOf(hidden), visible = counts.patches - counts.hidden;
    const sizes = { columns: drawn.columns, rows: drawn.rows, width: picture.width, height: picture.height };
    const values = { ...counts, ...sizes, visible, tokens: visible + 1, values: network.values, depth: network.depth };
    find("h3").textContent = words[chosen];
    find(".note").textContent = fill(words[`${family}_${chosen}`] ?? words[`${chosen}_note`], values);
    const stage = stageOf(chosen), shown = stage?.shape ? named(stage.name, stage.shape) : "";
    const caption = stage?.kind ? fill(words[`as_${stage.kind}`], { shown }) : shown;
    find(".caption").textContent = caption;
    find(".legend").hidden = !stage?.kind || stage.kind === "picture";
    find(".large").setAttribute("aria-label", caption || words[chosen]);
    const isStale = answer?.name !== drawn.name || answer.mask !== toHex(hidden);
    row.describe((key) => stageOf(key)?.shape ?? "", isStale);
    find(".lines").classList.toggle("stale", isStale);
    play.textContent = walk.isOn() ? words.stop : words.play;
  }

  async function receive(value) {
    if (!value?.stages) return;
    const drawable = value.stages.filter((stage) => stage.picture);
    const images = await Promise.all(drawable.map((stage) => load(stage.picture)));
    if (value !== props.value || value.stages.length !== rows[family].length) return; // there is another by now
    answer = value;
    numbers = new Map(drawable.map(({ key, kind }, i) => [key, { kind, image: images[i] }]));
    source.show(answer);
    light(false);
    draw();
    describe();
  }

  opener.textContent = words.title;
  find(".about").textContent = words.about;
  find(".stages").setAttribute("aria-label", words.stages);
  find(".lines").setAttribute("aria-label", words.lines);
  fillLegend(find(".legend"), colours, [words.legend_low, words.legend_high]);
  opener.addEventListener("click", () => {
    opener.setAttribute("aria-expanded", !isOpen());
    if (!isOpen()) walk.stop();
    showParts();
    if (chosen !== null) tell("stage", { opens: opened(chosen), stage: isOpen() ? chosen : null });
    show();
  });
  listen("unfold", (stage) => {
    wanted = stage;
    if (isOpen() !== (stage !== null)) opener.click();
    if (rows[family]?.includes(stage)) choose(stage);
    isSought = stage !== null;
    lead();
  }, { late: true });
  new ResizeObserver(lead).observe(opener); // a link may be followed before its tab is open
  for (const act of ["pointerdown", "keydown", "wheel"]) // who goes on by hand is not led
    addEventListener(act, () => (isSought = false), { capture: true, passive: true });
  play.addEventListener("click", () => {
    if (walk.isOn()) return choose(chosen);
    if (drawn?.prediction) walk.start();
  });
  play.textContent = words.play;
  listen("drawn", (now) => {
    drawn = now;
    show();
  }, { late: true });
  watch("value", () => receive(props.value));
}
