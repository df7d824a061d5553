// The static page's own controls: strategy, ratio, balance and seed, the strip of samples, and the tabs.

/** The range and the field of a number, which say the same. @param changed called with the number a person chose */
export function pair(row, value, changed) {
  const [range, field] = ["range", "number"].map((type) => row.querySelector(`[type=${type}]`));
  const show = (number) => {
    range.value = field.value = number;
    const { min, max } = range;
    range.style.setProperty("--range_progress", `${(100 * (number - min)) / (max - min)}%`);
  };
  for (const input of [range, field])
    input.addEventListener("input", () => {
      if (input.value === "") return; // somebody is typing
      show(Number(input.value));
      changed(Number(input.value));
    });
  show(value);
  return show;
}

/**
 * Wire strategy, ratio, balance and seed. @param chosen {strategy, ratio, seed, balance}, changed in place
 * @param roll called when one of them was changed by a person @returns {(values: object) => void} shows other values
 */
export function maskControls(chosen, { strategies, words }, roll) {
  const find = (selector) => document.querySelector(selector);
  const radios = [...document.querySelectorAll("#strategy [type=radio]")], seed = find("#seed input");
  const change = (key) => (value) => {
    chosen[key] = value;
    roll();
  };
  const ratio = pair(find("#ratio-row"), chosen.ratio, change("ratio"));
  const balance = pair(find("#balance-row"), chosen.balance, change("balance"));

  function describe() {
    find("#strategy-note").textContent = words.strategies[`${chosen.strategy}_note`];
    find("#balance-row").hidden = !strategies[chosen.strategy].takes_balance;
  }

  for (const radio of radios)
    radio.addEventListener("change", () => {
      chosen.strategy = radio.value;
      describe();
      roll();
    });
  seed.addEventListener("input", () => {
    const value = Number(seed.value);
    if (seed.value !== "" && Number.isInteger(value) && value >= 0 && value < 2 ** 31) change("seed")(value);
  });
  find("#new-seed").addEventListener("click", () => {
    seed.value = Math.floor(Math.random() * 10000);
    change("seed")(Number(seed.value));
  });
  return (values) => {
    Object.assign(chosen, values);
    for (const radio of radios) radio.checked = radio.value === chosen.strategy;
    ratio(chosen.ratio);
    balance(chosen.balance);
    seed.value = chosen.seed;
    describe();
  };
}

/** The strip of samples, of which one may be chosen. @param choose called with a sample */
export function stripOf(choose) {
  const strip = document.querySelector("#strip .grid-container");

  function select(chosen) {
    for (const button of strip.children) button.classList.toggle("selected", button.value === String(chosen));
  }

  return {
    select,
    /** Show a data set's samples. @param samples [{place, caption, address}] */
    fill(samples, chosen) {
      strip.replaceChildren(...samples.map((sample) => {
        const { place, caption, address } = sample;
        const settings = { type: "button", className: "thumbnail-item gallery-item", value: place };
        const button = Object.assign(document.createElement("button"), settings);
        button.append(Object.assign(document.createElement("img"), { src: address, alt: caption, title: caption }));
        button.addEventListener("click", () => {
          select(place);
          choose(sample);
        });
        return button;
      }));
      select(chosen);
    },
  };
}

/**
 * Tabs, by default those of the page. @param opened called with the id of what a tab opens, null for the first
 * @param {Element} list that holds them
 */
export function tabsOf(opened, list = document.querySelector(".tab-container")) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

  function open(chosen) {
    if (chosen.getAttribute("aria-selected") === "true") return;
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
      tab.classList.toggle("selected", tab === chosen);
      panelOf(tab).hidden = tab !== chosen;
    }
    opened(chosen === tabs[0] ? null : panelOf(chosen).id);
  }

  for (const tab of tabs) tab.addEventListener("click", () => open(tab));
  return (name) => {
    const tab = tabs.find((each) => panelOf(each).id === name);
    if (tab) open(tab);
  };
}
