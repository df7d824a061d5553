// The lines of the source, passage by passage: a list in which arrow keys go from line to line.
import { fill } from "../shared/words.js";

const KEYWORDS = new Set("def for in if else return not and raise lambda while with None True False".split(" "));

const made = (tag, className, textContent = "") =>
  Object.assign(document.createElement(tag), { className, textContent });

/** A line's words: [kind, text] each, where the kind is 'comment', 'keyword' or ''. */
export function painted(text) {
  const [, code, comment] = text.match(/^((?:[^#"']|"[^"]*"|'[^']*')*)(.*)$/);
  const parts = code.split(/("[^"]*"|\b[A-Za-z_]\w*\b)/).filter(Boolean);
  const words = parts.map((part) => [KEYWORDS.has(part) ? "keyword" : "", part]);
  return comment ? [...words, ["comment", comment]] : words;
}

/** A value's name and its shape; what a function returns is an arrow. */
export const named = (name, shape) => (name === "return" ? `→ ${shape}` : `${name} ${shape}`);

/** What a statement computed, and how often it ran where that is more than once. @param line of the answer */
export function computed(line, words) {
  const said = line.shapes.map(([name, shape]) => named(name, shape)).join(" · ");
  return said && line.runs > 1 ? `${said} ${fill(words.times, { times: line.runs })}` : said;
}

/** Which lines there are: the same for two answers of one network. */
const contentOf = (answer) =>
  answer.stages.map((stage) => stage.passages.map((passage) => passage.file + passage.lines.map((line) => line.text)))
    .join();

/**
 * @param {Element} list a listbox
 * @param {{point: (key: string?) => void, choose: (key: string) => void}} told point: a line of this stage has the
 *   pointer or the focus, or none has any more; choose: one was clicked, or Enter pressed on it
 */
export function sourceList(list, words, { point, choose }) {
  let content = "", rows = []; // an element and its stage each, in the order of the lines

  function write(answer) {
    rows = [];
    list.replaceChildren();
    for (const stage of answer.stages) {
      const group = made("div", "group");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", words[stage.key]);
      let before = "";
      for (const passage of stage.passages) {
        if (passage.function !== before) group.append(headOf(passage));
        before = passage.function;
        for (const line of passage.lines) {
          const row = made("div", "");
          row.setAttribute("role", "option");
          row.tabIndex = -1;
          const code = document.createElement("code");
          code.append(...painted(line.text).map(([kind, text]) => made("span", kind, text)));
          row.append(made("span", "number", line.number), code, made("span", "shape"));
          row.addEventListener("pointerenter", () => point(stage.key));
          row.addEventListener("focus", () => point(stage.key));
          row.addEventListener("click", () => choose(stage.key));
          group.append(row);
          rows.push({ row, key: stage.key });
        }
      }
      list.append(group);
    }
    if (rows.length) rows[0].row.tabIndex = 0;
  }

  function headOf(passage) {
    const name = fill(words.function, { file: passage.file, name: passage.function });
    const calls = passage.calls > 1 ? ` ${fill(words.calls, { calls: passage.calls })}` : "";
    const head = made("div", "head", name + calls);
    head.setAttribute("role", "presentation");
    return head;
  }

  function focus(place) {
    const next = rows[Math.min(Math.max(place, 0), rows.length - 1)];
    for (const { row } of rows) row.tabIndex = row === next.row ? 0 : -1;
    next.row.focus();
  }

  list.addEventListener("keydown", (event) => {
    const place = rows.findIndex(({ row }) => row === event.target);
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (["Enter", " "].includes(event.key)) choose(rows[place].key);
    else if (to === undefined) return;
    else focus(to);
    event.preventDefault();
  });
  list.addEventListener("pointerleave", () => point(null));
  list.addEventListener("focusout", ({ relatedTarget }) => { if (!list.contains(relatedTarget)) point(null); });

  return {
    /** Show an answer; elements stay where its lines are those that stand, so that the focus does. */
    show(answer) {
      const now = contentOf(answer);
      if (now !== content) write(answer);
      content = now;
      const lines = answer.stages.flatMap((stage) => stage.passages.flatMap((passage) => passage.lines));
      lines.forEach((line, i) => {
        rows[i].row.classList.toggle("idle", line.runs === 0);
        rows[i].row.querySelector(".shape").textContent = computed(line, words);
      });
    },
    /** Light a stage's lines, and bring them into view where nobody is reading. */
    light(key, bring) {
      for (const { row, key: own } of rows) {
        row.classList.toggle("lit", own === key);
        row.setAttribute("aria-selected", own === key);
      }
      const first = rows.find((each) => each.key === key)?.row.parentElement;
      if (bring && first) list.scrollTop = first.offsetTop - list.offsetTop;
    },
  };
}
