// Answers of a class, counted: codes as `steps.codeOf` writes them, one an answer, in whatever text they stand.
import { readsOf } from "./steps.js";

const CODE = /^(\d+)([a-d-])((?::-?\d*(?:[.,]\d+)?)*)$/i;

// Between two codes; a comma within one is that of a number
const BETWEEN = /[\s;、]+|,(?=\s|$|\d+[a-d-])/i;

/** What somebody typed, as a code is written: signs of a Chinese keyboard, and a minus of a text. */
const plain = (text) => text.replaceAll("，", " ").replaceAll("−", "-").normalize("NFKC");

/** A number that a code holds; null where a step was left out. */
const heldIn = (text) => (text === "" ? null : Number(text.replace(",", ".")));

/**
 * The answers in a text, and the words in it that are none. @param lessons what codes may speak of
 * Answers: {answers: [{lesson, vote, numbers}], unread: [word]}; vote is null where only numbers were read off.
 */
export function answersIn(text, lessons) {
  const answers = [], unread = [];
  for (const word of plain(text).split(BETWEEN).filter(Boolean)) {
    const found = CODE.exec(word), lesson = found && lessons.find(({ number }) => number === Number(found[1]));
    const vote = found && found[2] !== "-" ? "abcd".indexOf(found[2].toLowerCase()) : null;
    const numbers = found ? found[3].split(":").slice(1).map(heldIn) : [];
    const isKnown = lesson && (vote === null || vote < lesson.answers.length) && !numbers.some(Number.isNaN);
    if (isKnown && numbers.length <= readsOf(lesson).length) answers.push({ lesson: lesson.number, vote, numbers });
    else unread.push(word);
  }
  return { answers, unread };
}

/** How often each answer of a lesson was given, and of each number that is read off how far it spreads. */
export function tallyOf(lesson, answers) {
  const those = answers.filter((answer) => answer.lesson === lesson.number);
  const votes = lesson.answers.map((_, index) => those.filter(({ vote }) => vote === index).length);
  const reads = readsOf(lesson).map((_, place) => spreadOf(those.map(({ numbers }) => numbers[place] ?? null)));
  return { count: those.length, voted: votes.reduce((sum, each) => sum + each, 0), votes, reads };
}

/** How many numbers, the least, the median and the greatest; null where there is none. */
function spreadOf(held) {
  const numbers = held.filter((each) => each !== null).sort((a, b) => a - b), { length } = numbers;
  if (!length) return null;
  const median = (numbers[(length - 1) >> 1] + numbers[length >> 1]) / 2;
  return { count: length, least: numbers[0], median: Number(median.toFixed(6)), most: numbers[length - 1] };
}
