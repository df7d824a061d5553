// What enters the network: the visible patches as tokens, and where a chosen one of them looks
const CLASS = 0; // token 0 is the class token, token 1 + i patch i, as in mae_demo/attention.py
let chosen = null, block = null, head = null; // a token; a block's place; a head's place, null for the mean of all
let looks = null; // the server's answer: who the chosen token looks at, in each block and head
let asked = null, drawn = "";

const nameOf = (token, patch = words.patch) =>
  token === CLASS ? words.class_token : fill(patch, { number: token, row: Math.ceil(token / canvas.columns), column: ((token - 1) % canvas.columns) + 1 });

function show(canvas) {
  if (!isOpen()) return;
  const visible = canvas.hidden.flatMap((hidden, i) => (hidden ? [] : [i])), { family, values, width, depth, heads } = canvas.network;
  const isTokens = family === "vit";
  find(".count").textContent = isTokens
    ? fill(words.count, { visible: visible.length, patches: canvas.hidden.length, tokens: visible.length + 1 })
    : words[`takes_${family}`];
  find(".how").textContent = isTokens ? fill(words.how, { values, width }) : words.no_attention;
  find(".inside").hidden = !isTokens;
  if (!isTokens) return;

  // The tokens anew where picture, mask or network changed; the chosen one stays while it is visible
  const now = [canvas.picture.src, visible, canvas.name].join();
  if (now !== drawn) {
    drawn = now;
    if (!visible.includes(chosen - 1) && chosen !== CLASS) chosen = looks = null;
    if (block === null || block >= depth || head >= heads) [block, head] = [depth - 1, null];
    const focused = find(".tokens").contains(document.activeElement);
    find(".tokens").replaceChildren(...[CLASS, ...visible.map((i) => i + 1)].map(button));
    radios(find(".blocks"), Array.from({ length: depth }, (_, i) => [i, String(i + 1)]), block, (i) => { block = i; describe(); });
    radios(find(".heads"), [[null, words.mean], ...Array.from({ length: heads }, (_, i) => [i, String(i + 1)])], head, (i) => { head = i; describe(); });
    mark(focused);
    asked = null;
  }
  if (chosen !== null && canvas.prediction !== asked && canvas.shown === canvas.changes) ask();
  describe();
}

function button(token) {
  const button = Object.assign(document.createElement("button"), { type: "button" }), number = document.createElement("span");
  button.setAttribute("role", "radio");
  button.dataset.token = token;
  button.title = nameOf(token);
  button.setAttribute("aria-label", nameOf(token));
  number.textContent = token === CLASS ? words.class : token;
  if (token !== CLASS) button.append(cut(canvas.picture, token - 1, 36));
  button.append(number);
  button.addEventListener("click", () => choose(token));
  return button;
}

function mark(focus) {
  const buttons = [...find(".tokens").children];
  for (const each of buttons) each.setAttribute("aria-checked", Number(each.dataset.token) === chosen);
  const stop = buttons.find((each) => Number(each.dataset.token) === chosen) ?? buttons[0];
  for (const each of buttons) each.tabIndex = each === stop ? 0 : -1;
  if (focus) stop.focus();
}

function choose(token) {
  chosen = token;
  mark(true);
  ask();
}

function ask() {
  asked = canvas.prediction;
  props.value = { token: chosen };
  trigger("look");
}

function describe() {
  // An answer may be to what was chosen, or visible, a moment ago
  const visible = canvas.hidden.flatMap((hidden, i) => (hidden ? [] : [i + 1]));
  const current = looks?.token === chosen && looks.seen.join() === [CLASS, ...visible].join();
  find(".choices > div").hidden = find(".choices > div + div").hidden = find(".legend").hidden = chosen === null;
  const shares = current ? shareOf(looks.maps[block]) : null;
  drawHeat(shares);
  if (!shares) {
    find(".said").textContent = chosen === null ? words.choose : "";
    find(".heat").setAttribute("aria-label", words.heat_alt);
    return;
  }
  const most = looks.seen.reduce((best, token, i) => (token !== CLASS && token !== chosen && shares[i] > (shares[best] ?? -1) ? i : best), -1);
  find(".said").textContent = [
    fill(words.looks, { token: nameOf(chosen), block: block + 1, head: head === null ? fill(words.over_heads, { heads: canvas.network.heads }) : fill(words.in_head, { head: head + 1 }) }),
    most < 0 ? "" : fill(words.most, { other: nameOf(looks.seen[most], words.other), times: shares[most].toFixed(1) }),
    fill(words.itself, { itself: shares[looks.seen.indexOf(chosen)].toFixed(1), class: shares[0].toFixed(1) }),
  ].join(" ");
  find(".heat").setAttribute("aria-label", find(".said").textContent);
}

function shareOf(heads) {
  // Each seen token's share in the chosen head, or in the mean of all; 1 is an even share
  if (head !== null) return heads[head];
  return heads[0].map((_, i) => heads.reduce((sum, one) => sum + one[i], 0) / heads.length);
}

function drawHeat(shares) {
  const heat = find(".heat"), context = heat.getContext("2d"), colour = colourer(props.colours);
  heat.height = Math.round((heat.width / canvas.columns) * canvas.rows);
  const w = heat.width / canvas.columns, h = heat.height / canvas.rows;
  context.fillStyle = hatch(context, heat.width);
  context.fillRect(0, 0, heat.width, heat.height);
  context.imageSmoothingEnabled = false;
  canvas.hidden.forEach((hidden, i) => {
    if (hidden) return;
    const x = (i % canvas.columns) * w, y = Math.floor(i / canvas.columns) * h, at = shares ? looks.seen.indexOf(i + 1) : -1;
    if (at > 0) {
      context.fillStyle = `rgb(${colour(shares[at]).join()})`;
      context.fillRect(x, y, w, h);
    } else context.drawImage(cut(canvas.picture, i, w), x, y);
    if (i + 1 !== chosen) return;
    for (const [stroke, inset] of [["#000", 2], ["#fff", 6]]) {
      [context.strokeStyle, context.lineWidth] = [stroke, 4];
      context.strokeRect(x + inset, y + inset, w - 2 * inset, h - 2 * inset);
    }
  });
}

for (const each of section.querySelectorAll("[data-word]")) each.textContent = words[each.dataset.word];
find(".tokens").setAttribute("aria-label", words.tokens);
find(".blocks").setAttribute("aria-label", words.block);
find(".heads").setAttribute("aria-label", words.head);
fillLegend(find(".legend"), props.colours, [words.legend_low, words.legend_high]);
find(".tokens").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const buttons = [...find(".tokens").children], next = (buttons.indexOf(event.target) + step + buttons.length) % buttons.length;
  choose(Number(buttons[next].dataset.token));
});
find(".heat").addEventListener("click", (event) => {
  const at = (place, side, count) => Math.floor((place / side) * count);
  const i = at(event.offsetY, event.target.clientHeight, canvas.rows) * canvas.columns + at(event.offsetX, event.target.clientWidth, canvas.columns);
  if (canvas.hidden[i] === false) choose(i + 1);
});
watch("value", () => {
  if (!props.value?.maps) return;
  looks = props.value;
  if (looks.token !== chosen && chosen !== null) ask(); // another one was chosen while this was on its way
  else props.value = { token: chosen };
  if (isOpen()) describe();
});
