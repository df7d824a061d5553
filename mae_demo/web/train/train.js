// A small autoencoder that learns while one looks on, in a worker of this page; the server has no part in it.
import { read, written } from "../shared/controls.js";
import { listen } from "../shared/events.js";
import { TRAIN } from "../shared/state.js";
import { fill, writeWords } from "../shared/words.js";
import { controls } from "./controls.js";
import { added } from "./curve.js";
import { learner } from "./learner.js";
import { cropsOf } from "./photo.js";
import { show } from "./showing.js";

const LOOK_AFTER = 90; // milliseconds from one drawing to the next
const BUSY = 500; // milliseconds of steps, after which their speed is known
const WORSE = 1.5; // times the loss of the beginning: then the rate is too high, though nothing is NaN yet
const WITH_PHOTO = { code: "64", depth: "1", units: "relu", hidden: "50", rate: "0.001" }; // fills holes

/** It has no value and triggers nothing. props: words, and files where they stand elsewhere (see learner.js). */
export function mount({ element, props }) {
  const { words } = props, root = element.querySelector(".train"), find = (selector) => root.querySelector(selector);
  const opened = read(location.search, TRAIN), teacher = learner(props.files);
  const course = { settings: opened.settings, built: null, report: null, points: [], components: null, perSecond: 0 };
  let isOpen = false, isSeen = false, isPlaying = false, looks = 0, turn = 0;
  let isShown = new URLSearchParams(location.search).get("tab") === "train"; // whether the address says this tab

  const number = (key) => Number(course.settings[key]);
  const rate = () => number("rate"), speed = () => (course.settings.speed === "max" ? null : number("speed"));
  const asked = () => ({
    code: number("code"), depth: number("depth"), units: course.settings.units, tied: course.settings.tied === "yes",
    loss: course.settings.loss, optimiser: course.settings.optimiser, batch: number("batch"), rate: rate(),
    hidden: number("hidden") / 100, noise: number("noise") / 100, seed: number("start"),
  });

  // ---------------------------------------------------------------- the worker
  /** A new network, as the settings say; whatever an older one answers is not heard. */
  async function build() {
    const now = ++turn, wasPlaying = isPlaying;
    play(false);
    root.setAttribute("aria-busy", "true");
    await teacher.use(course.settings.data);
    const built = await teacher.ask({ ask: "build", data: course.settings.data, settings: asked() });
    if (now !== turn) return;
    Object.assign(course, { built, shape: built.shape, points: [], components: built.filling, perSecond: 0 });
    root.setAttribute("aria-busy", "false");
    trouble(null);
    take(built.report);
    if (wasPlaying) play(true);
    else look();
  }

  function take(report) {
    course.report = report;
    course.points = added(course.points, report);
    const isWorse = report.held > WORSE * course.points[0].held;
    if (!report.isFinite || isWorse) trouble(report.isFinite ? "worse" : "not_finite");
    else if (find(".trouble").dataset.kind === "worse") trouble(null);
    show(root, course, words);
  }

  /** Show how far it is, again and again while it plays, and until the components have come. */
  async function look() {
    const mine = ++looks, now = turn;
    while (mine === looks && isSeen && (isPlaying || !course.components)) {
      const { report, components, busy, isPlaying: goesOn } = await teacher.ask({ ask: "show" });
      if (now !== turn || mine !== looks) return;
      course.components = components;
      if (busy > BUSY) course.perSecond = (1000 * report.pictures) / busy;
      take(report);
      if (isPlaying && !goesOn) return pause();
      await new Promise((resolve) => setTimeout(resolve, LOOK_AFTER));
    }
  }

  function play(on) {
    isPlaying = on;
    root.classList.toggle("playing", on);
    find("[data-action=play] span").textContent = on ? words.pause : words.play;
    teacher.ask(on && isSeen ? { ask: "play", speed: speed(), rate: rate() } : { ask: "pause" }).catch(refuse);
    if (on) look().catch(refuse);
  }

  /** Stop, and show where it stands. */
  async function pause() {
    const now = turn;
    play(false);
    const { report } = await teacher.ask({ ask: "show" });
    if (now !== turn) return;
    take(report);
    const { psnr, steps } = report, { filling } = course.built;
    const values = { steps, psnr: psnr.toFixed(1), filling: filling?.psnr.toFixed(1) };
    find(".said").textContent = fill(filling ? words.paused_filling : words.paused, values);
  }

  // ---------------------------------------------------------------- what goes wrong
  function trouble(kind, values = {}) {
    const place = find(".trouble");
    place.hidden = !kind;
    place.dataset.kind = kind ?? "";
    if (!kind) return;
    const lower = TRAIN.rate.choices[Math.max(0, TRAIN.rate.choices.indexOf(course.settings.rate) - 2)];
    place.querySelector("span").textContent = fill(words[kind], { rate: course.settings.rate, lower, ...values });
    find("[data-action=mend]").hidden = !["worse", "not_finite"].includes(kind);
    find("[data-action=mend]").textContent = fill(words.mend, { lower });
    find("[data-action=mend]").dataset.rate = lower;
  }

  function refuse(error) {
    if (!error.code) throw error;
    isPlaying = false;
    root.classList.remove("playing");
    trouble(["unsupported", "offline", "memory"].includes(error.code) ? error.code : "broken");
  }

  // ---------------------------------------------------------------- what a person does
  function change(key, value) {
    course.settings = { ...course.settings, [key]: value };
    showSettings(course.settings);
    find("[data-action=photo]").setAttribute("aria-pressed", course.settings.data === "photo");
    write();
    if (!course.built) return;
    if (key === "speed" || key === "rate") return isPlaying ? play(true) : undefined;
    build().catch(refuse);
  }

  const write = () => {
    if (isShown) history.replaceState(history.state, "", written(location.href, course.settings, TRAIN));
  };

  const ACTIONS = {
    play: () => (isPlaying ? pause() : play(true)),
    async step() {
      if (isPlaying) await pause();
      take((await teacher.ask({ ask: "step", rate: rate() })).report);
    },
    reset() {
      isPlaying = false;
      return build();
    },
    seed: () => change("start", String((number("start") + 1) % (TRAIN.start.high + 1))),
    two: () => change("code", "2"),
    photo: () => find("input[type=file]").click(),
    mend({ dataset }) {
      isPlaying = true;
      change("rate", dataset.rate);
      return build();
    },
  };

  const showSettings = controls(root, words, change);
  writeWords(root, words);
  for (const key of ["step", "reset", "seed", "photo", "two"]) find(`[data-action=${key}]`).textContent = words[key];
  find("[data-action=play] span").textContent = words.play;
  find("[data-action=seed]").title = words.seed_title;
  find("[data-action=reset]").title = words.reset_title;
  showSettings(course.settings);
  if (opened.wrong.length) find(".said").textContent = words.wrong_link;
  root.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-action]");
    if (button && course.built) Promise.resolve(ACTIONS[button.dataset.action](button)).catch(refuse);
  });
  find("input[type=file]").addEventListener("change", async ({ target }) => {
    const [file] = target.files, own = file && (await cropsOf(file));
    target.value = "";
    if (!file) return;
    if (!own) return trouble("no_picture");
    await teacher.use("photo", own);
    Object.assign(course.settings, WITH_PHOTO);
    change("data", "photo");
  });

  // Nothing is fetched before the tab is seen, and nothing learns while it is not
  new IntersectionObserver(([{ isIntersecting }]) => {
    isSeen = isIntersecting;
    if (isSeen && !isOpen) {
      isOpen = true;
      return build().catch(refuse);
    }
    if (!course.built) return;
    if (isPlaying) play(true);
    else if (isSeen) look().catch(refuse);
  }).observe(root);
  new ResizeObserver(() => { if (course.report) show(root, course, words); }).observe(find(".desk"));
  listen("go", (link) => { // a lesson leads here
    if (new URLSearchParams(link).get("tab") !== "train") return;
    course.settings = read(link, TRAIN).settings;
    isShown = true;
    showSettings(course.settings);
    write();
    if (course.built) build().catch(refuse);
  }, { late: true });
  listen("tab", (tab) => {
    isShown = tab === "train";
    history.replaceState(history.state, "", written(location.href, isShown ? course.settings : null, TRAIN));
  });
}
