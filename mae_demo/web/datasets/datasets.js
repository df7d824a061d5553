// The data sets, beside their pictures. Which of them there are is the picker's to say, and what a choice leads to.
import { ownGroup, showChips } from "../shared/chips.js";
import { listen, tell } from "../shared/events.js";

/** props: legend. It has no value and triggers nothing: the picker hears what is chosen. */
export function mount({ element, props }) {
  const fieldset = element.querySelector("fieldset"), group = ownGroup("dataset");
  fieldset.querySelector("legend").textContent = props.legend;
  listen("datasets", ({ choices, chosen }) => {
    fieldset.hidden = choices.length < 2;
    const choose = (dataset) => tell("dataset", dataset);
    showChips(fieldset.querySelector(".chips"), choices, { group, chosen, choose });
  }, { late: true });
}
