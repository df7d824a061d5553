// Lessons: a question, a vote that is locked, something to do with the app, a number to read off, and why. The list
// stands on the tab 'Lessons'; while a step has something to do on another tab, the lesson stands beside that.
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
  let lesson = null, index = 0, tab = null, isFolded = false;
  let isComing = false; // whether what a step leads to is still on its way
  let isOwed = false; // whether the heading is to get the focus as soon as it is seen

  const goes = (link) => tell("go", link);
  const linkOf = (step) => step.link ?? `tab=${TAB}`;

  function show(isMoved = false) {
    isOwed ||= isMoved || document.activeElement?.matches(".lessons h2"); // drawn anew, a heading loses it
    // On its own tab, beside the app, under it in a narrow window, or not at all
    const docked = isWide.matches ? "beside" : "under", where = tab === TAB ? "here" : lesson ? docked : "";
    page.dataset.lesson = where;
    root.hidden = !where;
    if (!where) return;
    const course = { lesson, lessons, words, progress, index, isFolded: isFolded && where === "under" };
    const acts = { open: openStep, leave, vote, read, finish, go: goes, fold, save: () => saveAnswers(course), hall };
    root.replaceChildren(lesson ? stepView({ ...course, ...acts }) : listOf({ ...course, ...acts }));
    if (isOwed) focusOnceSeen(root.querySelector("h2"), () => (isOwed = false));
  }

  /** What a step leads to, above the lesson of a narrow window. */
  function bring(id) {
    if (!isComing) return;
    isComing = false;
    requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView({ block: "start" }));
  }

  function openStep(number, step, isAsked = true) {
    lesson = lessons.find((each) => each.number === number);
    index = step;
    isFolded = false;
    tell("lesson", { lesson: number, step: step + 1 });
    show(true);
    isComing = isAsked && page.dataset.lesson !== "beside";
    if (isAsked) goes(linkOf(stepsOf(lesson)[index]));
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

  function fold() {
    isFolded = !isFolded;
    show();
    root.querySelector(".fold").focus();
  }

  root.setAttribute("aria-label", words.lesson);
  listen("tab", (name) => {
    tab = name;
    show();
    if (name !== TAB && name !== "lab") bring(name ?? "playground");
  }, { late: true });
  listen("panel", ({ panel }) => bring(`${panel}-panel`));
  const asked = new URLSearchParams(location.search), number = Number(asked.get("lesson"));
  const found = lessons.find((each) => each.number === number);
  if (found) {
    const step = stepAsked(found, Number(asked.get("step")), progress.of(number));
    // What somebody changed at a step stands in the address and is restored from it; else the step says what is shown
    const isPlain = [...asked.keys()].every((key) => ["lesson", "step", "hide"].includes(key));
    if (step === 0 && isPlain) tab = TAB;
    listen("restored", () => openStep(number, step, isPlain || step === 0), { once: true, late: true });
  }
  isWide.addEventListener("change", () => show());
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
