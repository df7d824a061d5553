// The explorer of latent vectors: a map of test pictures by them, the bars of the one that stands, and what the decoder
// makes of it. map.js and bars.js draw and are touched; local.js answers, or the server; answers.js takes what is told.
import { oneAtATime } from "../shared/questions.js";
import { fill } from "../shared/words.js";
import { receive } from "./answers.js";
import { drawBars, listenToBars } from "./bars.js";
import { localAnswers } from "./local.js";
import { drawMap, listenToMap } from "./map.js";

const startingState = () => ({
  sheet: null, side: 28, labels: [], classes: [], // the test pictures, sent once
  name: "", points: [], share: 1, reach: 1, dead: [], says: [], // of the autoencoder at hand
  picture: 0, encoded: [], code: [], place: [], // the picture that stands, its code, the code shown and its place
  turn: [0.6, 0.35], kind: null, unit: 0, pointed: null,
});

/**
 * props: words, and `networks`, or `engine` and `colours`, as local.js and shared/networks.js take them.
 * The value of this widget is the question, with the picture that stands, for when another autoencoder is chosen
 * meanwhile; and then the answer. It triggers `ask`.
 */
export function mount({ element, props, trigger, watch }) {
  const { words } = props, root = element.querySelector(".explorer"), find = (selector) => root.querySelector(selector);
  const state = startingState(), [map, bars] = [".field canvas", ".bars canvas"].map(find);
  const explorer = { root, find, words, state, map, bars, asked: 0, pulling: null };
  explorer.named = (index) => fill(words.picture, { kind: state.classes[state.labels[index]], place: index });
  explorer.local = localAnswers(explorer, props);
  explorer.questions = oneAtATime((question) => {
    const number = (explorer.asked += 1);
    if (explorer.local?.isReady()) return answerHere({ ...question, number });
    props.value = { name: state.name, stands: question.picture ?? state.picture, ...question, number };
    trigger("ask");
  }, 5000);

  function answerHere(question) {
    explorer.local.answer(question).then(hear, (error) => {
      explorer.questions.drop();
      explorer.local.giveUp(error);
    });
  }
  listenToMap(explorer);
  listenToBars(explorer);

  find(".legend").setAttribute("aria-label", words.classes);
  find(".result").textContent = words.waiting;
  find("[data-action=back]").textContent = words.back;
  find("[data-action=draw]").textContent = words.draw;
  find("[data-panel=error]").title = words.error_title;
  new ResizeObserver(() => {
    drawMap(explorer);
    drawBars(explorer);
  }).observe(root);

  // One after the other, in the order in which they came: a picture takes a moment to be loaded
  let opened = false, received = Promise.resolve();
  function hear(told) {
    props.value = { stands: told.picture ?? state.picture };
    received = received.finally(() => receive(explorer, told));
  }
  function take() {
    const value = props.value;
    if (typeof value === "number" && opened) return explorer.questions.ask({ picture: value }); // of an address
    const isTold = value?.decoded || value?.points;
    if (!isTold || (!value.sheet && !opened)) return; // another autoencoder may come before the pictures
    if (value.sheet && opened) { // Gradio may say twice that a tab was opened
      props.value = { stands: state.picture };
      return;
    }
    opened = true;
    hear(value); // which forgets what came, or all of it would be sent back with every event
  }
  take();
  watch("value", take);
}
