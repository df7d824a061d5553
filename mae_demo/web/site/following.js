// A link is followed within the page, without a reload, as a lesson leads from step to step: what web/link triggers.
import { tell } from "../shared/events.js";
import { PANELS } from "../shared/state.js";

/**
 * @param {(query: URLSearchParams) => Promise} stand shows what a link says of the Playground
 * @param {(name: string) => void} openTab @param {string} first the tab that is open where a link names none
 * @param compare of compare.js @param {{open: (panel: string, query: URLSearchParams) => void}} lab of lab.js
 * @returns what to do with each event of the link, whose value is {query}
 */
export function following({ stand, openTab, first, compare, lab }) {
  let standing = Promise.resolve();
  let latest = null; // what was followed last: who has gone on meanwhile is not led back
  const inPanel = (panel) => (query) => {
    openTab("lab");
    lab.open(panel, query);
  };
  const follow = {
    go(query) {
      standing = stand(query).then(() => { if (!query.has("compare")) compare.arrive(); });
      if (!query.has("compare")) openTab(query.get("tab") ?? first);
      tell("gone"); // what is chosen stands at once, so no older answer comes after a newer one
    },
    open_tab: (query) => openTab(query.get("tab")),
    open_compare: (query) => standing.then(() => {
      if (query !== latest) return;
      compare.choose(query.get("compare").split(","));
      openTab("compare");
    }),
    ...Object.fromEntries(Object.keys(PANELS).map((panel) => [`open_${panel}`, inPanel(panel)])),
  };
  return Object.fromEntries(Object.entries(follow).map(([event, act]) => [event, ({ query }) => {
    latest = new URLSearchParams(query);
    return act(latest);
  }]));
}
