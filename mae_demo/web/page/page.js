// What Gradio leaves out for those who use a keyboard or hear the page.
import { around } from "../shared/keys.js";
import { tellFramed } from "./downloads.js";
import { keepLanguage } from "./languages.js";
import { tellPainting } from "./painting.js";
import { tellSamples } from "./samples.js";
import { handOver } from "./sharing.js";

const GRADIOS = /^(number input|range slider) for /;

/** Mend the whole page, whose controls have to be there. @param given its words, see their readers */
export function mount({ painted, framed, alone }) {
  tellPainting(painted);
  tellFramed({ framed, alone });
  handOver();
  keepLanguage();
  // It calls every thumbnail "Thumbnail 1 of 20", and each is a stop of the Tab key. Here each is called by what it
  // shows, also when another data set's pictures come, and the strip is one stop: the arrow keys go from picture to
  // picture, space or enter takes one
  const strip = document.querySelector("#strip");
  strip.setAttribute("role", "group");
  strip.setAttribute("aria-label", document.querySelector("#image-column h2").textContent);
  let stop = null, buttons = [];
  const stopAt = (place) => {
    stop = place;
    buttons.forEach((button) => (button.tabIndex = button === stop ? 0 : -1));
  };
  const describe = () => {
    buttons = [...strip.querySelectorAll("button")];
    for (const button of buttons) {
      button.setAttribute("aria-label", button.querySelector("img").alt);
      button.setAttribute("aria-pressed", button.classList.contains("selected"));
    }
    stopAt(buttons.includes(stop) ? stop : buttons[0]);
  };
  describe();
  new MutationObserver(describe).observe(strip, { subtree: true, childList: true, attributeFilter: ["alt", "class"] });
  tellSamples(strip);
  strip.addEventListener("focusin", (event) => stopAt(event.target));
  strip.addEventListener("keydown", (event) => {
    const top = (button) => button.getBoundingClientRect().top;
    const columns = buttons.filter((button) => top(button) === top(buttons[0])).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (!step) return;
    event.preventDefault();
    buttons[buttons.indexOf(event.target) + step]?.focus();
  });

  // A group of radio buttons is one stop, too: Gradio gives each a name of its own, and another one whenever it is
  // chosen or left. What a tab opens is called by the tab, and what is said of an address or of a fetch has a place
  // where it is heard. Much of this comes when it is opened first
  const nameAll = () => {
    for (const group of document.querySelectorAll("fieldset.block")) {
      const [first, ...others] = group.querySelectorAll("[type=radio]");
      for (const other of others) if (other.name !== first.name) other.name = first.name;
    }
    // In any language it calls a slider's two fields "number input for" and "range slider for" their label
    for (const field of document.querySelectorAll("input[type=number][aria-label], input[type=range][aria-label]"))
      if (GRADIOS.test(field.ariaLabel)) field.ariaLabel = field.ariaLabel.replace(GRADIOS, "");
    for (const panel of document.querySelectorAll("[role=tabpanel]:not([aria-labelledby])"))
      panel.setAttribute("aria-labelledby", `${panel.id}-button`);
    for (const said of document.querySelectorAll(":is(#notice, #fetched) [data-testid=markdown]:not([role])"))
      said.setAttribute("role", "status");
    for (const table of document.querySelectorAll("#panels .prose:has(table):not([tabindex])")) table.tabIndex = 0;
  };
  nameAll();
  new MutationObserver(nameAll)
    .observe(document.querySelector(".tabs"), { subtree: true, childList: true, attributeFilter: ["name"] });

  document.querySelector("footer")?.removeAttribute("aria-label"); // which is English in any language

  // Arrow keys go from tab to tab; a group of choices has its name, and what folds out says whether it is open
  document.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.target.role !== "tab" || !step) return;
    event.preventDefault();
    const tabs = [...event.target.parentElement.querySelectorAll("[role=tab]")];
    around(tabs, event.target, step).focus();
  });
  const name = (group) => {
    const own = group.querySelector("[data-testid=block-info]").textContent; // left empty for a group of checkboxes
    group.setAttribute("aria-label", own || group.closest(":has(> .label-wrap)").querySelector("span").textContent);
  };
  name(document.querySelector("#strategy"));
  const unfold = (opener) => opener.setAttribute("aria-expanded", opener.classList.contains("open"));
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(".label-wrap")) unfold(target);
    if (target.matches("fieldset.block input")) name(target.closest("fieldset"));
  });
  document.addEventListener("click", ({ target }) => {
    const opener = target.closest?.(".label-wrap");
    if (opener) requestAnimationFrame(() => unfold(opener));
  });

  // What a number's field does not take is mended before the server is asked, whose refusal would name no field: a
  // slider's at once, the seed's when it is left, for there the server has a sentence that helps
  const controls = document.querySelector("#controls"), seed = document.querySelector("#seed input");
  const first = seed.value;
  controls.addEventListener("input", (event) => {
    const field = event.target, { min, max } = field;
    if (field.type !== "number" || max === "") return;
    if (field.value === "") event.stopPropagation(); // somebody is typing
    else field.value = Math.min(Math.max(Math.round(field.value), min), max);
  }, true);
  controls.addEventListener("focusout", ({ target: field }) => {
    if (field.type !== "number") return;
    if (field !== seed && field.value === "") field.value = field.closest(".block").querySelector("[type=range]").value;
    const mended = String(Math.min(Math.max(Math.round(field.value || first), 0), 2 ** 31 - 1));
    if (field !== seed || field.value === mended) return;
    field.value = mended;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
