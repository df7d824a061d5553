// The tools over the masked picture and the views under the third, by button.
import { nextChoice } from "../shared/keys.js";
import { changed } from "./asking.js";
import { choose, turnBlend } from "./choices.js";
import { remember } from "../shared/strokes.js";

const ICONS = {
  hide: '<rect class="solid" x="2" y="2" width="12" height="12" rx="1.5"/>',
  reveal: '<rect x="2.5" y="2.5" width="11" height="11" rx="1.5" stroke-dasharray="2.4 1.6"/>',
  1: '<rect class="solid" x="6" y="6" width="4" height="4"/>',
  2: '<rect class="solid" x="4.5" y="4.5" width="7" height="7"/>',
  3: '<rect class="solid" x="2.5" y="2.5" width="11" height="11"/>',
  undo: '<path d="M3 6h6.5a3.5 3.5 0 0 1 0 7H6M3 6l3-3M3 6l3 3"/>',
  invert: '<rect x="2.5" y="2.5" width="11" height="11" rx="1.5"/><path class="solid" d="M2.5 2.5h5.5v11H2.5z"/>',
  fill: '<rect x="2" y="2" width="12" height="12" rx="1.5"/><path d="M2 9l7-7M2 14L14 2M7 14l7-7"/>',
  blend: '<rect x="2" y="4" width="12" height="8" rx="1.5"/><path d="M8 2v12" stroke-dasharray="2 1.5"/>',
  clear: '<path d="M3 3l10 10M13 3L3 13"/>',
};

/** What undo, invert, fill and clear do, by name. */
export function actionsOf(canvas) {
  const { state } = canvas;
  const replace = (hidden) => {
    const before = state.hidden;
    state.hidden = hidden;
    remember(state.undo, before, hidden);
    if (hidden.some((h, i) => h !== before[i])) changed(canvas);
  };
  return {
    undo: () => {
      if (!state.undo.length) return;
      state.hidden = state.undo.pop();
      changed(canvas);
    },
    invert: () => replace(state.hidden.map((hidden) => !hidden)),
    fill: () => replace(state.hidden.map(() => true)),
    clear: () => replace(state.hidden.map(() => false)),
  };
}

/** Name the buttons and listen to them. */
export function listenToButtons(canvas) {
  const { root, words, actions } = canvas;
  for (const button of root.querySelectorAll(".bar button")) {
    const { tool, brush, action, view, switch: turned } = button.dataset;
    const name = tool ?? action ?? view ?? turned ?? `brush_${brush}`;
    button.title = words[`${name}_title`];
    button.setAttribute("aria-label", words[`${name}_title`]);
    if (view) button.textContent = words[view];
    else button.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[name] ?? ICONS[brush]}</svg>`;
    if (turned) button.append(Object.assign(document.createElement("span"), { textContent: words[turned] }));
    button.addEventListener("click", () => {
      if (tool) choose(canvas, "tool", tool);
      else if (brush) choose(canvas, "brush", Number(brush));
      else if (view) choose(canvas, "view", view);
      else if (turned) turnBlend(canvas);
      else actions[action]();
    });
  }
  for (const group of root.querySelectorAll("[role=radiogroup]")) {
    group.setAttribute("aria-label", words[group.dataset.choice]);
    group.addEventListener("keydown", (event) => {
      const next = nextChoice(event, [...group.querySelectorAll("button")].filter((button) => button.offsetParent));
      next?.click();
      next?.focus();
    });
  }
}
