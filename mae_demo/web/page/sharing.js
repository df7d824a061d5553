// A file that was made is downloaded; one to post goes to a phone's share sheet together with the link.
import { shareable } from "../shared/address.js";
import { listen } from "../shared/events.js";

/** Listen to what was made. Without a share sheet, or where it does not take the file, that is downloaded, too. */
export function handOver() {
  // Gradio's own button, which nobody sees, gets the file after those who listen
  listen("made", ({ file, isShared }) => setTimeout(() => {
    const download = () => document.querySelector("#download").click();
    if (isShared && matchMedia("(hover: none)").matches && navigator.canShare) share(file, download);
    else download();
  }));
}

async function share({ url, orig_name, path }, download) {
  const content = await (await fetch(url)).blob(), { type } = content;
  const shared = { files: [new File([content], orig_name ?? path.split("/").pop(), { type })] };
  shared.url = shareable(location.href);
  if (!navigator.canShare(shared)) return download();
  navigator.share(shared).catch((error) => { if (error.name !== "AbortError") download(); }); // or it was closed
}
