// Going through the stages by itself, one after the other.

const MOVES = 900, STAYS = 1500; // milliseconds: a stage's picture moves, and then it stays until the next

/**
 * @param {{steps: () => string[], show: (key: string, t: number, isNew: boolean) => void, end: () => void}} of
 *   show: called each frame while a stage's picture moves, `t` from 0 to 1; where motion is not wanted, once with 1
 */
export function player({ steps, show, end }) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let frame = 0, timer = 0, isOn = false;

  function step(place) {
    const keys = steps(), begun = performance.now();
    if (place === keys.length) {
      stop();
      return end();
    }
    const tick = (now) => {
      const t = still.matches ? 1 : Math.min(1, Math.max(0, (now - begun) / MOVES));
      show(keys[place], t, false);
      if (t < 1) frame = requestAnimationFrame(tick);
    };
    show(keys[place], still.matches ? 1 : 0, true);
    frame = requestAnimationFrame(tick);
    timer = setTimeout(() => step(place + 1), MOVES + STAYS);
  }

  function stop() {
    isOn = false;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  }

  return {
    isOn: () => isOn,
    start() {
      isOn = true;
      step(0);
    },
    stop,
  };
}
