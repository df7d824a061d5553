// A row of visible choices: one stop of the Tab key, the arrow keys go through them.
import { nextChoice } from "./keys.js";

/** Fill a group. @param choices [value, text] each @param choose called with the value that a person chose */
export function radios(group, choices, chosen, choose) {
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
    const next = nextChoice(event, group.children);
    if (!next) return;
    const place = [...group.children].indexOf(next);
    next.click();
    group.children[place].focus();
  };
}
