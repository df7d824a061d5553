// The address says what stands on the page, so that it can be kept, sent and opened again. It is written while a person
// works, without a reload and without asking the server; the server reads it when the page is opened.
import { addressOf, OWN, settingsOf } from "../shared/address.js";
import { listen, tell } from "../shared/events.js";
import { shareable } from "../shared/shareable.js";
import { pause } from "./again.js";

const SPACES = "https://huggingface.co"; // a Space stands there in a frame
const WRITE_AFTER = 300; // milliseconds: browsers allow about three changes of the address a second

/** A button that copies the link. It listens to what the page tells; `open` asks for the page where it did not come. */
export function mount({ element, props, trigger }) {
  const { words } = props, root = element.querySelector(".link"), [button, field, said] = root.children;
  const views = () => [...document.querySelectorAll(".trio [data-view]")];
  const opened = new URLSearchParams(location.search);
  let state = {}; // what stands: a value for each key of the address, null where the key is left out
  let ready = false; // whether the page stands as the address asked
  let timer = null;
  let refusals = 0; // before the page stood

  function replace(values) {
    history.replaceState(history.state, "", addressOf(location.href, values));
    if (!props.space || window.parent === window) return;
    const { search, hash } = new URL(shareable(location.href));
    window.parent.postMessage({ queryString: search.slice(1), hash }, SPACES);
  }

  function write() {
    if (!ready) return;
    // Not with every step of a stroke or a slider
    clearTimeout(timer);
    timer = setTimeout(() => {
      replace(state);
      document.documentElement.classList.add("mended"); // what was wrong with the old address is of no interest now
    }, WRITE_AFTER);
  }

  function restored() {
    // Who waited for what the address asks, waits no more
    document.documentElement.classList.remove("opening");
    tell("restored");
  }

  function open() {
    // The first picture is there
    restored();
    if (opened.has("forgotten")) replace({ forgotten: null });
    const look = () => {
      const view = views().find((each) => each.getAttribute("aria-checked") === "true").dataset.view;
      state.view = view === views()[0].dataset.view ? null : view;
    };
    look();
    ready = true;
    new MutationObserver(() => { look(); write(); })
      .observe(document.querySelector(".trio"), { subtree: true, attributeFilter: ["aria-checked"] });
  }

  button.addEventListener("click", async () => {
    field.value = shareable(addressOf(location.href, state));
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = words.copied;
      setTimeout(() => (said.textContent = ""), 3000);
    } catch {
      // No secure connection, or the browser says no: the person copies it
      field.hidden = false;
      field.select();
      said.textContent = words.copy_yourself;
    }
  });
  button.textContent = words.copy;
  field.setAttribute("aria-label", words.field);

  listen("standing", (values) => {
    state = { ...state, ...settingsOf(values) };
    button.textContent = state.image === OWN ? words.copy_without : words.copy;
    write();
  }, { late: true });
  listen("stroke", (mask) => { // heard also while the server is away, and kept for when the page opens anew
    state.mask = mask;
    write();
  });
  listen("tab", (name) => {
    state.tab = name;
    write();
  }, { late: true });
  listen("painted", open, { once: true, late: true });
  listen("refused", () => {
    if (!props.asks_again) return restored();
    if (ready) return;
    document.documentElement.classList.remove("opening"); // what is said is to be seen
    const seconds = pause(refusals++, Math.random());
    setTimeout(() => trigger("open"), 1000 * seconds);
    tell("waiting", { seconds: Math.ceil(seconds) });
  });
  // A picture that the server keeps no more, or a server that was started anew: open what the address says
  listen("expired", (detail) => {
    const own = state.image === OWN;
    const values = { ...state, ...detail, image: own ? null : state.image, forgotten: own ? OWN : null };
    setTimeout(() => location.replace(addressOf(location.href, values)));
  });
}
