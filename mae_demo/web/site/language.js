// The page in another language than English. index.html has said which one it is to be, by <html lang>; English words
// are hidden until this has put the others in their place. site/languages.py wrote them.

/** What is told in English, with what is told otherwise: of objects and lists what differs, by key. */
export function merged(told, otherwise) {
  if (otherwise === null || typeof otherwise !== "object" || Array.isArray(otherwise)) return otherwise;
  const all = Array.isArray(told) ? [...told] : { ...told };
  for (const [key, value] of Object.entries(otherwise)) all[key] = key in all ? merged(all[key], value) : value;
  return all;
}

/** A language's words: a file beside the page, or what the page itself holds under an id. */
async function wordsAt(address) {
  if (address.startsWith("#")) return JSON.parse(document.getElementById(address.slice(1)).textContent);
  return (await fetch(new URL(address, document.baseURI))).json();
}

/** What the page is told, in its language; where its words cannot be had, it stays English. @param given {languages} */
export async function inItsLanguage(given) {
  const { documentElement: root } = document, english = document.querySelector("main"), { lang } = root;
  if (lang === english.lang) return given;
  try {
    const { title, main, given: otherwise } = await wordsAt(given.languages[lang]);
    Object.assign(root, { lang }); // an error of something else may have turned it to English meanwhile
    document.title = title;
    const pictures = [...english.querySelectorAll("img[src^='data:']")].map(({ src }) => src); // the same in all
    english.outerHTML = main;
    document.querySelectorAll("main img[src='']").forEach((image, place) => (image.src = pictures[place]));
    return merged(given, otherwise);
  } catch (error) {
    root.lang = english.lang;
    console.warn(error);
    return given;
  }
}
