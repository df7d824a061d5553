// One picture over another: an edge that is dragged in the picture itself, or moved by the slider under it.
import { make } from "../shared/elements.js";
import { fill } from "../shared/words.js";
import { paint } from "./drawing.js";

/** @returns {{draw: () => void, offer: (cards: object[]) => void}} for the wall of wall.js */
export function wipeOf({ find, words, state }) {
  const canvas = find(".wipe canvas"), edge = find(".edge"), selects = [find(".left"), find(".right")];
  let pointer = null; // that drags the edge

  function draw() {
    if (!state.images.original) return;
    const [left, right] = selects.map(({ value }) => state.images[value] ?? state.images.original);
    paint(canvas, right, { pointed: state.pointed, grid: state.grid });
    if (!canvas.clientWidth) return;
    const context = canvas.getContext("2d"), fraction = edge.value / 100, at = Math.round(canvas.width * fraction);
    context.drawImage(left, 0, 0, left.width * fraction, left.height, 0, 0, at, canvas.height);
    context.fillStyle = "#fff";
    context.fillRect(at - 1, 0, 2, canvas.height);
    const [nameLeft, nameRight] = selects.map(({ selectedOptions: [option] }) => option.textContent);
    canvas.setAttribute("aria-label", fill(words.wipe_alt, { left: nameLeft, right: nameRight }));
  }

  function dragTo({ clientX }) {
    const { left, width } = canvas.getBoundingClientRect();
    edge.value = Math.round((100 * (clientX - left)) / width); // the slider keeps it within its ends
    draw();
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    dragTo(event);
  });
  canvas.addEventListener("pointermove", (event) => { if (event.pointerId === pointer) dragTo(event); });
  for (const type of ["pointerup", "pointercancel"])
    canvas.addEventListener(type, () => { pointer = null; });
  edge.setAttribute("aria-label", words.wipe);
  const byHand = new Set(); // the sides that a person has chosen
  for (const input of [...selects, edge]) input.addEventListener("input", draw);
  for (const select of selects) select.addEventListener("input", () => byHand.add(select));

  return {
    draw,
    /** Offer the original and these cards on both sides; what is chosen stays where it can. */
    offer(cards) {
      const sides = [{ name: "original", label: words.original }, ...cards];
      const left = sides.at(cards.length > 1 ? 1 : 0); // one alone is wiped against the original
      for (const [select, first] of [[selects[0], left.name], [selects[1], cards.at(-1).name]]) {
        const before = byHand.has(select) ? select.value : first;
        select.replaceChildren(...sides.map(({ name, label }) => make("option", { value: name, textContent: label })));
        select.value = sides.some(({ name }) => name === before) ? before : first;
      }
    },
  };
}
