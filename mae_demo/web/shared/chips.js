// Choices as chips: radio buttons, of which those that stay are left alone and keep the focus.

function chip(group, value, text, choose) {
  const [label, input, span] = ["label", "input", "span"].map((tag) => document.createElement(tag));
  Object.assign(input, { type: "radio", name: group, value });
  span.textContent = text;
  input.addEventListener("change", () => choose(value));
  label.className = "chip";
  label.append(input, span);
  return label;
}

/**
 * Show choices in an element.
 * @param {{group: string, chosen: string, choose: (value: string) => void, textOf?: (value: string) => string,
 *   refusal?: (value: string) => string}} how group: the name of the radio buttons; refusal: why a choice is greyed
 */
export function showChips(chips, choices, { group, chosen, choose, textOf = String, refusal = () => "" }) {
  const inputs = () => [...chips.querySelectorAll("input")];
  if (inputs().map((input) => input.value).join() !== choices.join())
    chips.replaceChildren(...choices.map((value) => chip(group, value, textOf(value), choose)));
  for (const input of inputs()) {
    input.checked = input.value === chosen;
    input.disabled = refusal(input.value) !== "";
    input.parentElement.title = refusal(input.value);
  }
}

/** A name for a group of radio buttons that no other group of the page has. */
export const ownGroup = (name) => `${name}-${Math.random().toString(36).slice(2)}`;
