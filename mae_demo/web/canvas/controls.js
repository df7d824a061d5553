// What the page's other controls ask of the canvas: a mask by other settings, another checkpoint, a mask painted
// elsewhere. The visitor's own device answers where it can, else the server: `roll` and `pick` are triggered.
import { listen } from "../shared/events.js";
import { toHex } from "../shared/hex.js";
import { networkOf } from "../shared/network.js";
import { oneAtATime } from "../shared/questions.js";
import { remember } from "../shared/strokes.js";
import { adopt, showNetwork } from "./answers.js";
import { changed, follow } from "./asking.js";

/** Listen to what the page tells of its controls. */
export function listenToControls(canvas) {
  const rolls = oneAtATime((settings) => {
    roll(canvas, settings).catch(() => canvas.trigger("roll")).finally(rolls.goOn);
  }, 60_000);
  listen("turned", (settings) => { if (settings[3] !== null) rolls.ask(settings); }); // an empty seed draws nothing
  listen("picked", (settings) => {
    pick(canvas, settings).catch(() => {
      canvas.picked = null;
      delete canvas.root.dataset.engine; // until the checkpoint is here
      canvas.trigger("pick");
    });
  });
  listen("masked", ({ hidden }) => {
    const { state } = canvas, before = state.hidden;
    state.hidden = [...hidden];
    remember(state.undo, before, state.hidden);
    changed(canvas);
  });
}

/** The mask that settings draw for a checkpoint. Fails where the device does not know all that it takes. */
async function drawn(canvas, [name, strategy, ratio, seed, balance]) {
  const { networks } = canvas.local;
  return networks.ask({ ask: "mask", name, strategy, ratio: ratio / 100, seed, balance: balance / 100 });
}

async function roll(canvas, settings) {
  const { local, state } = canvas, [name] = settings;
  if (!local?.isThere() || name !== state.name) {
    local?.prepare();
    throw new Error("the server rolls");
  }
  const { picture } = state, { mask, grid } = await drawn(canvas, settings);
  if (picture !== state.picture) throw new Error("another picture came meanwhile");
  adopt(canvas, { grid, mask: toHex([...mask].map(Boolean)), custom: false, change: null });
  follow(canvas);
}

/**
 * Let another checkpoint predict what is hidden now. It must take the same picture and mask, and be there: while its
 * weights come, the server answers.
 */
async function pick(canvas, settings) {
  const { local, state } = canvas, [name] = settings, networks = local?.networks;
  const config = networks?.configOf(name), { picture, name: before } = state;
  if (!local?.isThere() || !networks.has(name) || state.betterDataset || !isAlike(networks.configOf(before), config)) {
    if (networks?.knows(name)) networks.bring([name], "picker").catch(() => {}); // the canvas says what failed
    throw new Error("the server picks");
  }
  const { mask } = await drawn(canvas, settings);
  if (picture !== state.picture || before !== state.name) throw new Error("another picture came meanwhile");
  canvas.picked = name;
  state.custom ||= [...mask].some((covered, i) => Boolean(covered) !== state.hidden[i]);
  state.changes += 1; // what is on its way is another checkpoint's
  showNetwork(canvas, { name, network: networkOf(config), normalised: config.target_space === "patch-normalised" });
  follow(canvas);
}

/** Whether two checkpoints take the same pictures and masks. */
function isAlike(one, other) {
  const shape = ({ dataset, image_size, patch_size, channels, family }) =>
    [dataset, image_size, patch_size, channels, ["vit", "unet"].includes(family)].join();
  return shape(one) === shape(other);
}
