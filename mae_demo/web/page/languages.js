// The switch of languages, and links that lead out of the page and have to keep its language.
import { addressOf } from "../shared/address.js";

const KEY = "lang";
const CLASS = "gradio_api/web/class/"; // pages for the teacher and for paper

/** Where a link leads is written when somebody is about to follow it, for the address says what stands just then. */
export function keepLanguage() {
  const write = ({ target }) => {
    const link = target.closest?.("a[href]");
    if (link?.closest("#languages")) link.href = addressOf(location.href, { [KEY]: link.hreflang });
    else if (link?.href.includes(CLASS))
      link.href = addressOf(link.href, { [KEY]: new URLSearchParams(location.search).get(KEY) });
  };
  for (const kind of ["pointerdown", "focusin", "click"]) document.addEventListener(kind, write, true);
}
