// A picture that is pasted or dropped anywhere on the playground goes the way of a chosen one.
import { OWN, settingsOf } from "../shared/address.js";
import { listen } from "../shared/events.js";
import { forget, keep, kept } from "./keeping.js";
import { kindOf, smaller } from "./shrinking.js";

/**
 * Listen to what is chosen, pasted, dropped and drawn. Each picture is made small here, before it is sent, and is kept
 * for a reload of the page until a sample takes its place.
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
    if (small) {
      keep(small);
      hand(input, small);
    } else input.value = "";
  }, true);

  function hand(input, file) {
    const handed = new DataTransfer();
    handed.items.add(file);
    input.files = handed.files;
    sent.add(input.files[0]);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // While the page is still on its way to what its address asks for, the last that came waits: it goes to the
  // checkpoint that is asked for. So does the one that stood before a reload (opening.html)
  const stood = document.documentElement.matches("[data-own=kept]") ? kept() : null;
  let waiting = stood;
  let isOwn = false; // whether the picture that stands is the visitor's own

  function bring(files) {
    const [file] = files, page = document.documentElement;
    const input = document.querySelector("#image-column input[type=file]");
    const isSeen = document.querySelector("#playground").checkVisibility({ visibilityProperty: true });
    if (!file || !input || !isSeen || page.matches("[data-hide~=image], [data-hide~=upload]")) return false;
    if (page.matches(".opening")) {
      waiting = file;
      return true;
    }
    smaller(file).then((small) => {
      refuse(small ? null : kindOf(file));
      if (!small) return;
      if (file !== stood) keep(small); // that one is kept already, with its frame
      hand(input, small);
    });
    return true;
  }

  listen("restored", () => {
    if (waiting) bring([waiting]);
    else forget();
  }, { once: true, late: true });
  listen("brought", (file) => bring([file]));
  listen("standing", (values) => {
    const { image } = settingsOf(values);
    if (isOwn && image !== OWN) forget();
    isOwn = image === OWN;
  });
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
