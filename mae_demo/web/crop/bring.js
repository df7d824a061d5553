// A picture that is pasted or dropped anywhere on the playground goes the way of a chosen one.
import { listen } from "../shared/events.js";
import { kindOf, smaller } from "./shrinking.js";

/**
 * Listen to what is chosen, pasted and dropped. Each picture is made small here, before it is sent.
 * @param refuse called with the kind of a file that is no picture here, and with null once one is
 */
export function bringPictures(refuse) {
  const sent = new WeakSet(); // files that were made small already

  // Before Gradio hears of it
  document.addEventListener("change", async (event) => {
    const input = event.target, [file] = input.files ?? [];
    if (!file || !input.closest("#image-column") || sent.has(file)) return;
    event.stopPropagation();
    const small = await smaller(file);
    refuse(small ? null : kindOf(file));
    if (small) hand(input, small);
    else input.value = "";
  }, true);

  function hand(input, file) {
    const handed = new DataTransfer();
    handed.items.add(file);
    input.files = handed.files;
    sent.add(input.files[0]);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // While the page is still on its way to what its address asks for, the last that came is kept: it goes to the
  // checkpoint that is asked for
  let kept = null;

  function bring(files) {
    const [file] = files, page = document.documentElement;
    const input = document.querySelector("#image-column input[type=file]");
    const isSeen = document.querySelector("#playground").checkVisibility({ visibilityProperty: true });
    if (!file || !input || !isSeen || page.matches("[data-hide~=image], [data-hide~=upload]")) return false;
    if (page.matches(".opening")) {
      kept = file;
      return true;
    }
    smaller(file).then((small) => {
      refuse(small ? null : kindOf(file));
      if (small) hand(input, small);
    });
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
