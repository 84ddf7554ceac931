"""What a browser is asked about a page that it shows: whether anything sticks out, and what axe has to say of it."""

from __future__ import annotations

from collections import defaultdict

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script
#: How wide the page is that the browser shows.
WIDE = "() => document.documentElement.scrollWidth"
#: The words that stand in two lines, but for those so long that a phone has to break them, and for addresses.
BROKEN = r"""() => {
  const unseen = (part) => part && (getComputedStyle(part).clipPath !== "none" || unseen(part.parentElement));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    for (const part of data.matchAll(/\S+/g)) {
      if (/[@/0-9]/.test(part[0])) continue;
      for (const word of part[0].matchAll(/\p{L}+/gu)) {
        if (word[0].length > 20) continue;
        const range = document.createRange();
        range.setStart(texts.currentNode, part.index + word.index);
        range.setEnd(texts.currentNode, part.index + word.index + word[0].length);
        const boxes = [...range.getClientRects()].filter((box) => box.width > 1);
        const lines = new Set(boxes.map((box) => Math.round(box.top)));
        if (lines.size > 1 && !unseen(parentElement)) found.push(word[0]);
      }
    }
  }
  return found;
}"""
#: All that axe has to say but of contrast, to which five sixths of its time would go.
SAID = """async () => {
  const found = await axe.run({ resultTypes: ["violations"], rules: { "color-contrast": { enabled: false } } });
  return found.violations.map((each) => [each.id, each.nodes[0].html]);
}"""
#: What axe has to say of contrast, where texts look as none that it found good before. Contrast follows from how a text
#: looks: from what it and each element around it is, and how that is drawn. One of the texts that look the same is
#: asked about; where axe cannot tell for that one, the others are, unless the same stood in the same place before.
#: Of what is clipped, or lies on a picture, axe cannot tell at all.
CONTRAST = """async (before) => {
  const good = new Set(before), looks = new Map(), asked = new Map(), told = new Set(), bad = new Map();
  const DRAWN = ["color", "backgroundColor", "backgroundImage", "opacity", "filter", "mixBlendMode", "textShadow",
    "fontSize", "fontWeight", "position", "zIndex", "overflow", "visibility", "clipPath"];
  const hash = (text) => {
    let [one, other] = [0xdeadbeef, 0x41c6ce57];
    for (let place = 0; place < text.length; place++) {
      one = Math.imul(one ^ text.charCodeAt(place), 2654435761);
      other = Math.imul(other ^ text.charCodeAt(place), 1597334677);
    }
    return `${one >>> 0}.${other >>> 0}`;
  };
  const lookOf = (part) => {
    if (!part) return "";
    if (!looks.has(part)) {
      const style = getComputedStyle(part);
      const beside = ["::before", "::after"].map((name) => getComputedStyle(part, name)).map((drawn) =>
        [drawn.content, drawn.backgroundColor, drawn.backgroundImage, drawn.position]);
      const self = [part.localName, part.getAttribute("class"), part.type, part.inert,
        part.matches(":disabled, [aria-disabled]"), ...DRAWN.map((name) => style[name]), ...beside];
      looks.set(part, hash(`${lookOf(part.parentElement)} ${self.join()}`));
    }
    return looks.get(part);
  };
  const placeOf = (part) => {
    const box = part.getBoundingClientRect();
    return hash([lookOf(part), part.textContent, box.x, box.y + scrollY, box.width, box.height].join());
  };
  const unheard = (part) => getComputedStyle(part).backgroundImage !== "none" || clipped(part);
  const clipped = (part) => part && (getComputedStyle(part).clipPath !== "none" || clipped(part.parentElement));
  const speaks = (part) => part.matches("input, select, textarea")
    || [...part.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
  const ask = async (parts) => {
    if (!parts.length) return;
    const only = { runOnly: ["color-contrast"], elementRef: true, selectors: false };
    const found = await axe.run({ include: parts }, only);
    for (const each of found.passes) for (const node of each.nodes) told.add(lookOf(node.element));
    for (const each of found.violations) for (const node of each.nodes) {
      bad.set(lookOf(node.element), [each.id, node.html]);
    }
  };
  for (const part of document.body.querySelectorAll("*")) {
    if (!speaks(part) || unheard(part) || !part.checkVisibility()) continue;
    if (good.has(lookOf(part)) || good.has(placeOf(part))) continue;
    asked.set(lookOf(part), [...(asked.get(lookOf(part)) ?? []), part]);
  }
  await ask([...asked.values()].map((parts) => parts[0]));
  const untold = [...asked].filter(([look]) => !told.has(look) && !bad.has(look)).map(([, parts]) => parts);
  await ask(untold.flatMap((parts) => parts.slice(1)));
  const silent = untold.flat().filter((part) => !bad.has(lookOf(part)));
  return { bad: [...bad.values()], known: [...[...told].filter((look) => !bad.has(look)), ...silent.map(placeOf)] };
}"""
#: How texts look of which axe was asked, by the width of the window: once for all pages of a test process.
ASKED: defaultdict[int, set[str]] = defaultdict(set)


def fits(page: Page, width: int) -> None:
    """Show the page in a width: nothing sticks out, and no word is broken."""
    page.set_viewport_size({"width": width, "height": 900})
    assert (page.evaluate(WIDE) <= width, page.evaluate(BROKEN)) == (True, []), width


def axe_says(page: Page, width: int) -> list[tuple[str, str]]:
    """Return what axe finds wrong in the page as it is shown in `width`: the rule, and the first place that breaks it.

    The page must know axe.
    """
    contrast = page.evaluate(CONTRAST, list(ASKED[width]))
    ASKED[width].update(contrast["known"])
    return [tuple(each) for each in (*page.evaluate(SAID), *contrast["bad"])]
