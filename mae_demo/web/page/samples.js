// Gradio's own way from its gallery to who listens ends where the server is away.
import { tell } from "../shared/events.js";

const SERVED = /\/file=.*\/(\d+)[^/]*$/; // a sample's file is called by its place in the test set

/** Tell which sample of the served page somebody has chosen. @param {Element} strip the gallery */
export function tellSamples(strip) {
  strip.addEventListener("click", ({ target }) => {
    const place = SERVED.exec(target.closest("button")?.querySelector("img")?.src ?? "");
    if (place) tell("sample", { image: Number(place[1]) });
  });
}
