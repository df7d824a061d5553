// A tile that opens a pad: what is drawn there goes the way of a picture that a visitor brings.
import { listen, tell } from "../shared/events.js";
import { pad } from "./pad.js";

/** props: words. It has no value and triggers nothing: the picture is told. Seen where pictures are small and grey. */
export function mount({ element, props }) {
  const { words } = props, find = (selector) => element.querySelector(selector);
  const tile = find(".tile"), dialog = find("dialog"), action = (name) => find(`[data-action=${name}]`);
  const drawing = pad(find("canvas"), () => (action("use").disabled = false));

  tile.textContent = words.tile;
  find("h3").textContent = words.title;
  find("p").textContent = words.keys;
  find("canvas").setAttribute("aria-label", words.pad);
  for (const name of ["clear", "close", "use"]) action(name).textContent = words[name];

  tile.addEventListener("click", () => dialog.showModal());
  action("close").addEventListener("click", () => dialog.close());
  action("clear").addEventListener("click", () => {
    drawing.clear();
    action("use").disabled = true;
  });
  action("use").addEventListener("click", async () => {
    tell("brought", await drawing.picture());
    dialog.close();
  });
  dialog.addEventListener("click", ({ target }) => { if (target === dialog) dialog.close(); }); // beside it
  listen("datasets", ({ isDrawable }) => (tile.hidden = !isDrawable), { late: true });
}
