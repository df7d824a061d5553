// What enters the network: the visible patches as tokens, and where a chosen one of them looks.
import { cut, foldOut } from "../fold/fold.js";
import { placeUnder, rowColumn } from "../shared/grid.js";
import { nextChoice } from "../shared/keys.js";
import { radios } from "../shared/radios.js";
import { fillLegend } from "../shared/scale.js";
import { fill, writeWords } from "../shared/words.js";
import { CLASS, drawHeat, fractionOf, mostOf } from "./heat.js";

/** The value of this widget is {token}, and then who that token looks at; it triggers `look`. */
export function mount({ element, props, trigger, watch }) {
  const { words, colours } = props;
  let chosen = null, block = null, head = null; // a token; a block's place; a head's place, null for the mean of all
  let looks = null; // the server's answer: who the chosen token looks at, in each block and head
  let asked = null, drawn = "", pictured = null;
  const fold = foldOut({ element, props }, "tokens", show), { find } = fold;

  function nameOf(token, patch = words.patch) {
    if (token === CLASS) return words.class_token;
    const [row, column] = rowColumn(token - 1, fold.canvas.columns);
    return fill(patch, { number: token, row: row + 1, column: column + 1 });
  }

  function show(canvas) {
    if (!fold.isOpen) return;
    const visible = canvas.hidden.flatMap((hidden, i) => (hidden ? [] : [i]));
    const { family, values, width, depth, heads } = canvas.network;
    const isTokens = family === "vit";
    find(".count").textContent = isTokens
      ? fill(words.count, { visible: visible.length, patches: canvas.hidden.length, tokens: visible.length + 1 })
      : words[`takes_${family}`];
    find(".how").textContent = isTokens ? fill(words.how, { values, width }) : words.no_attention;
    find(".inside").hidden = !isTokens;
    if (!isTokens) return;

    // The tokens anew where picture, mask or network changed; the chosen one stays while it is visible
    const now = [visible, canvas.name].join();
    if (now !== drawn || canvas.picture !== pictured) {
      [drawn, pictured] = [now, canvas.picture];
      if (!visible.includes(chosen - 1) && chosen !== CLASS) chosen = looks = null;
      if (block === null || block >= depth || head >= heads) [block, head] = [depth - 1, null];
      const focused = find(".tokens").contains(document.activeElement);
      find(".tokens").replaceChildren(...[CLASS, ...visible.map((i) => i + 1)].map(button));
      const numbered = (count) => Array.from({ length: count }, (_, i) => [i, String(i + 1)]);
      radios(find(".blocks"), numbered(depth), block, (i) => { block = i; describe(); });
      radios(find(".heads"), [[null, words.mean], ...numbered(heads)], head, (i) => { head = i; describe(); });
      mark(focused);
      asked = null;
    }
    if (chosen !== null && canvas.prediction !== asked && canvas.shown === canvas.changes) ask();
    describe();
  }

  function button(token) {
    const [button, number] = ["button", "span"].map((tag) => document.createElement(tag));
    button.type = "button";
    button.setAttribute("role", "radio");
    button.dataset.token = token;
    button.title = nameOf(token);
    button.setAttribute("aria-label", nameOf(token));
    number.textContent = token === CLASS ? words.class : token;
    const { picture, rows, columns } = fold.canvas;
    if (token !== CLASS) button.append(cut(picture, token - 1, [rows, columns], 36));
    button.append(number);
    button.addEventListener("click", () => choose(token));
    return button;
  }

  function mark(focus) {
    const buttons = [...find(".tokens").children], isChosen = (each) => Number(each.dataset.token) === chosen;
    const stop = buttons.find(isChosen) ?? buttons[0];
    for (const each of buttons) {
      each.setAttribute("aria-checked", isChosen(each));
      each.tabIndex = each === stop ? 0 : -1;
    }
    if (focus) stop.focus();
  }

  function choose(token) {
    chosen = token;
    mark(true);
    ask();
  }

  function ask() {
    asked = fold.canvas.prediction;
    props.value = { token: chosen };
    trigger("look");
  }

  function describe() {
    // An answer may be to what was chosen, or visible, a moment ago
    const { canvas } = fold, visible = canvas.hidden.flatMap((hidden, i) => (hidden ? [] : [i + 1]));
    const current = looks?.token === chosen && looks.seen.join() === [CLASS, ...visible].join();
    find(".choices > div").hidden = find(".choices > div + div").hidden = find(".legend").hidden = chosen === null;
    const attention = current ? fractionOf(looks.maps[block], head) : null;
    drawHeat(find(".heat"), canvas, { attention, seen: looks?.seen, chosen, colours });
    if (!attention) {
      find(".said").textContent = chosen === null ? words.choose : "";
      find(".heat").setAttribute("aria-label", words.heat_alt);
      return;
    }
    const most = mostOf(attention, looks.seen, chosen), { heads } = canvas.network;
    const where = head === null ? fill(words.over_heads, { heads }) : fill(words.in_head, { head: head + 1 });
    const [itself, first] = [looks.seen.indexOf(chosen), 0].map((at) => attention[at].toFixed(1));
    const other = most < 0 ? {} : { other: nameOf(looks.seen[most], words.other), times: attention[most].toFixed(1) };
    find(".said").textContent = [
      fill(words.looks, { token: nameOf(chosen), block: block + 1, head: where }),
      most < 0 ? "" : fill(words.most, other),
      fill(words.itself, { itself, class: first }),
    ].join(" ");
    find(".heat").setAttribute("aria-label", find(".said").textContent);
  }

  writeWords(fold.section, words);
  find(".tokens").setAttribute("aria-label", words.tokens);
  find(".blocks").setAttribute("aria-label", words.block);
  find(".heads").setAttribute("aria-label", words.head);
  fillLegend(find(".legend"), colours, [words.legend_low, words.legend_high]);
  find(".tokens").addEventListener("keydown", (event) => {
    const next = nextChoice(event, find(".tokens").children);
    if (next) choose(Number(next.dataset.token));
  });
  find(".heat").addEventListener("click", ({ offsetX, offsetY, target }) => {
    const { hidden, rows, columns } = fold.canvas, { clientWidth: width, clientHeight: height } = target;
    const place = placeUnder(offsetX, offsetY, { left: 0, top: 0, width, height }, [rows, columns]);
    if (hidden[place] === false) choose(place + 1);
  });
  watch("value", () => {
    if (!props.value?.maps) return;
    looks = props.value;
    if (looks.token !== chosen && chosen !== null) ask(); // another one was chosen while this was on its way
    else props.value = { token: chosen };
    if (fold.isOpen) describe();
  });
}
