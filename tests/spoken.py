"""What a page says, all of it, and which of that is English though the page speaks another language."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from mae_demo.lessons import lessons
from mae_demo.text import ENGLISH, about, languages, speaking, text

# What is for eyes or ears: text, and attributes that are read out or pop up; hidden or not, for it may be shown later
SAID = """() => {
  const said = [document.title];
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const silent = ["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT"];
  for (let node; (node = nodes.nextNode()); ) {
    if (node.nodeType === Node.ELEMENT_NODE) {
      for (const name of ["aria-label", "title", "placeholder", "alt"])
        if (node.hasAttribute(name)) said.push(node.getAttribute(name));
    } else if (!silent.includes(node.parentElement.tagName)) said.push(node.data);
  }
  return said.map((each) => each.replace(/\\s+/g, " ").trim()).filter((each) => /\\p{L}/u.test(each));
}"""
# Until nothing has changed for half a second
QUIET = """() => new Promise((done) => {
  let timer = null;
  const observer = new MutationObserver(() => wait());
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { observer.disconnect(); done(); }, 500);
  };
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  wait();
})"""
VALUE = re.compile(r"\{[^}]*\}")
GLUE = r"\{[^}]*\}|\*\*|`[^`]*`|\]\([^)]*\)|<[^>]*>|[\[\]|#*]|\n"  # around literal words: values, and Markdown's signs


def everything_said(page: Page) -> set[str]:
    """What each tab says, with each of its panels, and with all that folds out."""
    said = set()
    tabs = page.locator("[role=tablist]").first.get_by_role("tab")
    for place in range(tabs.count()):
        tabs.nth(place).click()
        inner = page.locator("#panels [role=tab]")
        for panel in range(inner.count() if inner.first.is_visible() else 1):
            if inner.first.is_visible():
                inner.nth(panel).click()
            for fold in page.locator(".label-wrap:not(.open):visible, details:not([open]) > summary:visible").all():
                fold.click()
            page.evaluate(QUIET)
            said |= {*page.evaluate(SAID)}
    return said


def english_left(said: set[str], language: str) -> set[str]:
    """What of that is a sentence of the English texts, with any values filled in, or holds a part of one that has at
    least three words; and is none of the other language's."""
    english, other = everything_written(ENGLISH), everything_written(language)
    here = "\n".join(other)
    parts = {part.strip(" .,;:") for each in english - other for part in re.split(GLUE, each)}
    parts = {part for part in parts if len(re.findall(r"[A-Za-z]{2,}", part)) >= 3 and part not in here}
    whole = [template(each) for each in english - other if re.search(r"[A-Za-z]{4}", VALUE.sub("", each))]
    named = {*languages().values()}  # each by its own name, in every language
    return {
        each
        for each in said - named
        if each in english - other or any(part in each for part in parts) or any(one.fullmatch(each) for one in whole)
    }


def template(sentence: str) -> re.Pattern:
    """What a sentence can become when its values are filled in."""
    return re.compile(".+".join(map(re.escape, VALUE.split(sentence))))


def everything_written(language: str) -> set[str]:
    """Every sentence of a language: texts, lessons, and About by its paragraphs."""
    with speaking(language):
        written = {value for section in text(language).values() for value in section.values()}
        written |= {*about().split("\n\n")}
        for lesson in lessons(language):
            written |= {lesson.title, lesson.goal, lesson.question, lesson.why, lesson.solution, lesson.next.do}
            written |= {each for answer in lesson.answers for each in (answer.text, answer.reply)}
            written |= {each for step in lesson.steps for each in (step.do, step.read)}
    return {re.sub(r"\s+", " ", each).strip() for each in written} | written
