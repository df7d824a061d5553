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
}
