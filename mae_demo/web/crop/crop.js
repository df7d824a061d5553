// The part that is cut from a visitor's own picture, moved by mouse, finger or arrow keys. The server cuts.
import { fill } from "../shared/words.js";
import { bringPictures } from "./bring.js";
import { extentOf, LIMITS, shift, within } from "./cutting.js";
import { keepFrame, keptFrame } from "./keeping.js";

/** The value of this widget is {x, y, side}, and then {x, y, side, picture, size, on_paper}. It triggers `input`. */
export function mount({ element, props, trigger, watch }) {
  const { words } = props, root = element.querySelector(".crop"), find = (selector) => root.querySelector(selector);
  const [picture, frame, side] = ["img", ".part", "input"].map(find);
  let at = { x: 0.5, y: 0.5, side: 100 }, size = [1, 1]; // height and width, whose shape the part has

  const extent = () => extentOf(at.side, { width: picture.naturalWidth, height: picture.naturalHeight }, size);

  function draw() {
    const [wide, tall] = extent(), percent = (fraction) => `${100 * fraction}%`;
    const [left, top] = [at.x * (1 - wide), at.y * (1 - tall)].map(percent);
    Object.assign(frame.style, { width: percent(wide), height: percent(tall), left, top });
    side.value = at.side;
  }

  function move(change) {
    at = within({ ...at, ...change });
    draw();
    props.value = at;
    keepFrame(at);
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
    const x = grip.x + shift(event.clientX - grip.left, width, wide);
    move({ x, y: grip.y + shift(event.clientY - grip.top, height, tall) });
  });
  for (const type of ["pointerup", "pointercancel"]) frame.addEventListener(type, () => (grip = null));
  frame.addEventListener("keydown", (event) => {
    const steps = {
      ArrowLeft: { x: at.x - 0.05 }, ArrowRight: { x: at.x + 0.05 },
      ArrowUp: { y: at.y - 0.05 }, ArrowDown: { y: at.y + 0.05 },
      "+": { side: at.side + 5 }, "-": { side: at.side - 5 },
    };
    if (!steps[event.key]) return;
    event.preventDefault();
    move(steps[event.key]);
  });
  side.addEventListener("input", () => move({ side: Number(side.value) }));

  function receive() {
    if (!props.value?.picture) return;
    ({ x: at.x, y: at.y, side: at.side, size } = props.value);
    find("p").textContent = props.value.on_paper ? `${words.what} ${words.on_paper}` : words.what;
    picture.src = props.value.picture;
    const before = keptFrame(); // of the same picture, before a reload
    if (before && ["x", "y", "side"].some((key) => before[key] !== at[key])) move(before);
  }

  const refusal = element.querySelector(".unreadable");
  bringPictures((kind) => {
    refusal.hidden = !kind;
    refusal.textContent = kind ? fill(words.unreadable, { kind }) : "";
  });
  [side.min, side.max] = LIMITS.side;
  find("label span").textContent = words.side;
  frame.setAttribute("aria-label", words.frame);
  picture.addEventListener("load", () => {
    find(".whole").style.setProperty("--aspect", picture.naturalWidth / picture.naturalHeight);
    draw();
  });
  receive();
  watch("value", receive);
}
