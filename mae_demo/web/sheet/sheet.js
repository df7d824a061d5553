// On a phone the controls are a sheet of three tabs, so that the pictures stay in view above the one that is open. On a
// wider page the three stand beside each other, and there are no tabs. page.css shows what is open.
import { listen } from "../shared/events.js";
import { around } from "../shared/keys.js";

/** props: tabs, [key, name] each, and label; it has no value and triggers nothing. */
export function mount({ element, props }) {
  const list = element.querySelector(".sheet"), stage = element.closest("#stage");
  const narrow = matchMedia("(max-width: 700px)");
  const leftOut = (document.documentElement.dataset.hide ?? "").split(" ");
  const tabs = props.tabs.filter(([key]) => !leftOut.includes(key)).map(([key, name]) => {
    const tab = document.createElement("button");
    Object.assign(tab, { type: "button", role: "tab", textContent: name, id: `${key}-tab`, value: key });
    tab.setAttribute("aria-controls", `${key}-column`);
    tab.addEventListener("click", () => open(tab));
    return tab;
  });

  function open(chosen) {
    stage.dataset.sheet = chosen.value;
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
    }
  }

  function namePanels() {
    // What stands beside the others is no tab's panel
    for (const { id, value } of tabs) {
      const panel = document.getElementById(`${value}-column`);
      panel.role = narrow.matches ? "tabpanel" : null;
      panel.setAttribute("aria-labelledby", id);
    }
  }

  list.setAttribute("aria-label", props.label);
  list.replaceChildren(...tabs);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation(); // the tabs of the whole page have arrow keys, too
    const next = around(tabs, event.target, step);
    open(next);
    next.focus();
  });
  if (tabs.length) open(tabs[0]);
  listen("painted", () => {
    namePanels();
    narrow.addEventListener("change", namePanels);
  }, { once: true, late: true }); // the columns are there by then
}
