// A site that has this page in a frame may forbid it to download, and then nothing happens and nobody is told: neither
// the person nor this page. So whoever saves a file inside a frame reads what to do where no file came.
import { shareable } from "../shared/address.js";

/** Listen to Gradio's link that downloads. @param {{framed: ?string, alone: ?string}} words none without such a link */
export function tellFramed({ framed, alone }) {
  if (!framed || window.parent === window) return;
  document.addEventListener("click", ({ target }) => {
    if (!target.closest?.("#download")) return;
    const files = document.querySelector("#files"), old = document.querySelector("#framed");
    const said = old ?? Object.assign(document.createElement("p"), { id: "framed", className: "note", role: "status" });
    const link = { href: shareable(location.href), target: "_blank", rel: "noopener", textContent: alone };
    if (!old) files.after(said); // a place where it is heard is there before it says something
    requestAnimationFrame(() =>
      said.replaceChildren(`${framed} `, Object.assign(document.createElement("a"), link)));
  }, true);
}
