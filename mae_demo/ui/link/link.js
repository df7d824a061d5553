// The address says what stands on the page, so that it can be kept, sent and opened again. It is written while a person
// works, without a reload and without asking the server; the server reads it when the page is opened (link.py).
const { words } = props;
const root = element.querySelector(".link");
const [button, field, said] = root.children;
const views = () => [...document.querySelectorAll(".trio [data-view]")];

const OWN = "own"; // in the place of a sample: a picture that is in no link
const opened = new URLSearchParams(location.search);

let state = {}; // what stands: a value for each key of the address, null where the key is left out
let ready = false; // whether the page stands as the address asked
let timer = null;

function address(values) {
  const url = new URL(location.href);
  for (const [key, value] of Object.entries(values))
    if (value === null) url.searchParams.delete(key);
    else url.searchParams.set(key, value);
  return url.href;
}

function write() {
  if (!ready) return;
  // Not with every step of a stroke or a slider: browsers allow about three changes of the address a second
  clearTimeout(timer);
  timer = setTimeout(() => {
    history.replaceState(history.state, "", address(state));
    document.documentElement.classList.add("mended"); // what was wrong with the old address is of no interest now
  }, 300);
}

function stand([checkpoint, strategy, ratio, seed, balance, { mask, image, drawn }]) {
  state = {
    ...state, image: image ?? OWN, checkpoint, strategy, ratio, seed,
    balance: strategy === "selective" ? balance : null,
    mask: drawn ? mask : null,
  };
  button.textContent = image === null ? words.copy_without : words.copy;
  write();
}

function restored() {
  // Who waited for what the address asks, waits no more
  document.documentElement.classList.remove("restoring");
  dispatchEvent(new Event("restored"));
}

function open() {
  // The first picture is there
  restored();
  if (opened.has("forgotten")) history.replaceState(history.state, "", address({ forgotten: null }));
  const look = () => {
    const view = views().find((each) => each.getAttribute("aria-checked") === "true").dataset.view;
    state.view = view === views()[0].dataset.view ? null : view;
  };
  look();
  ready = true;
  new MutationObserver(() => { look(); write(); })
    .observe(document.querySelector(".trio"), { subtree: true, attributeFilter: ["aria-checked"] });
}

function tab(name) {
  state.tab = name;
  write();
}

button.addEventListener("click", async () => {
  field.value = address(state);
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

root.addEventListener("standing", (event) => stand(event.detail));
root.addEventListener("tab", (event) => tab(event.detail));
addEventListener("painted", open, { once: true });
addEventListener("refused", restored, true);
// A picture that the server keeps no more, or a server that was started anew: open what the address says
addEventListener("forgotten", ({ detail }) => {
  const own = state.image === OWN;
  const url = address({ ...state, ...detail, image: own ? null : state.image, forgotten: own ? OWN : null });
  setTimeout(() => location.replace(url));
});
