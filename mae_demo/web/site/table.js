// A table of figures, as mae_demo/ui/table.py writes it; page.css lets one that is wider than the page scroll.
import { make } from "../shared/elements.js";

/**
 * Figures in rows. @param {string} corner what the first column holds @param {string[]} heads of the other columns
 * @param {[string, string, string[]][]} rows what each is about, the colour of its dot or "", its cells; "★" begins
 *   the best
 */
export function table(corner, heads, rows) {
  const column = (textContent) => make("th", { scope: "col", textContent });
  const cell = (textContent) => make("td", { className: textContent.startsWith("★") ? "best" : "", textContent });
  const row = ([label, colour, cells]) => {
    const dot = colour ? make("span", { className: "dot", textContent: "●" }) : null;
    if (dot) dot.style.color = colour;
    return make("tr", {}, make("th", { scope: "row" }, dot, dot ? " " : null, label), ...cells.map(cell));
  };
  const head = make("thead", {}, make("tr", {}, ...[corner, ...heads].map(column)));
  return make("table", {}, head, make("tbody", {}, ...rows.map(row)));
}

/** A table under its title and a note; without one, what is on its way. */
export function section(title, note, content = null) {
  const shown = make("section", { className: "figures" }, make("h2", { textContent: title }));
  shown.append(make("p", { textContent: note }));
  if (!content) return shown;
  const scroll = make("div", { className: "scroll", tabIndex: 0 }, content);
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", title);
  shown.append(scroll);
  return shown;
}
