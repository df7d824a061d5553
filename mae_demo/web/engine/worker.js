// The engine in a worker of its own, so that the page stays quick: it speaks what protocol.js says, and trains.
import { answering } from "./answering.js";
import { training } from "./training/answering.js";

const post = (answer, transfer = []) => self.postMessage(answer, transfer);
const { port1, port2 } = new MessageChannel(); // at once, where a timer of 0 would wait for 4 milliseconds
const waiting = [];
port1.onmessage = () => waiting.shift()();
const later = (work, milliseconds) => {
  if (milliseconds) return setTimeout(work, milliseconds);
  waiting.push(work);
  port2.postMessage(null);
};

const receive = answering(post), learn = training(post, { now: () => performance.now(), later });
self.onmessage = ({ data }) => (data.of === "training" ? learn(data) : receive(data));
