// The address says what stands on the page, so that it can be kept, sent and opened again. It is written while a person
// works, without a reload and without asking the server; the server reads it when the page is opened.
import { addressOf, leadsTo, OWN, panelOf, settingsOf, shareable, valuesOf } from "../shared/address.js";
import { listen, tell } from "../shared/events.js";
import { pause } from "./again.js";

const EXPLORER = "latent_space"; // this panel's widget tells itself what it shows
const WITH_PAGE = ["open_tab", "open_compare"]; // no events of their own while the page opens
const SPACES = "https://huggingface.co"; // a Space stands there in a frame
const WRITE_AFTER = 300; // milliseconds: browsers allow about three changes of the address a second

/**
 * A button that copies the link; it listens to what the page tells. `open` asks for the page where it did not come. Its
 * value, {query}, is a link to go to within the page: `go` is triggered for what the Playground shows, `open_tab`,
 * `open_compare` and `open_<panel>` for those.
 */
export function mount({ element, props, trigger }) {
  const { words } = props, root = element.querySelector(".link"), [button, field, said] = root.children;
  const views = () => [...document.querySelectorAll(".trio [data-view]")];
  const opened = new URLSearchParams(location.search);
  // What stands; of the Playground and of a panel a value for each key of the address, null where the key is left out
  const stands = { playground: {}, stage: null, tab: null, compare: null, lab: null };
  let isOnWay = false; // whether a lesson's step leads elsewhere, and the page does not stand there yet
  let isPlain = true; // whether nobody has chosen anything on the Playground, and the address has not either
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
      // A page that is lost on the way to a step opens where that leads
      replace(valuesOf(isOnWay && stands.lesson ? onWay() : stands, { isShort: isPlain }));
      document.documentElement.classList.add("mended"); // what was wrong with the old address is of no interest now
    }, WRITE_AFTER);
  }

  /** Of what stands the lesson alone: it says what the page shows where nothing else is said. */
  function onWay() {
    const playground = Object.fromEntries(Object.keys(stands.playground).map((key) => [key, null]));
    return { playground, stage: null, tab: null, compare: null, lab: null, lesson: stands.lesson };
  }

  /** Whether the page stands already as a link says. */
  function isThere(query) {
    const values = { ...valuesOf(stands, { isShort: false }), tab: stands.tab };
    return [...query].every(([key, value]) => !(key in values) || String(values[key] ?? "") === value);
  }

  function choose() {
    // Somebody has chosen something on the Playground
    if (ready) isPlain = false;
    write();
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
      stands.playground.view = view === views()[0].dataset.view ? null : view;
    };
    look();
    ready = true;
    isPlain = !Object.keys(stands.playground).some((key) => opened.has(key));
    follow(opened, leadsTo(opened).filter((event) => event === "open_compare"));
    if (opened.has("stage")) tell("unfold", opened.get("stage"));
    new MutationObserver(() => { look(); choose(); })
      .observe(document.querySelector(".trio"), { subtree: true, attributeFilter: ["aria-checked"] });
  }

  button.addEventListener("click", async () => {
    field.value = shareable(addressOf(location.href, valuesOf(stands, { isShort: true })));
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
    const before = JSON.stringify(stands.playground), chosen = { ...stands.playground, ...settingsOf(values) };
    stands.playground = chosen;
    button.textContent = chosen.image === OWN ? words.copy_without : words.copy;
    if (JSON.stringify(chosen) === before) write();
    else choose();
  }, { late: true });
  listen("stroke", (mask) => { // heard also while the server is away, and kept for when the page opens anew
    stands.playground.mask = mask;
    choose();
  });
  listen("sample", ({ image }) => { // so, too
    stands.playground.image = image;
    choose();
  });
  // Answers may come in another order than they were asked for: one link at a time, and of those meanwhile the newest
  let going = null, next = null;
  function go(query) {
    if (going !== null) return (next = query);
    going = query;
    props.value = { query };
    trigger("go");
  }
  listen("gone", () => {
    const newest = next;
    going = next = null;
    if (newest !== null) return go(newest);
    isOnWay = false;
    write();
  });
  // A link to elsewhere than the Playground is told by where it leads
  for (const event of ["tab", "panel", "compared", "standing"])
    listen(event, () => { if (going === null) isOnWay = false; });
  function follow(query, events = leadsTo(query)) {
    for (const event of events) {
      if (event === "go") {
        go(String(query));
        continue;
      }
      props.value = { query: String(query) };
      trigger(event);
    }
  }
  listen("go", (link) => {
    const query = new URLSearchParams(link);
    isOnWay = leadsTo(query).includes("go") || !isThere(query); // 'gone' ends the first
    write();
    follow(query);
    tell("unfold", query.get("stage"));
  });
  // The Playground and the open tab come with the page; what is compared there waits for its picture
  follow(opened, leadsTo(opened).filter((event) => event.startsWith("open_") && !WITH_PAGE.includes(event)));

  // What an address asks for stands in it already, and a sentence on what is wrong with it stays to be read
  const awaited = new Set(["tab", "stage", "compare", "panel"].filter((key) => opened.has(key)));
  const isAsked = (key, value) => awaited.delete(key) && opened.get(key) === value;
  listen("tab", (name) => {
    stands.tab = name;
    if (!isAsked("tab", name)) write();
  }, { late: true });
  listen("compared", (names) => {
    stands.compare = names?.length ? names.join() : null;
    if (!isAsked("compare", stands.compare)) write();
  });
  listen("lesson", (lesson) => {
    stands.lesson = lesson;
    write();
  }, { late: true });
  listen("stage", ({ stage }) => {
    if (stage === stands.stage) return;
    stands.stage = stage;
    if (!isAsked("stage", stage)) write();
  });
  let explored = {}; // what the explorer of latent vectors shows
  const openPanel = (lab) => {
    if (JSON.stringify(lab) === JSON.stringify(stands.lab)) return;
    stands.lab = lab;
    if (!isAsked("panel", lab.panel)) write();
  };
  listen("panel", (told) => openPanel(told.panel === EXPLORER ? { panel: EXPLORER, ...explored } : panelOf(told)));
  listen("explored", ({ name, picture }) => {
    explored = { autoencoder: name, picture: picture ?? explored.picture };
    if (!stands.lab || stands.lab.panel === EXPLORER) openPanel({ panel: EXPLORER, ...explored });
  });
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
    const { playground } = stands, own = playground.image === OWN;
    const values = { ...valuesOf(stands, { isShort: false }), ...detail, forgotten: own ? OWN : null };
    if (own) values.image = null;
    setTimeout(() => location.replace(addressOf(location.href, values)));
  });
}
