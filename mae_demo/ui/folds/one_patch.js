// One patch: its true and its predicted pixels, and what becomes of their difference in each loss
let sums = null; // the server's: a number a patch in each loss, and the picture's
let asked = null; // the prediction that they belong to
let place = null;

function show(canvas) {
  if (!isOpen()) return document.dispatchEvent(new CustomEvent("follow", { detail: { on: false } }));
  if (canvas.prediction !== asked) {
    asked = canvas.prediction;
    trigger("look");
  }
  if (!sums || sums.mask.length !== Math.ceil(canvas.hidden.length / 4)) return;
  if (canvas.looked === null || !canvas.follow) {
    // Nobody has pointed anywhere yet: the hidden patch that is worst
    const worst = sums.hidden.reduce((best, i) => (sums.l1[i] > sums.l1[best] ? i : best), sums.hidden[0] ?? 0);
    document.dispatchEvent(new CustomEvent("follow", { detail: { on: true, place: canvas.looked ?? worst } }));
    return;
  }
  place = canvas.looked;
  describe(canvas);
}

function patchPixels(image) {
  // Its values from 0 to 1, [[red, green, blue], ...], row by row
  const w = image.width / canvas.columns, h = image.height / canvas.rows, context = new OffscreenCanvas(w, h).getContext("2d");
  context.drawImage(image, (place % canvas.columns) * w, Math.floor(place / canvas.columns) * h, w, h, 0, 0, w, h);
  const { data } = context.getImageData(0, 0, w, h);
  return Array.from({ length: w * h }, (_, i) => [0, 1, 2].map((k) => data[4 * i + k] / 255));
}

function cells(name, pixels, columns, number) {
  // Pixels as squares, with their numbers where a pixel has one and there is room for it
  const box = find(`[data-cells="${name}"]`);
  box.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
  box.replaceChildren(...pixels.map((colour, i) => {
    const cell = document.createElement("span"), [red, green, blue] = colour;
    cell.style.background = `rgb(${colour.join()})`;
    cell.style.color = 0.3 * red + 0.59 * green + 0.11 * blue > 128 ? "#000" : "#fff";
    if (columns <= 6 && sums.channels === 1) cell.textContent = number(i);
    return cell;
  }));
}

const short = (value) => value.toFixed(2).replace("-", "−");
const long = (value) => (value === null ? "–" : value.toFixed(4).replace("-", "−"));

function describe(canvas) {
  const columns = canvas.picture.width / canvas.columns;
  const truth = patchPixels(canvas.picture), said = patchPixels(canvas.prediction);
  const grey = ([red, green, blue]) => (red + green + blue) / 3;
  const difference = truth.map((pixel, i) => grey(said[i]) - grey(pixel)), colour = colourer(props.difference);
  cells("true", truth.map((pixel) => pixel.map((value) => Math.round(255 * value))), columns, (i) => short(grey(truth[i])));
  cells("predicted", said.map((pixel) => pixel.map((value) => Math.round(255 * value))), columns, (i) => short(grey(said[i])));
  cells("difference", difference.map(colour), columns, (i) => short(difference[i]));

  find("[data-word=predicted]").textContent = canvas.normalised ? words.predicted_borrowed : words.predicted;
  const isHidden = sums.hidden.includes(place), { picture } = sums;
  const row = Math.floor(place / canvas.columns) + 1, column = (place % canvas.columns) + 1;
  find(".which").textContent = fill(isHidden ? words.hidden : words.visible, { row, column });
  const [trueValues, saidValues] = [truth, said].map((pixels) => pixels.flatMap((pixel) => pixel.slice(0, sums.channels)));
  const count = trueValues.length;
  const terms = (term) => [0, 1, count - 1].map((i) => fill(term, { true: short(trueValues[i]), predicted: short(saidValues[i]) }));
  const sum = (term) => { const [first, second, last] = terms(term); return `(${first} + ${second} + … + ${last})`; };
  const write = (name, term, text) => {
    find(`[data-sum=${name}]`).previousElementSibling.textContent = term;
    find(`[data-sum=${name}]`).textContent = text;
  };
  write("l1", words.l1, `${sum("|{predicted} − {true}|")} / ${count} = ${long(sums.l1[place])}`);
  write("mse", words.mse, `${sum("({predicted} − {true})²")} / ${count} = ${long(sums.mse[place])}`);
  write("own", words.own, fill(words[`own_${sums.loss}`], { own: long(sums.own[place]), perfect: long(sums.perfect?.[place] ?? 0) }));
  const values = {
    hidden: sums.hidden.length, l1: long(picture.l1), mse: long(picture.mse), own: long(picture.own), edge: long(picture.edge),
    psnr: picture.mse === null ? "–" : Math.min(100, -10 * Math.log10(picture.mse)).toFixed(1), whole: long(picture.whole),
  };
  const whole = [words.picture_sum, words[`picture_${sums.loss}`] ?? words.picture_own];
  write("picture", words.picture, picture.l1 === null ? words.picture_nothing : whole.map((text) => fill(text, values)).join(" "));
  find(".unseen").textContent = fill(words.spoken, { l1: long(sums.l1[place]), mse: long(sums.mse[place]) });
}

for (const caption of section.querySelectorAll("[data-word]")) caption.textContent = words[caption.dataset.word];
fillLegend(find(".legend"), props.difference, ["{value}", "{value}"]);
watch("value", () => {
  if (!props.value?.l1) return;
  sums = props.value;
  if (isOpen()) show(canvas);
});
