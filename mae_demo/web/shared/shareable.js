// The address as others may have it.

/** What a frame tells the page around it, and others by a link: keys that begin with __ are Gradio's and the Space's
 * own, and may hold an access token. @returns {string} the same address without them */
export function shareable(href) {
  const url = new URL(href);
  for (const key of [...url.searchParams.keys()]) if (key.startsWith("__")) url.searchParams.delete(key);
  return url.href;
}
