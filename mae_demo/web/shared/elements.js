// Elements made by scripts.

/** An element with its properties and what is in it; null and "" are left out. */
export function make(tag, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside.filter((each) => each !== null && each !== ""));
  return element;
}
