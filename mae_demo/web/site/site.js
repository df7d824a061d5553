// The page without a server: the widgets of its neighbours, and what a visitor does with them. What must be computed is
// computed by the engine on the visitor's own device (desk.js), so a picture of theirs never leaves it.
import { listen, tell } from "../shared/events.js";
import { PARTS, STATE } from "../shared/state.js";
import { fill } from "../shared/words.js";
import { askedOf } from "./asked.js";
import { compareOf } from "./compare.js";
import { maskControls, stripOf, tabsOf } from "./controls.js";
import { MIDDLE } from "./cut.js";
import { deskOf } from "./desk.js";
import { foldsOf } from "./folds.js";
import { following } from "./following.js";
import { keepForLater } from "./keep.js";
import { labOf } from "./lab/tab.js";
import { filesToTrain, filmsOfSite, jsonAt, networksOfSite } from "./networks.js";
import { place } from "./place.js";
import { opened, ownOf, previewAddress, sampleOf } from "./selection.js";
import { refusalOf } from "./sentences.js";
import { stagesOf } from "./stages.js";
import { takeawayOf } from "./takeaway.js";

const numbersOf = (asked) => Object.fromEntries(["ratio", "seed", "balance"].map((key) => [key, Number(asked[key])]));

const LATE = 300; // milliseconds of loading of which nobody needs to be told

