// Picking a checkpoint by data set, network and loss: linked radio buttons. The value is the checkpoint's name.
const { words, losses, loss_notes } = props;
let shelf = JSON.parse(props.shelf);
const find = (selector) => element.querySelector(selector);
const AXES = ["dataset", "family", "version", "loss"];
const group = Math.random().toString(36).slice(2); // radio buttons of two pickers on one page are no one's neighbours

const named = (name) => shelf.find((entry) => entry.name === name);
let chosen = named(props.value);

function offered(axis) {
  // Every choice of an axis, in order, under what is chosen on the axes before it. All losses of a data set are
  // shown, so that the row stands still
  const before = axis === "loss" ? ["dataset"] : AXES.slice(0, AXES.indexOf(axis));
  const entries = shelf.filter((entry) => before.every((other) => entry[other] === chosen[other]));
  const choices = [...new Set(entries.map((entry) => entry[axis]))];
  if (axis === "version") choices.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  if (axis === "loss") return Object.keys(losses).filter((loss) => choices.includes(loss));
  return choices;
}

function reached(axis, choice) {
  // The checkpoint that a choice leads to: all before it stays, and after it, what can stay, the loss before all
  const before = AXES.slice(0, AXES.indexOf(axis));
  const entries = shelf.filter(
    (entry) => entry[axis] === choice && before.every((other) => entry[other] === chosen[other])
  );
  const kept = (entry) =>
    4 * (entry.family === chosen.family) + 2 * (entry.loss === chosen.loss) + (entry.version === chosen.version);
  return entries.sort((a, b) => kept(b) - kept(a))[0];
}

function chip(axis, choice) {
  const label = document.createElement("label"), input = document.createElement("input"), text = document.createElement("span");
  Object.assign(input, { type: "radio", name: `${axis}-${group}`, value: choice });
  text.textContent = axis === "loss" ? losses[choice] : choice || words.standard;
  input.addEventListener("change", () => {
    chosen = reached(axis, choice);
    props.value = chosen.name;
    show();
    trigger("input");
  });
  label.className = "chip";
  label.append(input, text);
  return label;
}

function show() {
  for (const axis of AXES) {
    const fieldset = find(`[data-axis=${axis}]`), chips = fieldset.querySelector(".chips"), choices = offered(axis);
    fieldset.hidden = choices.length < 2 && axis !== "loss";
    // Chips that stay are left alone, and keep the focus
    const inputs = () => [...chips.querySelectorAll("input")];
    if (inputs().map((input) => input.value).join() !== choices.join())
      chips.replaceChildren(...choices.map((choice) => chip(axis, choice)));
    for (const input of inputs()) {
      input.checked = input.value === chosen[axis];
      input.disabled = !reached(axis, input.value);
      input.parentElement.title = input.disabled ? words.not_offered : "";
    }
  }
  const own = offered("loss").filter((loss) => reached("loss", loss)).map((loss) => losses[loss]);
  const only = words.only.replace("{network}", chosen.title).replace("{losses}", new Intl.ListFormat("en-GB").format(own));
  find(".only").textContent = own.length < offered("loss").length ? only : "";
  find(".loss-note").textContent = loss_notes[chosen.loss];
  find(".about strong").textContent = `${chosen.title}, ${chosen.dataset}.`;
  find(".about span").textContent = chosen.about;
}

for (const axis of AXES) find(`[data-axis=${axis}] legend`).textContent = words[axis];
show();
watch(["value", "shelf"], () => {
  shelf = JSON.parse(props.shelf); // it grows when weights are fetched
  chosen = named(props.value);
  show();
});
