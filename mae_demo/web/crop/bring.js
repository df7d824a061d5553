// A picture that is pasted or dropped anywhere on the playground goes the way of a chosen one.
import { listen } from "../shared/events.js";

/** Listen to what is pasted and dropped. */
export function bringPictures() {
  // While the page is still on its way to what its address asks for, the last that came is kept: it goes to the
  // checkpoint that is asked for
  let kept = null;

  function bring(files) {
    const file = [...files].find((each) => each.type.startsWith("image/")), page = document.documentElement;
    const input = document.querySelector("#image-column input[type=file]");
    const isSeen = document.querySelector("#playground").checkVisibility({ visibilityProperty: true });
    if (!file || !input || !isSeen || page.matches("[data-hide~=image], [data-hide~=upload]")) return false;
    if (page.matches(".restoring")) {
      kept = file;
      return true;
    }
    const handed = new DataTransfer();
    handed.items.add(file);
    input.files = handed.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  listen("restored", () => { if (kept) bring([kept]); }, { once: true });
  addEventListener("paste", (event) => { if (bring(event.clipboardData.files)) event.preventDefault(); });
  // No dropped file ever takes the page's place, whatever it is
  const ofFiles = (event) => [...event.dataTransfer.types].includes("Files");
  addEventListener("dragover", (event) => { if (ofFiles(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!ofFiles(event)) return;
    event.preventDefault();
    bring(event.dataTransfer.files);
  });
}
