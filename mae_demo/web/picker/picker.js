// Picking a checkpoint by data set, network and loss: linked radio buttons.
import { AXES, offered, reached } from "./shelf.js";

/** props: shelf, a JSON list, words, losses and loss_notes; the value is the checkpoint's name. It triggers `input`. */
export function mount({ element, props, trigger, watch }) {
  const { words, losses, loss_notes } = props, find = (selector) => element.querySelector(selector);
  const group = Math.random().toString(36).slice(2); // radio buttons of two pickers on one page are no one's neighbours
  let shelf, chosen;

  function read() {
    shelf = JSON.parse(props.shelf); // it grows when weights are fetched
    chosen = shelf.find((entry) => entry.name === props.value);
  }

  function chip(axis, choice) {
    const [label, input, text] = ["label", "input", "span"].map((tag) => document.createElement(tag));
    Object.assign(input, { type: "radio", name: `${axis}-${group}`, value: choice });
    text.textContent = axis === "loss" ? losses[choice] : choice || words.standard;
    input.addEventListener("change", () => {
      chosen = reached(shelf, chosen, axis, choice);
      props.value = chosen.name;
      show();
      trigger("input");
    });
    label.className = "chip";
    label.append(input, text);
    return label;
  }

  function show() {
    const choicesOf = (axis) => offered(shelf, chosen, axis, Object.keys(losses));
    for (const axis of AXES) {
      const fieldset = find(`[data-axis=${axis}]`), chips = fieldset.querySelector(".chips"), choices = choicesOf(axis);
      fieldset.hidden = choices.length < 2 && axis !== "loss";
      // Chips that stay are left alone, and keep the focus
      const inputs = () => [...chips.querySelectorAll("input")];
      if (inputs().map((input) => input.value).join() !== choices.join())
        chips.replaceChildren(...choices.map((choice) => chip(axis, choice)));
      for (const input of inputs()) {
        input.checked = input.value === chosen[axis];
        input.disabled = !reached(shelf, chosen, axis, input.value);
        input.parentElement.title = input.disabled ? words.not_offered : "";
      }
    }
    const all = choicesOf("loss"), own = all.filter((loss) => reached(shelf, chosen, "loss", loss));
    const named = new Intl.ListFormat("en-GB").format(own.map((loss) => losses[loss]));
    const only = words.only.replace("{network}", chosen.title).replace("{losses}", named);
    find(".only").textContent = own.length < all.length ? only : "";
    find(".loss-note").textContent = loss_notes[chosen.loss];
    find(".about strong").textContent = `${chosen.title}, ${chosen.dataset}.`;
    find(".about span").textContent = chosen.about;
  }

  for (const axis of AXES) find(`[data-axis=${axis}] legend`).textContent = words[axis];
  read();
  show();
  watch(["value", "shelf"], () => {
    read();
    show();
  });
}
