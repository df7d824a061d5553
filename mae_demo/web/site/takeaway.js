// What is taken away from the playground without a server: its pictures and the mask as PNG, and a card to share.
import { shareable } from "../shared/address.js";
import { listen, tell } from "../shared/events.js";
import { boxOf, partOf } from "../shared/grid.js";
import { hatchHidden } from "../shared/patches.js";
import { fill, hiddenOf } from "../shared/words.js";

const LARGE = 448; // pixels of the longer side of a picture whose hidden patches are hatched
const CARD = [1200, 630], MARGIN = 48, GAP = 24, MOST = 378; // as mae_demo/sharing.py
const INK = "#222", QUIET = "#5a6473", ACCENT = "#0f766e", PAPER = "#fff";
const LINE = 130; // letters of the link in a line of the card
const SHOWS_SEAMS = ["reconstructed", "card"];

function canvasOf(width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  return [canvas, canvas.getContext("2d")];
}

/** A picture as large as its longer side fits `side` by whole pixels; larger ones stay. */
function magnified(picture, side, smooth) {
  const factor = smooth ? 1 : Math.max(1, Math.floor(side / Math.max(picture.width, picture.height)));
  const [canvas, context] = canvasOf(picture.width * factor, picture.height * factor);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return [canvas, context];
}

/** Each makes a canvas of what the three pictures show (`Drawn` of shared/events.js). */
const MAKE = {
  original: ({ picture }) => magnified(picture, 1, true)[0],
  masked({ picture, hidden, rows, columns }) {
    const [canvas, context] = magnified(picture, LARGE, false);
    hatchHidden(context, hidden, [rows, columns]);
    return canvas;
  },
  reconstructed({ picture, blended, prediction: own, hidden, rows, columns }) {
    const [canvas, context] = magnified(picture, 1, true), grid = [rows, columns];
    const prediction = blended ?? own;
    hidden.forEach((covered, place) => {
      if (covered) context.drawImage(prediction, ...partOf(prediction, place, grid), ...boxOf(canvas, place, grid));
    });
    return canvas;
  },
  /** White = hidden, as large as the picture. */
  mask({ picture, hidden, rows, columns }) {
    const [canvas, context] = canvasOf(picture.width, picture.height);
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = PAPER;
    hidden.forEach((covered, place) => covered && context.fillRect(...boxOf(canvas, place, [rows, columns])));
    return canvas;
  },
};

/** The card of mae_demo/sharing.py: three pictures under a title, a line of figures, and the link. */
function card(drawn, { words, figures, link }) {
  const [canvas, context] = canvasOf(...CARD), room = CARD[0] - 2 * MARGIN, counts = hiddenOf(drawn.hidden);
  const write = (text, x, y, size, colour) => {
    Object.assign(context, { font: `${size}px system-ui, sans-serif`, textBaseline: "top", fillStyle: colour });
    context.fillText(text, x, y, CARD[0] - MARGIN - x);
  };
  context.fillStyle = PAPER;
  context.fillRect(0, 0, ...CARD);
  write(fill(words.card, counts), MARGIN, 30, 34, INK);
  const shown = ["original", "masked", "reconstructed"];
  const side = Math.min(Math.floor((room - 2 * GAP) / 3), MOST), top = 124;
  let left = Math.floor((CARD[0] - 3 * side - 2 * GAP) / 2);
  for (const key of shown) {
    const picture = MAKE[key](drawn), scale = side / Math.max(picture.width, picture.height);
    const [width, height] = [picture.width, picture.height].map((length) => Math.round(length * scale));
    write(words[key], left, top - 32, 24, QUIET);
    context.imageSmoothingEnabled = drawn.smooth;
    context.drawImage(picture, left + (side - width) / 2, top + (side - height) / 2, width, height);
    left += side + GAP;
  }
  const key = figures.masked_psnr === null ? "nothing_measured" : "filled_by";
  const name = drawn.blended ? fill(words.seams_blended, { name: drawn.name }) : drawn.name;
  const line = fill(words[key], { ...counts, name, masked_psnr: figures.masked_psnr });
  write(line, MARGIN, top + side + 20, 24, ACCENT);
  for (const [i, text] of [link.slice(0, LINE), link.slice(LINE, 2 * LINE)].entries())
    write(text, MARGIN, top + side + 62 + 20 * i, 16, QUIET);
  return canvas;
}

/** The name of a file: of the checkpoint, of the settings where they roll the mask, and whether seams are blended. */
export function fileName(key, { name, strategy, ratio, seed, balance, custom, blended }) {
  const balanced = strategy === "selective" ? `-balance${balance}` : "";
  const mask = custom ? "custom" : `${strategy}${balanced}-${ratio}-seed${seed}`;
  return `${name}-${mask}${blended && SHOWS_SEAMS.includes(key) ? "-blended" : ""}-${key}.png`;
}

/** Wire the buttons of #takeaway. @param desk of desk.js */
export function takeawayOf({ words: { takeaway: words } }, desk) {
  const root = document.querySelector("#takeaway"), download = root.querySelector("#download");
  let drawn = null;

  function figuresNow() {
    const { state } = desk.canvas, { shown, changes, result } = state;
    const isOfThis = Boolean(drawn.blended) === ((result?.unblended ?? null) !== null); // seams may be blended since
    const isMeasured = shown === changes && result && isOfThis;
    return { masked_psnr: isMeasured ? result.masked_psnr ?? null : null };
  }

  root.addEventListener("click", ({ target }) => {
    const key = target.dataset.file;
    if (!key || !drawn?.prediction) return;
    // The address of a file is of no use to others
    const link = location.protocol.startsWith("http") ? shareable(location.href) : "";
    const made = key === "card" ? card(drawn, { words, figures: figuresNow(), link }) : MAKE[key](drawn);
    made.toBlob((content) => {
      URL.revokeObjectURL(download.href);
      download.href = URL.createObjectURL(content);
      const { name, blended } = drawn, { custom } = desk.canvas.props.value;
      download.download = fileName(key, { ...desk.chosen, name, custom, blended });
      tell("made", { file: { url: download.href, orig_name: download.download }, isShared: key === "card" });
    }, "image/png");
  });
  listen("drawn", (now) => { drawn = now; }, { late: true });
}