/** Open the page. @param widgets modules by name, each with `mount` @param given what site/given.py says */
export function open(widgets, given) {
  const { words, models } = given, find = (selector) => document.querySelector(selector);
  const { asked, wrong } = askedBy(new URLSearchParams(location.search));
  let own = null; // the visitor's own picture, all of it

  /** What an address asks for; it may choose from the samples beside the checkpoint that it names. */
  function askedBy(query) {
    const names = Object.keys(models), named = query.get("checkpoint");
    const name = names.includes(named) ? named : names[0], beside = given.beside[name], samples = given.samples[beside];
    const first = { image: samples[given.first[beside]].place, ratio: given.ratios[beside] };
    const lists = {
      image: samples.map((sample) => String(sample.place)), checkpoint: names, view: STATE.view.choices,
      blend: STATE.blend.choices,
      strategy: Object.keys(given.strategies), tab: given.tabs, lang: ["", "en", ...Object.keys(given.languages)],
      stage: STATE.stage.choices, compare: given.compare[models[name].config.dataset].choices,
      panel: given.lab.panels, lesson: given.lesson_numbers.map(String),
    };
    return askedOf(query, { state: STATE, parts: PARTS, lists, first });
  }

  // ---------------------------------------------------------------- what is said
  /** What went wrong stands until something is shown again. @param again what a button does about it, if anything */
  function say(sentence, again = null) {
    const said = Object.assign(document.createElement("p"), { textContent: sentence });
    find("#trouble").replaceChildren(said);
    if (!again) return;
    const button = { type: "button", className: "plain", textContent: words.site.again };
    said.append(" ", Object.assign(document.createElement("button"), button));
    said.lastChild.addEventListener("click", again);
  }

  function refuse(error, again = () => show()) {
    find("#loading").hidden = true;
    tell("refused");
    say(refusalOf(error, words.site), again);
  }

  let begun = performance.now();
  function progress(name, loaded, total) {
    const loading = find("#loading"), isOver = loaded === models[name].bytes;
    if (name !== chosen.name || (!isOver && performance.now() - begun < LATE)) return;
    const all = total ?? models[name].bytes, megabytes = (bytes) => (bytes / 1e6).toFixed(1);
    loading.hidden = isOver;
    loading.querySelector("progress").value = loaded / all;
    loading.querySelector("span").textContent =
      fill(words.site.loading, { there: megabytes(loaded), all: megabytes(all) });
  }

  // ---------------------------------------------------------------- what is chosen
  const networks = networksOfSite(given, given.colours, { progress, refuse }), desk = deskOf(given, networks, refuse);
  const { chosen } = desk;

  function show(how) {
    begun = performance.now();
    tell("asked");
    find("#trouble").replaceChildren();
    return desk.show(how);
  }

  function tellStanding() {
    const { name, strategy, ratio, seed, balance } = chosen, { value } = canvas.props;
    find(".crop").hidden = value.image !== null;
    tell("standing", [name, strategy, ratio, seed, balance, value]);
  }

  const sizeOf = (name, selection) => selection.fittedFor(models[name].config).size;
  function offerCrop(selection) {
    const [width, height] = sizeOf(chosen.name, selection);
    const { own: { onPaper }, at } = selection;
    crop.set({ value: { ...at, picture: previewAddress(own), size: [height, width], on_paper: onPaper } });
  }

  /** A sample takes the place of whatever was there. */
  function chooseSample(sample) {
    own = null;
    chosen.selection = sampleOf(sample, given);
    return show();
  }

  /** What stands beside a checkpoint; one of another data set brings samples, and its ratio where nobody set one. */
  function goBeside(name) {
    const before = given.beside[chosen.name], dataset = given.beside[name];
    chosen.name = name;
    find("#ratio-note").textContent = words.controls[`ratio_${dataset}`] ?? "";
    if (before === dataset) return null;
    if (chosen.ratio === given.ratios[before]) setMask({ ratio: given.ratios[dataset] });
    const sample = given.samples[dataset][given.first[dataset]];
    strip.fill(given.samples[dataset], own ? null : sample.place);
    return sample;
  }

  function pick(name) {
    const sample = goBeside(name);
    if (own) {
      const selection = ownOf(own, crop.props.value ?? MIDDLE, given);
      chosen.selection = selection;
      offerCrop(selection);
    } else if (sample) chosen.selection = sampleOf(sample, given);
    show();
  }

  /** A picture of the visitor's own; one with colours goes to a network of photographs by itself. */
  async function bring(file) {
    const picture = await opened(file);
    if (!picture) return say(words.pictures.damaged);
    own = picture;
    const { dataset } = models[chosen.name].config;
    const suited = Object.keys(models).find((name) => given.photographs.includes(models[name].config.dataset));
    const goes = own.isColourful && suited && !given.photographs.includes(dataset);
    if (goes) {
      goBeside(suited);
      picker.set({ value: suited });
    }
    chosen.selection = ownOf(own, MIDDLE, given, goes ? dataset : null);
    strip.select(null);
    offerCrop(chosen.selection);
    show();
  }

  // ---------------------------------------------------------------- the widgets
  Object.assign(chosen, {
    name: asked.checkpoint, strategy: asked.strategy, ...numbersOf(asked),
  });
  const sampleAsked = ({ checkpoint, image }) =>
    given.samples[given.beside[checkpoint]].find((sample) => String(sample.place) === image);
  const first = sampleAsked(asked);

  const canvas = place(
    find("#canvas"), widgets.canvas, { words: words.canvas, colours: given.colours, answers: desk.answers },
    { standing: tellStanding },
  );
  const crop = place(find("#crop"), widgets.crop, { words: words.crop }, {
    input: (at) => {
      if (!own) return;
      chosen.selection = ownOf(own, at, given);
      show();
    },
  });
  place(find("#sheet"), widgets.sheet, { tabs: given.sheets, label: words.controls.sheet });
  place(find("#datasets"), widgets.datasets, { legend: words.picker.dataset });
  place(find("#draw"), widgets.draw, { words: words.draw });
  const { losses, loss_notes } = given;
  const shelf = { shelf: JSON.stringify(given.shelf), words: words.picker, losses, loss_notes };
  const picker = place(find("#picker"), widgets.picker, { value: chosen.name, ...shelf }, { input: pick });
  const scales = { colours: given.colours, differences: given.differences };
  const { fillings, ensembles } = given;
  const wallProps = { words: words.compare, ...scales, networks, fillings, ensembles };
  const wall = place(find("#wall"), widgets.wall, wallProps, { paint: () => compare.painted() });
  const strip = stripOf(chooseSample);
  strip.fill(given.samples[given.beside[chosen.name]], first.place);
  const setMask = maskControls(chosen, given, () => show({ roll: true }));
  setMask({});
  find("#ratio-note").textContent = words.controls[`ratio_${given.beside[chosen.name]}`] ?? "";
  place(find("#train-live"), widgets.train, { words: words.train, files: filesToTrain(given) });
  if (!given.films.length) find("#films").remove();
  else place(find("#films"), widgets.films, { words: words.films, films: filmsOfSite(given) });
  const warn = () => wrong.push("other_control");
  const lab = labOf(widgets, given, networks, { refuse, warn });
  const compare = compareOf(
    widgets, given, networks, desk, wall, refuse, asked.compare ? asked.compare.split(",") : [],
  );
  bringLessons();
  const openTab = tabsOf((name) => tell("tab", name));
  openTab(given.tabs[0]);
  if (asked.tab) openTab(asked.tab);
  const leads = following({ stand, openTab, first: given.tabs[0], compare, lab });
  place(find("#link"), widgets.link, { words: words.link }, leads);
  find("#upload").addEventListener("click", () => find("#upload-file").click());
  find("#upload-file").addEventListener("change", ({ target }) => {
    const [file] = target.files;
    target.value = ""; // so that the same picture can be chosen again
    if (file) bring(file);
  });
  stagesOf(widgets.stages, given);
  foldsOf(widgets, given, networks, desk, refuse);
  takeawayOf(given, desk);
  const { framed, alone } = words.takeaway;
  widgets.page.mount({ painted: words.controls.painted, framed, alone });

  /** Lessons come after the first picture, or at once where somebody asks for them or no picture comes. */
  async function bringLessons() {
    const said = new URLSearchParams(location.search), isAsked = said.has("lesson") || said.get("tab") === "lessons";
    if (!isAsked) await new Promise((resolve) => {
      for (const name of ["painted", "refused"]) listen(name, resolve, { once: true, late: true });
      listen("tab", (name) => { if (name === "lessons") resolve(); }, { late: true });
    });
    await placeLessons();
  }

  async function placeLessons() {
    let lessons;
    try {
      lessons = JSON.stringify(await jsonAt(given.lessons));
    } catch {
      return say(words.site.lessons_offline, placeLessons);
    }
    const sentence = find("#trouble").firstChild;
    if (sentence?.firstChild.data.startsWith(words.site.lessons_offline)) sentence.remove();
    place(find("#lessons-widget"), widgets.lessons, { words: words.lessons, lessons });
  }

  /** The Playground as a link says: all that it does not name is as at first. */
  function stand(query) {
    const { asked } = askedBy(query), sample = sampleAsked(asked);
    own = null;
    goBeside(asked.checkpoint);
    picker.set({ value: asked.checkpoint });
    setMask({ strategy: asked.strategy, ...numbersOf(asked) });
    strip.select(sample.place);
    chosen.selection = sampleOf(sample, given);
    return show({ roll: true, asked: { ...asked, refuse: () => {} } });
  }

  // ---------------------------------------------------------------- as the address asks
  const sentences = () => Object.assign(document.createElement("p"), {
    textContent: wrong.map((key) => words.link[key]).join(" "),
  });
  chosen.selection = sampleOf(first, given);
  show({ roll: true, asked: { ...asked, refuse: (key) => wrong.push(key) } }).then(() => {
    if (wrong.length) find("#notice [role=status]").replaceChildren(sentences());
  });
  listen("painted", () => keepForLater(given), { once: true, late: true });
}
