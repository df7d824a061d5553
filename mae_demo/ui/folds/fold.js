// Opening and closing, and what every fold needs
const words = props.words;
const opener = element.querySelector(".opener"), section = element.querySelector("section");
const find = (selector) => section.querySelector(selector);
const isOpen = () => !section.hidden;

let canvas = null; // the live state of the three pictures
opener.textContent = words.title;
opener.addEventListener("click", () => {
  section.hidden = !section.hidden;
  opener.setAttribute("aria-expanded", isOpen());
  if (canvas?.prediction) show(canvas);
});
document.addEventListener("drawn", (event) => {
  canvas = event.detail;
  if (isOpen() && canvas.prediction) show(canvas);
});

function radios(group, choices, chosen, choose) {
  // A row of visible choices, [value, text] each: one stop of the Tab key, the arrow keys go through them
  group.replaceChildren(...choices.map(([value, text]) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.setAttribute("role", "radio");
    button.setAttribute("aria-checked", value === chosen);
    button.tabIndex = value === chosen ? 0 : -1;
    button.addEventListener("click", () => {
      radios(group, choices, value, choose);
      choose(value);
    });
    return button;
  }));
  group.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...group.children], next = (buttons.indexOf(event.target) + step + buttons.length) % buttons.length;
    buttons[next].click();
    group.children[next].focus();
  };
}

function cut(image, place, side) {
  // One patch of a picture, every pixel enlarged alike
  const w = image.width / canvas.columns, h = image.height / canvas.rows;
  const part = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = part.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(image, (place % canvas.columns) * w, Math.floor(place / canvas.columns) * h, w, h, 0, 0, side, side);
  return part;
}
