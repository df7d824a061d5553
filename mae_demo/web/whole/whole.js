// Every patch hidden once: the masks that divide the patches, and the picture of what each of them hid.
import { foldOut } from "../fold/fold.js";
import { pixelErrors } from "../shared/errors.js";
import { fromHex } from "../shared/hex.js";
import { hatchHidden } from "../shared/patches.js";
import { loaded } from "../shared/pictures.js";
import { radios } from "../shared/radios.js";
import { fillLegend, heatMap } from "../shared/scale.js";
import { fill, writeWords } from "../shared/words.js";

const MOST_SHOWN = 8; // of the masks

/** The value of this widget is {parts}, how many masks are asked for, and then the answer; it triggers `look`. */
export function mount({ element, props, trigger, watch }) {
  const { words, colours } = props;
  let parts = props.first, asked = [], whole = null, prediction = null;
  const fold = foldOut({ element, props }, "whole", show), { find } = fold;

  function show(canvas) {
    if (!fold.isOpen) return;
    const now = [parts, canvas.name, canvas.picture.src ?? canvas.picture]; // no address: drawn by the page itself
    if (now.every((each, i) => each === asked[i])) return; // what is painted changes nothing here
    asked = now;
    ask();
  }

  function ask() {
    props.value = { parts };
    trigger("look");
  }

  function offer(counts) {
    // As the keyboard left them, where they are the same as before
    if ([...find(".parts").children].map((each) => Number(each.textContent)).join() === counts.join()) return;
    radios(find(".parts"), counts.map((count) => [count, String(count)]), parts, (count) => {
      parts = count;
      show(fold.canvas);
    });
  }

  async function receive(value) {
    if (!value?.picture) return;
    if (value.asked !== parts) return ask(); // another number was chosen while this was on its way
    parts = value.parts; // the most that are offered for this picture, where it has fewer patches
    asked[0] = parts;
    props.value = { parts };
    offer(value.offered);
    [whole, prediction] = [value, await loaded(value.picture)];
    describe(fold.canvas);
  }

  function thumbnail({ picture, smooth, rows, columns }, mask) {
    // The picture as one of the network's runs got it
    const [width, height] = [160, Math.round((160 * picture.height) / picture.width)];
    const small = Object.assign(document.createElement("canvas"), { width, height }), context = small.getContext("2d");
    context.imageSmoothingEnabled = smooth;
    context.drawImage(picture, 0, 0, width, height);
    hatchHidden(context, fromHex(mask, rows * columns), [rows, columns]);
    return small;
  }

  function describe(canvas) {
    const count = whole.masks.length, more = count - MOST_SHOWN, { picture, smooth } = canvas;
    find(".masks").replaceChildren(...whole.masks.slice(0, MOST_SHOWN).map((mask) => thumbnail(canvas, mask)));
    const rest = Object.assign(document.createElement("span"), { textContent: fill(words.more, { more }) });
    if (more > 0) find(".masks").append(rest);
    find(".masks").setAttribute("aria-label", fill(words.masks_alt, { count }));
    draw(".result", prediction, smooth, words.assembled);
    draw(".error", heatMap(pixelErrors(picture, prediction), picture.width, colours), false, words.error);
    const { masked_psnr: psnr, masked_ssim: ssim, masked_l1: l1, patches } = whole.figures;
    const few = Math.floor(patches / count), many = Math.ceil(patches / count);
    const said = fill(words.figures, {
      count, patches, hidden: few === many ? few : fill(words.or, { few, many }), percent: Math.round(100 / count),
      psnr: psnr.toFixed(1), ssim: ssim.toFixed(2), l1: l1.toFixed(3), pixels: picture.width * picture.height,
    });
    find(".figures").textContent = canvas.normalised ? `${said} ${words.borrowed}` : said;
  }

  function draw(selector, image, smooth, label) {
    const panel = find(selector), context = panel.getContext("2d");
    panel.height = Math.round((panel.width * image.height) / image.width);
    context.imageSmoothingEnabled = smooth;
    context.drawImage(image, 0, 0, panel.width, panel.height);
    panel.setAttribute("aria-label", label);
  }

  writeWords(fold.section, words);
  find(".how").textContent = words.how;
  find(".parts").setAttribute("aria-label", words.masks);
  fillLegend(find(".legend"), colours, [words.legend_low, words.legend_high]);
  watch("value", () => receive(props.value));
}
