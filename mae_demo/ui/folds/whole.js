// Every patch hidden once: the masks that share the patches out, and the picture of what each of them hid
const MOST_SHOWN = 8; // of the masks
let parts = props.first, asked = "", whole = null, prediction = null;

function show(canvas) {
  if (!isOpen()) return;
  const now = [parts, canvas.name, canvas.picture.src].join();
  if (now === asked) return; // what is painted changes nothing here
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
  radios(find(".parts"), counts.map((count) => [count, String(count)]), parts, (count) => { parts = count; show(canvas); });
}

async function receive(value) {
  if (!value?.picture) return;
  if (value.asked !== parts) return ask(); // another number was chosen while this was on its way
  parts = value.parts; // the most that are offered for this picture, where it has fewer patches
  asked = asked.replace(/^\d+/, parts);
  props.value = { parts };
  offer(value.offered);
  [whole, prediction] = [value, await load(value.picture)];
  describe();
}

function thumbnail(mask) {
  // The picture as one of the networks' runs got it
  const [width, height] = [160, Math.round((160 * canvas.picture.height) / canvas.picture.width)];
  const small = Object.assign(document.createElement("canvas"), { width, height }), context = small.getContext("2d");
  context.imageSmoothingEnabled = canvas.smooth;
  context.drawImage(canvas.picture, 0, 0, width, height);
  hatchHidden(context, fromHex(mask, canvas.rows * canvas.columns), [canvas.rows, canvas.columns]);
  return small;
}

function describe() {
  const more = whole.masks.length - MOST_SHOWN;
  find(".masks").replaceChildren(...whole.masks.slice(0, MOST_SHOWN).map(thumbnail));
  if (more > 0) find(".masks").append(Object.assign(document.createElement("span"), { textContent: fill(words.more, { more }) }));
  const { masked_psnr: psnr, masked_ssim: ssim, masked_l1: l1, patches } = whole.figures, count = whole.masks.length;
  find(".masks").setAttribute("aria-label", fill(words.masks_alt, { count }));
  draw(".result", prediction, canvas.smooth);
  const { width, height } = canvas.picture;
  draw(".error", heatMap(pixelErrors(canvas.picture, prediction), width, props.colours), false);
  const few = Math.floor(patches / count), many = Math.ceil(patches / count);
  const said = fill(words.figures, {
    count, patches, hidden: few === many ? few : fill(words.or, { few, many }), percent: Math.round(100 / count),
    psnr: psnr.toFixed(1), ssim: ssim.toFixed(2), l1: l1.toFixed(3), pixels: width * height,
  });
  find(".figures").textContent = canvas.normalised ? `${said} ${words.borrowed}` : said;
}

function draw(selector, image, smooth) {
  const panel = find(selector), context = panel.getContext("2d");
  panel.height = Math.round((panel.width * canvas.picture.height) / canvas.picture.width);
  context.imageSmoothingEnabled = smooth;
  context.drawImage(image, 0, 0, panel.width, panel.height);
  panel.setAttribute("aria-label", selector === ".error" ? words.error : words.assembled);
}

for (const each of section.querySelectorAll("[data-word]")) each.textContent = words[each.dataset.word];
find(".how").textContent = words.how;
find(".parts").setAttribute("aria-label", words.masks);
fillLegend(find(".legend"), props.colours, [words.legend_low, words.legend_high]);
watch("value", () => receive(props.value));
