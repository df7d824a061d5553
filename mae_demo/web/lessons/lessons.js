// Lessons: a question, a vote that is locked, something to do with the app, a number to read off, and why. The list
// stands on the tab 'Lessons'; while a step has something to do on another tab, the lesson stands beside that.
import { leadsTo } from "../shared/address.js";
import { listen, tell } from "../shared/events.js";
import { classView, saveAnswers } from "./class.js";
import { browserStorage, progressIn } from "./progress.js";
import { stepAsked, stepsOf } from "./steps.js";
import { listOf, stepView } from "./views.js";

const TAB = "lessons";

/**
 * props: lessons, a JSON list, and words. It has no value and triggers nothing: it tells `go`, a link that the page
 * follows, and `lesson`, what is open. An address says which lesson is open, and at which step.
 */
export function mount({ element, props }) {
  const { words } = props, lessons = JSON.parse(props.lessons), root = element.querySelector(".lessons");
  const progress = progressIn(browserStorage()), page = document.documentElement;
  const hall = classView({ lessons, words }); // kept while lists come and go, with what was typed into it
  const isWide = matchMedia("(min-width: 1100px)");
  let lesson = null, index = 0, tab = null;
  let isFolded = false; // whether the card of a narrow window is a strip: so a step that leads to the page begins
  let coming = null; // the tab that a step leads to, while it is on its way
  let isOwed = false; // whether the heading is to get the focus as soon as it is seen
  let draft = {}; // what is typed into a step's field, and what was said of it: the card may be folded meanwhile

  const linkOf = (step) => step.link ?? `tab=${TAB}`;

  function show(isMoved = false) {
    isOwed ||= isMoved || document.activeElement?.matches(".lessons h2"); // drawn anew, a heading loses it
    // On its own tab, beside the app, under it in a narrow window, or not at all
    const docked = isWide.matches ? "beside" : "under", where = tab === TAB ? "here" : lesson ? docked : "";
    page.dataset.lesson = where;
    root.hidden = !where;
    if (!where) return;
    const course = { lesson, lessons, words, progress, index, draft, isFolded: isFolded && where === "under" };
    const acts = { open: openStep, leave, vote, read, finish, go: again, fold, save: () => saveAnswers(course), hall };
    root.replaceChildren(lesson ? stepView({ ...course, ...acts }) : listOf({ ...course, ...acts }));
    if (isOwed) focusOnceSeen(root.querySelector("h2"), () => (isOwed = false));
  }

  /** Go where a step leads. Of a narrow window that is shown above the lesson; stages come into view by themselves. */
  function goes(link) {
    const query = new URLSearchParams(link), isBeside = page.dataset.lesson === "beside";
    const to = query.get("tab") ?? "playground";
    coming = isBeside || query.has("stage") || to === TAB ? null : to;
    tell("go", link);
    const isOpen = to === (tab ?? "playground");
    if (isOpen && leadsTo(query).join() === "open_tab") bring(to); // nothing else will tell that it is open
  }

  function bring(id) {
    if (coming === null) return;
    coming = null;
    requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView({ block: "start" }));
  }

  function openStep(number, step, isAsked = true) {
    lesson = lessons.find((each) => each.number === number);
    index = step;
    draft = {};
    const asked = stepsOf(lesson)[index];
    isFolded = Boolean(asked.link);
    tell("lesson", { lesson: number, step: step + 1 });
    show(true);
    if (isAsked) goes(linkOf(asked));
  }

  function leave() {
    lesson = null;
    tell("lesson", null);
    goes(`tab=${TAB}`);
    show();
  }

  function vote(answer) {
    progress.set(lesson.number, { vote: answer });
    openStep(lesson.number, index + 1);
  }

  function read(act, number) {
    progress.set(lesson.number, { reads: { ...progress.of(lesson.number).reads, [act]: number } });
  }

  function finish() {
    progress.set(lesson.number, { done: true });
    leave();
  }

  /** Once more where the step leads, which an open card would hide. */
  function again(link) {
    isFolded = true;
    goes(link);
    if (page.dataset.lesson === "under") redraw();
  }

  function fold() {
    isFolded = !isFolded;
    redraw();
  }

  function redraw() {
    show();
    root.querySelector(".fold").focus();
  }

  root.setAttribute("aria-label", words.lesson);
  listen("tab", (name) => {
    tab = name;
    show();
    if (name === TAB) coming = null; // somebody has gone elsewhere
    else if (name !== "lab") bring(name ?? "playground");
  }, { late: true });
  listen("panel", ({ panel }) => bring(`${panel}-panel`));
  listen("gone", () => { if (coming === (tab ?? "playground")) bring(coming); }); // the tab was open already
  const asked = new URLSearchParams(location.search), number = Number(asked.get("lesson"));
  const found = lessons.find((each) => each.number === number);
  if (found) {
    const step = stepAsked(found, Number(asked.get("step")), progress.of(number));
    // What somebody changed at a step stands in the address and is restored from it; else the step says what is shown
    const isAside = (key) => ["lesson", "step", "hide", "lang"].includes(key) || key.startsWith("__"); // Gradio's own
    const isPlain = [...asked.keys()].every(isAside);
    if (step === 0 && isPlain) tab = TAB;
    listen("restored", () => openStep(number, step, isPlain || step === 0), { once: true, late: true });
  }
  isWide.addEventListener("change", () => show());
  // What stands at the foot of the page, or gets the focus there, is not to lie under the card
  const card = element.closest("#lessons-widget");
  new ResizeObserver(() => page.style.setProperty("--lesson", `${card.offsetHeight}px`)).observe(card);
  show();
}

/** Move the focus to a heading, at once or as soon as its tab is open, and tell: what is hidden takes none. */
function focusOnceSeen(heading, told) {
  heading?.focus();
  if (!heading || document.activeElement === heading) return told();
  new IntersectionObserver(([{ isIntersecting }], watching) => {
    if (!isIntersecting) return;
    watching.disconnect();
    heading.focus();
    told();
  }).observe(heading);
}
