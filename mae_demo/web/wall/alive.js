// The wall answered on the visitor's own device, by the engine, while a stroke goes on. What it does not have, as when
// weights are still on their way, stays as the server has shown it, and is the server's when the stroke rests.
import { networksOfPage } from "../shared/networks.js";
import { drawable } from "../shared/pictures.js";
import { oneAtATime } from "../shared/questions.js";

const PATIENCE = 60_000; // milliseconds after which an answer counts as lost

/**
 * @param wall {props, state}: see wall.js
 * @param {{card: (name: string, answer: object) => void, done: (isRest: boolean) => void, changed: () => void}} hear
 *   card: a reconstruction came, with `near` or all `figures`. done: all did. changed: others can be had here than were
 * @returns null where the engine is not wanted
 */
export function aliveAnswers({ props, state }, hear) {
  const networks = props.networks ?? networksOfPage(props);
  if (!networks) return null;

  /** The networks of which one on the wall is the mean. */
  const membersOf = (name) => props.ensembles[name] ?? [name];

  /** All that is answered here: networks that are there, their ensembles, and what fills holes without one. */
  function own() {
    if (!networks.isRunning) return [];
    const ensembles = Object.keys(props.ensembles).filter((name) => membersOf(name).every(networks.has));
    return [...networks.held(), ...ensembles, ...props.fillings];
  }

  const questions = oneAtATime(({ mask, picture, isRest }) => {
    const here = own(), names = state.cards.map(({ name }) => name).filter((name) => here.includes(name));
    const { masker } = state, failed = (error) => {
      networks.giveUp(masker, error);
      hear.changed();
    };
    const { ensembles } = props, covered = Uint8Array.from(mask, Number);
    const ask = { ask: "compare", masker, names, ensembles, mask: covered, figures: isRest };
    networks.show(picture).then(() => networks.ask(ask, (said) => {
      if (said.composite) hear.card(said.name, { ...said, picture: drawable(said.composite) });
      else if (said.refused) membersOf(said.name).forEach((name) => networks.giveUp(name, said.refused));
    })).then(({ outdated }) => outdated || hear.done(isRest, mask), failed).finally(questions.goOn);
  }, PATIENCE);

  return {
    own,
    /** Whether the device answers for a mask: its grid's checkpoint is here, and so is the picture. */
    isReady: () => Boolean(state.seen.picture) && networks.has(state.masker),
    /** @param {boolean[]} mask @param {boolean} isRest whether all figures are wanted */
    ask: (mask, isRest) => questions.ask({ mask: [...mask], picture: state.seen.picture, isRest }),
    get isBusy() { return questions.isBusy; },
    /** Bring the weights of all that is compared, one after the other. */
    async prepare() {
      const wanted = [...new Set([state.masker, ...state.cards.flatMap(({ name }) => membersOf(name))])]
        .filter(networks.knows);
      if (wanted.every(networks.has)) return hear.changed();
      for (const name of wanted) {
        const there = wanted.filter((each) => each === name || networks.has(each));
        await networks.bring(there, "wall").catch(() => {}); // the others are compared nevertheless
      }
      hear.changed();
    },
    /** Why the server computes a card that a device could; see shared/networks.js. */
    refusalOf: (name) => membersOf(name).map(networks.refusalOf).find(Boolean) ?? null,
  };
}
