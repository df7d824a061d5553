// Answers of a class together: codes that were typed, or that stand in pupils' files, are counted in this page alone.
import { make } from "../shared/elements.js";
import { fill } from "../shared/words.js";
import { codeOf, letterOf, readsOf } from "./steps.js";
import { answersIn, tallyOf } from "./tally.js";

/** Save what somebody answered as a file of codes, without a name. */
export function saveAnswers({ lessons, words, progress }) {
  const begun = lessons.filter(({ number }) => progress.of(number).vote !== null);
  const codes = begun.map((lesson) => `${codeOf(lesson, progress.of(lesson.number))}\n`).join("");
  const address = URL.createObjectURL(new Blob([codes], { type: "text/plain" }));
  make("a", { href: address, download: words.answers_file }).click();
  setTimeout(() => URL.revokeObjectURL(address));
}

/** The fold for a teacher. Its text is all that it knows: files are added to it, and whoever empties it begins anew. */
export function classView({ lessons, words }) {
  const codes = make("textarea", { rows: 4, spellcheck: false, autocapitalize: "off", placeholder: "5b:25.1:17.6 1c" });
  const files = make("input", { type: "file", multiple: true, accept: ".txt,text/plain" });
  const marks = make("input", { type: "checkbox" }), tallies = make("div", { className: "tallies" });
  const said = make("p", { className: "quiet" });
  said.setAttribute("role", "status");

  function count() {
    const { answers, unread } = answersIn(codes.value, lessons);
    const told = answers.length ? fill(words.class_counted, { count: answers.length }) : "";
    said.textContent = [told, unread.length ? fill(words.class_unread, { words: unread.join(" ") }) : ""].join(" ");
    const counted = lessons.map((lesson) => [lesson, tallyOf(lesson, answers)]);
    tallies.replaceChildren(...counted.filter(([, { count }]) => count).map(([lesson, tally]) =>
      tallyView(lesson, tally, words, marks.checked)));
  }

  async function load() {
    const texts = await Promise.all([...files.files].map((file) => file.text()));
    const held = [codes.value, ...texts].map((text) => text.trim()).filter(Boolean);
    codes.value = held.map((text) => `${text}\n`).join(""); // so that what is typed next stands on a line of its own
    files.value = "";
    count();
  }

  codes.addEventListener("input", count);
  files.addEventListener("change", load);
  marks.addEventListener("change", count);
  const labelled = (text, input, className) =>
    make("label", { className }, make("span", { textContent: text }), input);
  return make("details", { className: "class" }, make("summary", { textContent: words.class }),
    make("p", { className: "quiet", textContent: words.class_what }),
    labelled(words.class_codes, codes, "codes"), labelled(words.class_files, files, "files"),
    labelled(words.class_mark, marks, "mark"), said, tallies);
}

/** One question with a bar for each answer, and how far each number spreads. */
function tallyView(lesson, { voted, votes, reads }, words, isMarked) {
  const bars = lesson.answers.map(({ text, right }, index) => {
    const share = voted ? votes[index] / voted : 0, meter = make("span", { className: "meter" });
    meter.style.setProperty("--share", share);
    const counted = `${votes[index]} · ${Math.round(100 * share)} %`;
    return make("li", { className: isMarked && right ? "answer" : "" },
      make("b", { textContent: letterOf(index) }), make("span", { textContent: text }), meter,
      make("span", { textContent: counted, className: "counted" }));
  });
  const spreads = readsOf(lesson).map(({ read, unit }, place) => {
    if (!reads[place]) return null;
    const most = unit ? `${reads[place].most} ${unit}` : reads[place].most;
    return make("p", { className: "quiet", textContent: fill(words.class_spread, { read, ...reads[place], most }) });
  });
  return make("section", {}, make("h3", { textContent: `${lesson.number} · ${lesson.title}` }),
    make("p", { textContent: lesson.question }), make("ul", {}, ...bars), ...spreads.filter(Boolean));
}
