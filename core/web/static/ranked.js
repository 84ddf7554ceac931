/* Choices in order, of components/ranked.html: one list in which one adds, drags and moves. What stands in the lists of
   the form is what is sent; without this script they are filled by hand. */
"use strict";

const MOST_FOUND = 8;

const folded = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
const made = (tag, className, text = "") => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
};

const rank = (field) => {
  const words = field.dataset;
  const selects = [...field.querySelectorAll(".ranked-fields select")];
  const search = field.querySelector(".ranked-search input");
  const options = new Map();
  for (const select of selects) {
    for (const option of select.options) {
      if (option.value && !options.has(option.value)) options.set(option.value, option);
    }
  }
  const titleOf = (value) => options.get(value)?.dataset.title ?? value;
  const aboutOf = (value) => options.get(value)?.dataset.about ?? "";
  const errors = new Map();
  for (const select of selects) {
    const error = select.closest(".field").querySelector(".error");
    if (error && select.value) errors.set(select.value, error.textContent.trim());
  }
  let chosen = selects.map((select) => select.value).filter(Boolean);

  const say = (text, value, at) => announce(text.replace("{what}", titleOf(value)).replace("{rank}", String(at + 1)));
  const list = made("ol", "ranked-list");
  const full = made("p", "ranked-note");
  const found = made("ul", "ranked-found");
  const count = made("p", "ranked-note");

  const write = () => {
    selects.forEach((select, at) => {
      const value = chosen[at] ?? "";
      if (value && ![...select.options].some((option) => option.value === value)) {
        select.append(options.get(value).cloneNode(true));
      }
      select.value = value;
    });
    selects[0].dispatchEvent(new Event("input", { bubbles: true }));
  };
  const button = (text, what, act) => {
    const element = made("button", "button button-plain", text);
    element.type = "button";
    element.append(made("span", "unseen", ` ${titleOf(what)}`));
    element.addEventListener("click", act);
    return element;
  };
  const moveTo = (value, at, focus) => {
    chosen = chosen.filter((each) => each !== value);
    chosen.splice(at, 0, value);
    write();
    show();
    say(words.now, value, at);
    const buttons = list.children[at].querySelectorAll("button");
    (buttons[focus === "down" && at < chosen.length - 1 && buttons.length > 2 ? 1 : 0] ?? buttons[0])?.focus();
  };
  const remove = (value) => {
    const at = chosen.indexOf(value);
    chosen = chosen.filter((each) => each !== value);
    errors.delete(value);
    write();
    show();
    say(words.gone, value, at);
    (list.children[Math.min(at, chosen.length - 1)]?.querySelector("button") ?? search).focus();
  };
  const add = (value) => {
    chosen.push(value);
    write();
    show();
    say(words.now, value, chosen.length - 1);
    search.focus();
  };

  const drag = (item, handle, value) => {
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || chosen.length < 2) return;
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      item.classList.add("is-dragged");
      const move = (moved) => {
        const others = [...list.children].filter((each) => each !== item);
        const next = others.find((each) => {
          const box = each.getBoundingClientRect();
          return moved.clientY < box.top + box.height / 2;
        });
        if (next !== item.nextElementSibling) list.insertBefore(item, next ?? null);
      };
      const end = () => {
        handle.removeEventListener("pointermove", move);
        item.classList.remove("is-dragged");
        const at = [...list.children].indexOf(item);
        if (chosen.indexOf(value) !== at) moveTo(value, at, "up");
      };
      handle.addEventListener("pointermove", move);
      handle.addEventListener("pointerup", end, { once: true });
      handle.addEventListener("pointercancel", end, { once: true });
    });
  };

  const words_of = (value) => {
    const said = made("span", "ranked-words");
    said.append(made("span", "ranked-title", titleOf(value)), made("span", "ranked-about", aboutOf(value)));
    return said;
  };
  const show = () => {
    list.replaceChildren(
      ...chosen.map((value, at) => {
        const item = made("li", errors.has(value) ? "is-wrong" : "");
        item.dataset.value = value;
        const handle = made("span", "ranked-rank", String(at + 1));
        handle.title = words.drag;
        const acts = made("span", "ranked-acts");
        if (at > 0) acts.append(button(`↑ ${words.up}`, value, () => moveTo(value, at - 1, "up")));
        if (at < chosen.length - 1) acts.append(button(`↓ ${words.down}`, value, () => moveTo(value, at + 1, "down")));
        acts.append(button(words.remove, value, () => remove(value)));
        const said = words_of(value);
        if (errors.has(value)) said.append(made("span", "error", errors.get(value)));
        item.append(handle, said, acts);
        drag(item, handle, value);
        return item;
      }),
    );
    list.hidden = chosen.length === 0;
    full.textContent = chosen.length >= selects.length ? words.full : "";
    full.hidden = full.textContent === "";
    look();
  };
  const look = () => {
    const asked = folded(search.value).split(/\s+/).filter(Boolean);
    const room = chosen.length < selects.length;
    const fits = [...options.values()].filter(
      (option) => !chosen.includes(option.value) && asked.every((word) => folded(option.textContent).includes(word)),
    );
    const shown = room && asked.length > 0 ? fits.slice(0, MOST_FOUND) : [];
    found.replaceChildren(
      ...shown.map((option) => {
        const item = made("li", "");
        item.append(words_of(option.value), button(words.add, option.value, () => add(option.value)));
        return item;
      }),
    );
    found.hidden = shown.length === 0;
    count.textContent =
      !room || asked.length === 0 ? "" : fits.length ? words.found.replace("{num}", String(fits.length)) : words.none;
    count.hidden = count.textContent === "";
  };

  let waiting = 0;
  search.addEventListener("input", () => {
    look();
    clearTimeout(waiting);
    waiting = setTimeout(() => announce(count.textContent), 700);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  search.removeAttribute("name");
  field.querySelector(".ranked-search button").hidden = true;
  field.querySelector(".ranked-count")?.setAttribute("hidden", "");
  field.querySelector(".ranked-fields").hidden = true;
  field.querySelector(".ranked-search").before(list, full);
  field.querySelector(".ranked-search").after(count, found);
  show();

  /* The list of what is wrong leads to lists that are out of sight: then to the choice itself. */
  for (const link of document.querySelectorAll(".errors a[href^='#']")) {
    const at = selects.findIndex((select) => `#${select.id}` === link.getAttribute("href"));
    if (at < 0) continue;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      (list.children[at]?.querySelector("button") ?? search).focus();
    });
  }
};

document.querySelectorAll("[data-ranked]").forEach(rank);
