// Arrow keys: through a row of choices, and over a plane.

/** One step on or back in a row, by the name of the key. */
export const STEP = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Right and down on a plane, by the name of the key. */
export const WAY = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** What lies `step` after an entry of a list that is a ring. */
export const around = (list, entry, step) => list[(list.indexOf(entry) + step + list.length) % list.length];

/** The choice that an arrow key leads to, from the one that has the focus; null for another key. Takes the event. */
export function nextChoice(event, choices) {
  const step = STEP[event.key];
  if (!step) return null;
  event.preventDefault();
  return around([...choices], event.target, step);
}
