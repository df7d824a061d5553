// One patch: its true and its predicted pixels, and what becomes of their difference in each loss.
import { foldOut } from "../fold/fold.js";
import { tell } from "../shared/events.js";
import { partOf, rowColumn } from "../shared/grid.js";
import { colourer, fillLegend } from "../shared/scale.js";
import { decimal, fill, writeWords } from "../shared/words.js";

const MOST_NUMBERS = 6; // pixels in a row of which each has room for its number

/** The values of a patch from 0 to 1, [[red, green, blue], ...], row by row. */
function patchPixels(image, place, grid) {
  const [x, y, w, h] = partOf(image, place, grid), context = new OffscreenCanvas(w, h).getContext("2d");
  context.drawImage(image, x, y, w, h, 0, 0, w, h);
  const { data } = context.getImageData(0, 0, w, h);
  return Array.from({ length: w * h }, (_, i) => [0, 1, 2].map((k) => data[4 * i + k] / 255));
}

const short = (value) => decimal(value, 2);
const long = (value) => (value === null ? "–" : decimal(value, 4));
const grey = ([red, green, blue]) => (red + green + blue) / 3;

/** The value of this widget is the server's sums, a number a patch in each loss; it triggers `look` to have them. */
export function mount({ element, props, trigger, watch }) {
  const { words, difference } = props;
  let sums = null; // the server's: a number a patch in each loss, and the picture's
  let asked = null; // the prediction that they belong to
  const fold = foldOut({ element, props }, "one_patch", show), { find } = fold;

  function show(canvas) {
    if (!fold.isOpen) return tell("follow", { on: false });
    if (canvas.prediction !== asked) {
      asked = canvas.prediction;
      trigger("look");
    }
    if (!sums || sums.mask.length !== Math.ceil(canvas.hidden.length / 4)) return;
    if (canvas.looked === null || !canvas.follow) {
      // Nobody has pointed anywhere yet: the hidden patch that is worst
      const worst = sums.hidden.reduce((best, i) => (sums.l1[i] > sums.l1[best] ? i : best), sums.hidden[0] ?? 0);
      return tell("follow", { on: true, place: canvas.looked ?? worst });
    }
    describe(canvas);
  }

  function cells(name, pixels, columns, number) {
    // Pixels as squares, with their numbers where a pixel has one and there is room for it
    const box = find(`[data-cells="${name}"]`);
    box.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
    box.replaceChildren(...pixels.map((colour, i) => {
      const cell = document.createElement("span"), [red, green, blue] = colour;
      cell.style.background = `rgb(${colour.join()})`;
      cell.style.color = 0.3 * red + 0.59 * green + 0.11 * blue > 128 ? "#000" : "#fff";
      if (columns <= MOST_NUMBERS && sums.channels === 1) cell.textContent = number(i);
      return cell;
    }));
  }

  function write(name, term, text) {
    find(`[data-sum=${name}]`).previousElementSibling.textContent = term;
    find(`[data-sum=${name}]`).textContent = text;
  }

  function describe(canvas) {
    const place = canvas.looked, grid = [canvas.rows, canvas.columns], wide = canvas.picture.width / canvas.columns;
    const [truth, said] = [canvas.picture, canvas.prediction].map((image) => patchPixels(image, place, grid));
    const bytes = (pixels) => pixels.map((pixel) => pixel.map((value) => Math.round(255 * value)));
    const apart = truth.map((pixel, i) => grey(said[i]) - grey(pixel));
    cells("true", bytes(truth), wide, (i) => short(grey(truth[i])));
    cells("predicted", bytes(said), wide, (i) => short(grey(said[i])));
    cells("difference", apart.map(colourer(difference)), wide, (i) => short(apart[i]));

    find("[data-word=predicted]").textContent = canvas.normalised ? words.predicted_borrowed : words.predicted;
    const isHidden = sums.hidden.includes(place), [row, column] = rowColumn(place, canvas.columns);
    find(".which").textContent = fill(isHidden ? words.hidden : words.visible, { row: row + 1, column: column + 1 });
    describeSums(place, truth, said, canvas.hidden.length);
  }

  function describeSums(place, truth, said, patches) {
    const valuesOf = (pixels) => pixels.flatMap((pixel) => pixel.slice(0, sums.channels)).map(short);
    const [trueValues, saidValues] = [truth, said].map(valuesOf), count = trueValues.length, { picture } = sums;
    const sum = (term) => {
      const written = (i) => fill(term, { true: trueValues[i], predicted: saidValues[i] });
      return `(${written(0)} + ${written(1)} + … + ${written(count - 1)})`;
    };
    const own = { own: long(sums.own[place]), perfect: long(sums.perfect?.[place] ?? 0) };
    write("l1", words.l1, `${sum("|{predicted} − {true}|")} / ${count} = ${long(sums.l1[place])}`);
    write("mse", words.mse, `${sum("({predicted} − {true})²")} / ${count} = ${long(sums.mse[place])}`);
    write("own", words.own, fill(words[`own_${sums.loss}`], own));
    const means = ["l1", "mse", "own", "edge", "whole"].map((key) => [key, long(picture[key])]);
    const hidden = sums.hidden.length, dB = (mse) => Math.min(100, -10 * Math.log10(mse)).toFixed(1);
    const [psnr, pasted] = [dB(picture.mse), dB((picture.mse * hidden) / patches)];
    const values = { ...Object.fromEntries(means), hidden, patches, psnr, pasted };
    const texts = [words.picture_sum, words[`picture_${sums.loss}`] ?? words.picture_own];
    const whole = texts.map((text) => fill(text, values)).join(" ");
    const isNothing = picture.mse === null;
    write("picture", words.picture, isNothing ? words.picture_nothing : whole);
    write("pasted", words.pasted, isNothing ? words.pasted_nothing : fill(words.pasted_sum, values));
    find(".unseen").textContent = fill(words.spoken, { l1: long(sums.l1[place]), mse: long(sums.mse[place]) });
  }

  writeWords(fold.section, words);
  fillLegend(find(".legend"), difference, ["{value}", "{value}"]);
  watch("value", () => {
    if (!props.value?.l1) return;
    sums = props.value;
    if (fold.isOpen) show(fold.canvas);
  });
}
