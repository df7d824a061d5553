// What a lesson shows at each of its steps, and the list of lessons. A view is built anew whenever something changes.
import { make } from "../shared/elements.js";
import { fill } from "../shared/words.js";
import { codeOf, isRead, letterOf, numberIn, stepsOf } from "./steps.js";

const button = (text, onclick, className = "") =>
  make("button", { type: "button", textContent: text, className, onclick });
const said = (text, className = "") => make("p", { className, textContent: text });

/** All lessons, with how far one is. */
export function listOf({ lessons, words, progress, open, save, hall }) {
  const cards = lessons.map((lesson) => {
    const { vote, done } = progress.of(lesson.number), how = done ? words.done : vote !== null ? words.begun : "";
    const minutes = fill(words.minutes, { minutes: lesson.minutes });
    const title = button(`${lesson.number} · ${lesson.title}`, () => open(lesson.number, 0), "title");
    return make("li", {}, title, said(lesson.goal), said([minutes, how].filter(Boolean).join(" · "), "quiet"));
  });
  const isBegun = lessons.some(({ number }) => progress.of(number).vote !== null);
  const saving = isBegun ? button(words.save_answers, save) : null;
  const kept = make("div", { className: "kept" }, said(words.kept, "quiet"), saving);
  return make("div", { className: "list" }, make("ol", {}, ...cards), kept, hall);
}

function question(course) {
  const { lesson, words, progress, vote } = course, held = progress.of(lesson.number), isLocked = held.vote !== null;
  const lock = button(words.lock, () => vote(Number(form.querySelector("input:checked").value)), "lead");
  lock.disabled = true;
  const choices = lesson.answers.map(({ text }, index) => {
    const input = make("input", {
      type: "radio", name: "vote", value: index, checked: held.vote === index, disabled: isLocked,
      onchange: () => { lock.disabled = false; },
    });
    return make("label", {}, input, make("b", { textContent: letterOf(index) }), make("span", { textContent: text }));
  });
  const form = make("fieldset", {}, make("legend", { textContent: lesson.question }), ...choices);
  return [form, isLocked ? said(words.locked, "quiet") : lock];
}

function act({ lesson, words, progress, draft, read, go }, step) {
  const back = button(words.again, () => go(step.link));
  const parts = [said(step.do), back];
  if (!step.read) return parts;
  const held = progress.of(lesson.number).reads[step.index];
  const result = make("p", { className: "result" });
  result.setAttribute("role", "status");
  const field = make("input", { type: "text", inputMode: "decimal", autocomplete: "off" });
  field.value = draft.text ?? held ?? "";
  field.addEventListener("input", () => { draft.text = field.value; });
  const tell = (isRight) => {
    result.textContent = isRight ? words.right_number : words.wrong_number;
    result.dataset.right = isRight;
  };
  const check = () => {
    const isRight = isRead(field.value, step);
    tell(draft.isRight = isRight);
    form.scrollIntoView({ block: "nearest" }); // the lesson may be a card that is lower than what it says
    if (isRight) read(step.index, numberIn(field.value));
  };
  const label = make("label", { className: "read" }, make("span", { textContent: step.read }), field);
  if (step.unit) label.append(make("span", { textContent: step.unit, className: "quiet" }));
  const form = make("form", { onsubmit: (event) => { event.preventDefault(); check(); } });
  form.append(label, make("button", { textContent: words.check, className: "lead" }), result);
  if ((draft.isRight ?? held) !== undefined) tell(draft.isRight ?? true);
  return [...parts, form];
}

function reveal({ lesson, words, progress }) {
  const { vote } = progress.of(lesson.number), right = lesson.answers.findIndex((answer) => answer.right);
  const answer = (index) => `${letterOf(index)} · ${lesson.answers[index].text}`;
  const shown = [said(fill(words.right_answer, { answer: answer(right) }), "answer")];
  if (vote !== right) shown.unshift(said(fill(words.your_answer, { answer: answer(vote) })));
  const code = codeOf(lesson, progress.of(lesson.number));
  return [...shown, said(lesson.answers[vote].reply), make("h3", { textContent: words.why }), said(lesson.why),
    make("p", { className: "quiet" }, `${words.code} `, make("code", { textContent: code }))];
}

function next({ lesson, words, finish, go }, step) {
  const solution = make("details", {}, make("summary", { textContent: words.solution }), said(lesson.solution));
  const show = step.link ? button(words.show, () => go(step.link)) : null; // a site may have nothing to show
  return [said(step.do), show, solution, button(words.finish, finish, "lead")];
}

const KINDS = { question, act, reveal, next };

/** One step of a lesson, with what leads to the others. */
export function stepView(course) {
  const { lesson, words, progress, index, open, leave, finish, fold, isFolded } = course, steps = stepsOf(lesson);
  const step = steps[index], isLocked = progress.of(lesson.number).vote !== null;
  const heading = make("h2", { textContent: lesson.title, tabIndex: -1 });
  const place = fill(words.step, { step: index + 1, steps: steps.length, what: words[step.kind] });
  const before = button(words.back, () => open(lesson.number, index - 1));
  const after = button(words.onwards, () => open(lesson.number, index + 1), step.kind === "question" ? "" : "lead");
  before.disabled = index === 0;
  after.disabled = !isLocked;
  const isUnread = step.read && progress.of(lesson.number).reads[step.index] === undefined;
  const folder = button(!isFolded ? words.fold : isUnread ? words.fill_in : words.unfold, fold, "fold");
  folder.setAttribute("aria-expanded", !isFolded);
  const head = make("header", {}, heading, said(place, "quiet place"));
  if (isFolded) {
    // The page is to be seen: of a step that leads there the card says no more than what to do, and to read off
    const read = step.read ? make("b", { textContent: ` ${step.read}` }) : null;
    if (step.link) head.append(make("p", { className: "task" }, step.do, read));
    const onwards = { act: after, next: button(words.finish, finish, "lead") }[step.kind];
    head.append(folder, ...(onwards ? [onwards] : []));
    return make("article", { className: "folded" }, head);
  }
  head.append(folder, button(words.leave, leave, "leave"));
  const ways = make("nav", {}, before, index < steps.length - 1 ? after : null);
  ways.setAttribute("aria-label", words.steps);
  const body = make("div", { className: "body" }, ...KINDS[step.kind](course, step), ways);
  return make("article", {}, head, body);
}
