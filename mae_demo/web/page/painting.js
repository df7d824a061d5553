// What Gradio's controls say of a mask that is painted: its true ratio, and that no strategy rolled it. The page's
// values stay what they were, and roll the next mask; a choice that a person makes counts from what is shown.
import { listen } from "../shared/events.js";
import { hiddenOf } from "../shared/words.js";

/** Listen to the canvas. @param word what the chip says */
export function tellPainting(word) {
  const strategies = document.querySelector("#strategy .wrap:not([data-testid])");
  const [slider, field] = ["range", "number"].map((type) => document.querySelector(`#ratio-row [type=${type}]`));
  const chip = document.createElement("label"), input = document.createElement("input");
  const rolled = () => [...strategies.querySelectorAll("[type=radio]")].filter((each) => each !== input);
  Object.assign(input, { type: "radio", value: "painted" });
  chip.append(input, Object.assign(document.createElement("span"), { textContent: word }));
  chip.hidden = true;
  strategies.append(chip);

  let kept = null; // what the controls said before the mask was painted
  let last = null; // number of the change that they tell of

  function show(percent) {
    slider.value = field.value = percent;
    slider.style.setProperty("--range_progress", `${percent}%`);
  }

  function begin() {
    if (kept) return;
    kept = { percent: slider.value, strategy: rolled().find((each) => each.checked) };
    chip.hidden = false;
  }

  function end() {
    if (!kept) return;
    if (kept.percent !== null) show(kept.percent);
    if (kept.strategy && input.checked) kept.strategy.checked = true;
    chip.hidden = true;
    kept = last = null;
  }

  listen("drawn", ({ byHand, hidden, changes }) => {
    if (!byHand) return end();
    if (changes === last) return;
    last = changes;
    begin();
    input.name = rolled()[0].name; // so that it is one of the group
    input.checked = true;
    show(hiddenOf(hidden).percent);
  }, { late: true });
  // What a person chooses while the mask is painted is theirs
  document.querySelector("#ratio-row").addEventListener("input", () => { if (kept) kept.percent = null; });
}
