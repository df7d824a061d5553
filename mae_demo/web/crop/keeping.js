// The visitor's own picture, kept in their browser as long as the tab is open, so that it survives a reload.
//
// Only what was made small is kept, up to a megabyte or two. A browser that refuses, or has no room, keeps nothing.

const KEY = "own-picture", FRAME = "own-picture-frame";

/** The browser's store, or null where it allows none. */
function store() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/** Keep a picture in place of the one before, whose frame is forgotten. @param {File} file */
export async function keep(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let characters = "";
  for (let start = 0; start < bytes.length; start += 0x8000)
    characters += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  forget();
  try {
    store()?.setItem(KEY, JSON.stringify({ name: file.name, type: file.type, content: btoa(characters) }));
  } catch {
    // It is full: the picture stands as long as the page does
  }
}

/** @returns {File?} the picture that is kept */
export function kept() {
  const text = store()?.getItem(KEY);
  if (!text) return null;
  const { name, type, content } = JSON.parse(text);
  return new File([Uint8Array.from(atob(content), (character) => character.charCodeAt(0))], name, { type });
}

/** Keep which part of it the model gets: {x, y, side}. */
export function keepFrame(frame) {
  if (store()?.getItem(KEY)) store().setItem(FRAME, JSON.stringify(frame));
}

/** @returns {{x: number, y: number, side: number}?} that part */
export function keptFrame() {
  return JSON.parse(store()?.getItem(FRAME) ?? "null");
}

/** Keep neither any longer. */
export function forget() {
  for (const key of [KEY, FRAME]) store()?.removeItem(key);
}
