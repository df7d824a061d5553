// The code explorer: a map of test pictures by their codes, the bars of the code that stands, and what the decoder
// makes of it. This file holds what stands, and asks; explorer_map.js and explorer_bars.js draw and are touched;
// explorer_answers.js takes what the server sends: {points, ...} for an autoencoder, {number, ...} for a question.
const words = props.words;
const root = element.querySelector(".explorer");
const find = (selector) => root.querySelector(selector);
const KINDS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const state = {
  sheet: null, side: 28, labels: [], classes: [], // the test pictures, sent once
  name: "", points: [], share: 1, reach: 1, dead: [], says: [], // of the autoencoder at hand
  picture: 0, encoded: [], code: [], place: [], // the picture that stands, its code, the code shown and its place
  turn: [0.6, 0.35], kind: null, unit: 0, pointed: null,
};

const named = (index) => fill(words.picture, { kind: state.classes[state.labels[index]], place: index });

// One question is on its way at a time, and of those that come meanwhile the newest waits. What Python reads is this
// component's value: the question, and the picture that stands, for when another autoencoder is chosen meanwhile.
let asked = 0, waiting = false, next = null;

function ask(question) {
  if (waiting) {
    next = question;
    return;
  }
  waiting = true;
  asked += 1;
  props.value = { name: state.name, stands: question.picture ?? state.picture, ...question, number: asked };
  trigger("ask");
  setTimeout((number) => number === asked && goOn(), 5000, asked); // lost on the way
}

function goOn() {
  waiting = false;
  const question = next;
  next = null;
  if (question) ask(question);
}
