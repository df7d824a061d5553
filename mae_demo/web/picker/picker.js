// Picking a checkpoint by loss, network and version: linked radio buttons. The data sets stand beside the pictures.
import { ownGroup, showChips } from "../shared/chips.js";
import { listen, tell } from "../shared/events.js";
import { fill } from "../shared/words.js";
import { AXES, offered, reached } from "./shelf.js";

/** props: shelf, a JSON list, words, losses and loss_notes; the value is the checkpoint's name. It triggers `input`. */
export function mount({ element, props, trigger, watch }) {
  const { words, losses, loss_notes } = props, find = (selector) => element.querySelector(selector);
  const own = AXES.filter((axis) => axis !== "dataset");
  const groups = Object.fromEntries(own.map((axis) => [axis, ownGroup(axis)]));
  const textOf = { loss: (loss) => losses[loss], version: (version) => version || words.standard };
  let shelf, chosen;

  function read() {
    shelf = JSON.parse(props.shelf); // it grows when weights are fetched
    chosen = shelf.find((entry) => entry.name === props.value);
  }

  function choose(axis, choice) {
    chosen = reached(shelf, chosen, axis, choice);
    props.value = chosen.name;
    show();
    trigger("input");
  }

  function show() {
    const choicesOf = (axis) => offered(shelf, chosen, axis, Object.keys(losses));
    for (const axis of own) {
      const fieldset = find(`[data-axis=${axis}]`), choices = choicesOf(axis);
      fieldset.hidden = choices.length < 2 && axis !== "loss";
      showChips(fieldset.querySelector(".chips"), choices, {
        group: groups[axis],
        chosen: chosen[axis],
        choose: (choice) => choose(axis, choice),
        textOf: textOf[axis],
        refusal: (choice) => (reached(shelf, chosen, axis, choice) ? "" : words.not_offered),
      });
    }
    tell("datasets", { choices: choicesOf("dataset"), chosen: chosen.dataset, isDrawable: chosen.drawable });
    const all = choicesOf("loss"), trained = all.filter((loss) => reached(shelf, chosen, "loss", loss));
    const language = document.documentElement.lang.replace(/^en$/, "en-GB");
    const named = new Intl.ListFormat(language).format(trained.map((loss) => losses[loss]));
    const only = fill(words.only, { network: chosen.title, losses: named });
    find(".only").textContent = trained.length < all.length ? only : "";
    find(".loss-note").textContent = loss_notes[chosen.loss];
    find(".about strong").textContent = fill(words.about, chosen);
    find(".about span").textContent = chosen.about;
  }

  for (const axis of own) find(`[data-axis=${axis}] legend`).textContent = words[axis];
  read();
  show();
  listen("dataset", (dataset) => choose("dataset", dataset));
  watch(["value", "shelf"], () => {
    read();
    show();
  });
}
