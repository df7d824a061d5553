// Gradio calls every thumbnail "Thumbnail 1 of 20", and each is a stop of the Tab key. Here each is called by what it
// shows, and the strip is one stop: the arrow keys go from picture to picture, space or enter takes one.
() => {
  const strip = document.querySelector("#strip");
  const buttons = [...strip.querySelectorAll("button")];
  const stopAt = (stop) => buttons.forEach((button) => (button.tabIndex = button === stop ? 0 : -1));
  for (const button of buttons) button.setAttribute("aria-label", button.querySelector("img").alt);
  stopAt(buttons[0]);
  strip.addEventListener("focusin", (event) => stopAt(event.target));
  strip.addEventListener("keydown", (event) => {
    const top = (button) => button.getBoundingClientRect().top;
    const columns = buttons.filter((button) => top(button) === top(buttons[0])).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (!step) return;
    event.preventDefault();
    buttons[buttons.indexOf(event.target) + step]?.focus();
  });
  // So are the strategies: Gradio gives every radio button a name of its own
  for (const radio of document.querySelectorAll("#strategy input")) radio.name = "strategy";

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
