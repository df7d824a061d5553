// The part that is cut from a visitor's own picture, moved by mouse, finger or arrow keys. `at` is where it stands:
// x and y from 0 to 1 between the edges, side as a percentage of what fits. The server cuts (crop.py).
const { words } = props;
const root = element.querySelector(".crop");
const find = (selector) => root.querySelector(selector);
const [picture, frame, side] = ["img", ".part", "input"].map(find);
let at = { x: 0.5, y: 0.5, side: 100 }, size = [1, 1]; // height and width, whose shape the part has

function extent() {
  // Width and height of the part, as shares of the picture's
  const { naturalWidth: w, naturalHeight: h } = picture, [tall, wide] = size;
  const scale = (Math.min(w / wide, h / tall) * at.side) / 100;
  return [(wide * scale) / w, (tall * scale) / h];
}

function draw() {
  const [wide, tall] = extent(), percent = (share) => `${100 * share}%`;
  Object.assign(frame.style, {
    width: percent(wide), height: percent(tall), left: percent(at.x * (1 - wide)), top: percent(at.y * (1 - tall)),
  });
  side.value = at.side;
}

function move(change) {
  const within = (share) => Math.min(Math.max(share, 0), 1);
  at = { ...at, ...change };
  at = { ...at, x: within(at.x), y: within(at.y), side: Math.min(Math.max(at.side, 20), 100) };
  draw();
  props.value = at;
  trigger("input");
}

let grip = null; // the pointer that drags, and where it and the frame were
frame.addEventListener("pointerdown", (event) => {
  frame.setPointerCapture(event.pointerId);
  grip = { pointer: event.pointerId, left: event.clientX, top: event.clientY, ...at };
});
frame.addEventListener("pointermove", (event) => {
  if (event.pointerId !== grip?.pointer) return;
  const [wide, tall] = extent(), { width, height } = picture.getBoundingClientRect();
  const shift = (pixels, size, share) => (share < 1 ? pixels / (size * (1 - share)) : 0);
  move({ x: grip.x + shift(event.clientX - grip.left, width, wide), y: grip.y + shift(event.clientY - grip.top, height, tall) });
});
for (const type of ["pointerup", "pointercancel"]) frame.addEventListener(type, () => (grip = null));
frame.addEventListener("keydown", (event) => {
  const steps = {
    ArrowLeft: { x: at.x - 0.05 }, ArrowRight: { x: at.x + 0.05 }, ArrowUp: { y: at.y - 0.05 }, ArrowDown: { y: at.y + 0.05 },
    "+": { side: at.side + 5 }, "-": { side: at.side - 5 },
  };
  if (!steps[event.key]) return;
  event.preventDefault();
  move(steps[event.key]);
});
side.addEventListener("input", () => move({ side: Number(side.value) }));

// A picture that is pasted or dropped anywhere on the playground goes the way of a chosen one. While the page is still
// on its way to what its address asks for, the last that came is kept: it goes to the checkpoint that is asked for
let kept = null;
function bring(files) {
  const file = [...files].find((each) => each.type.startsWith("image/")), page = document.documentElement;
  const input = document.querySelector("#image-column input[type=file]");
  const isSeen = document.querySelector("#playground").checkVisibility({ visibilityProperty: true });
  if (!file || !input || !isSeen || page.matches("[data-hide~=image], [data-hide~=upload]")) return false;
  if (page.matches(".restoring")) {
    kept = file;
    return true;
  }
  const handed = new DataTransfer();
  handed.items.add(file);
  input.files = handed.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}
addEventListener("restored", () => { if (kept) bring([kept]); }, { once: true });
addEventListener("paste", (event) => { if (bring(event.clipboardData.files)) event.preventDefault(); });
// No dropped file ever takes the page's place, whatever it is
const ofFiles = (event) => [...event.dataTransfer.types].includes("Files");
addEventListener("dragover", (event) => { if (ofFiles(event)) event.preventDefault(); });
addEventListener("drop", (event) => {
  if (!ofFiles(event)) return;
  event.preventDefault();
  bring(event.dataTransfer.files);
});

find("label span").textContent = words.side;
frame.setAttribute("aria-label", words.frame);
picture.addEventListener("load", () => {
  find(".whole").style.setProperty("--aspect", picture.naturalWidth / picture.naturalHeight);
  draw();
});
watch("value", () => {
  if (!props.value?.picture) return;
  ({ x: at.x, y: at.y, side: at.side, size } = props.value);
  find("p").textContent = props.value.on_paper ? `${words.what} ${words.on_paper}` : words.what;
  picture.src = props.value.picture;
});
