// The engine in a worker of its own, so that the page stays quick: it speaks what protocol.js says.
import { answering } from "./answering.js";

const receive = answering((answer, transfer) => self.postMessage(answer, transfer));
self.onmessage = ({ data }) => receive(data);
