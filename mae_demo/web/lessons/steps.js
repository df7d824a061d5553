// The course of a lesson, without a page: its steps, what counts as right, and the code that a class reads out.

/** A lesson's steps in order: the question, what is done with the app, the reveal, and what goes on from there. */
export function stepsOf(lesson) {
  const acts = lesson.steps.map((act, index) => ({ kind: "act", index, ...act }));
  return [{ kind: "question" }, ...acts, { kind: "reveal" }, { kind: "next", ...lesson.next }];
}

/** The letter of an answer. */
export const letterOf = (index) => "abcd"[index];

/** A number as people type it, with a comma or a point, with or without its unit; NaN where there is none. */
export function numberIn(text) {
  const found = text.replace("−", "-").replace(",", ".").match(/-?\d+(\.\d+)?/);
  return found ? Number(found[0]) : NaN;
}

/** Whether a typed number is what is read off, within its tolerance. */
export function isRead(text, { value, tolerance }) {
  return Math.abs(numberIn(text) - value) <= tolerance + 1e-9;
}

/** The steps of a lesson at which a number is read off. */
export const readsOf = (lesson) => lesson.steps.map((act, index) => ({ ...act, index })).filter(({ read }) => read);

/**
 * What may be read out or sent, with nothing of a person in it: lesson, vote, and the numbers read off, as '5b:25.1'.
 * A number that was left out leaves its place empty, '5b::17.6'.
 */
export function codeOf(lesson, { vote = null, reads = {} }) {
  const numbers = readsOf(lesson).map(({ index }) => `:${reads[index] ?? ""}`).join("");
  return `${lesson.number}${vote === null ? "-" : letterOf(vote)}${numbers.replace(/:+$/, "")}`;
}

/** Which steps may be opened: what comes after the question waits for the vote. */
export const isOpen = (step, index, { vote = null }) => index === 0 || vote !== null;

/** The step that an address asks for, from 0; the question where that may not be opened yet. */
export function stepAsked(lesson, asked, progress) {
  const steps = stepsOf(lesson), index = Math.min(Math.max(Math.round(asked || 1), 1), steps.length) - 1;
  return isOpen(steps[index], index, progress) ? index : 0;
}
