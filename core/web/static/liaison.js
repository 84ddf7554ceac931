/* What a page does better with a script. Everything works without it. */
"use strict";

const announce = (words) => {
  const place = document.getElementById("announce");
  if (place && place.textContent !== words) place.textContent = words;
};

const fetchPage = async (address, headers = {}) => {
  const answer = await fetch(address, { headers, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return { page: new DOMParser().parseFromString(await answer.text(), "text/html"), address: answer.url };
};

/* A page that answers a form is left like any other: back and reload open its address, and send nothing again. Where
   something is to be corrected the browser may send it again, for nothing typed is to be lost. */
if (document.body.hasAttribute("data-answers") && !document.querySelector(".errors")) {
  history.replaceState(null, "", location.href);
}

/* The menu on a phone. */
for (const button of document.querySelectorAll("[data-menu]")) {
  const nav = document.getElementById(button.getAttribute("aria-controls"));
  const open = (yes) => {
    button.setAttribute("aria-expanded", String(yes));
    nav.classList.toggle("is-open", yes);
  };
  button.addEventListener("click", () => open(button.getAttribute("aria-expanded") !== "true"));
  nav.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
    open(false);
    button.focus();
  });
}

/* The list of what is wrong takes the focus. Its links put the cursor into the field. */
document.querySelector("[data-focus]")?.focus();

/* A form is sent once, even when pressed twice; coming back to the page makes it usable again. */
const free = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
    if (button.dataset.words) button.textContent = button.dataset.words;
  }
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  const button = event.submitter;
  if (!button) return;
  button.setAttribute("aria-disabled", "true");
  if (button.dataset.busy) {
    button.dataset.words = button.textContent;
    button.textContent = button.dataset.busy;
    announce(button.dataset.busy);
  }
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));

/* Long work: ask once a second, put the answer in place, and show the whole page when the work is done. */
let tenths = 0;
const poll = async () => {
  const here = document.querySelector("[data-poll]");
  if (!here) return;
  try {
    const { page } = await fetchPage(location.href, { "X-Fragment": "progress" });
    const next = page.querySelector("[data-poll]");
    if (!next) return location.reload();
    const count = next.querySelector("[data-progress]");
    const now = Math.floor(Number(count?.dataset.progress ?? 0) / 10);
    if (now !== tenths) announce(count?.textContent.trim() ?? "");
    tenths = now;
    here.replaceWith(document.importNode(next, true));
    setTimeout(poll, 1000);
  } catch {
    setTimeout(poll, 5000);
  }
};
if (document.querySelector("[data-poll]")) setTimeout(poll, 1000);

/* A part that follows the filters is put in anew: what was unfolded stays so, and the cursor where it was. */
const follow = (part, found) => {
  if (!found) return;
  const here = part.contains(document.activeElement) ? document.activeElement : null;
  const unfolded = [...part.querySelectorAll("details[id]")].map((each) => [each.id, each.open]);
  const fresh = document.importNode(found, true);
  part.replaceWith(fresh);
  for (const [id, open] of unfolded) {
    const again = document.getElementById(id);
    if (again) again.open = open;
  }
  if (!here) return;
  const same = (each) => each.name === here.name && each.value === here.value;
  ([...fresh.querySelectorAll("input")].find((each) => here.name && same(each)) ?? document.getElementById(here.id))?.focus();
};

/* Where there is room beside the list, what narrows it is unfolded. */
if (matchMedia("(min-width: 60em)").matches) for (const each of document.querySelectorAll("details[data-wide]")) each.open = true;

/* Filters answer while one types; only the list is replaced, so the cursor stays where it is. */
for (const form of document.querySelectorAll("form[data-auto]")) {
  let waiting = 0;
  let latest = 0;
  const show = async () => {
    const turn = ++latest;
    const address = new URL(form.action || location.href);
    address.search = new URLSearchParams(
      [...new FormData(form)].filter(([, value]) => typeof value === "string" && value !== ""),
    );
    const list = document.getElementById(form.dataset.auto);
    list?.setAttribute("aria-busy", "true");
    try {
      const { page, address: shown } = await fetchPage(address);
      const next = page.getElementById(form.dataset.auto);
      if (turn !== latest) return;
      if (!next || !list) return form.submit();
      list.replaceWith(document.importNode(next, true));
      history.replaceState(null, "", shown);
      for (const part of document.querySelectorAll("[data-follow]")) follow(part, part.id && page.getElementById(part.id));
      announce(next.querySelector("[data-announce]")?.textContent.trim() ?? "");
    } catch {
      if (turn === latest) form.submit();
    }
  };
  const soon = (milliseconds) => {
    clearTimeout(waiting);
    waiting = setTimeout(show, milliseconds);
  };
  form.addEventListener("input", (event) => soon(event.target.matches("input:not([type=checkbox], [type=radio])") ? 350 : 0));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    soon(0);
  });
}

/* What is typed into a form with a draft name survives a closed page, in this tab only; never a password or a file. */
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${location.pathname}:${form.dataset.draft}`;
  const fields = () => [...form.elements].filter((field) => field.name && !["hidden", "password", "file", "submit"].includes(field.type));
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    for (const field of document.querySelector("[data-focus]") ? [] : fields()) {
      const name = `${field.name}=${["checkbox", "radio"].includes(field.type) ? field.value : ""}`;
      if (!(name in kept)) continue;
      if (["checkbox", "radio"].includes(field.type)) field.checked = kept[name];
      else field.value = kept[name];
    }
  } catch {
    sessionStorage.removeItem(key);
  }
  form.addEventListener("input", () => {
    const now = {};
    for (const field of fields()) {
      if (["checkbox", "radio"].includes(field.type)) now[`${field.name}=${field.value}`] = field.checked;
      else now[`${field.name}=`] = field.value;
    }
    sessionStorage.setItem(key, JSON.stringify(now));
  });
}
/* The page that says "received" names the draft that is no longer needed. */
for (const done of document.querySelectorAll("[data-draft-done]")) {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("draft:") && key.endsWith(`:${done.dataset.draftDone}`)) sessionStorage.removeItem(key);
  }
}

/* On paper the address of a page is whole; that of a person, and a number, stand there already. */
window.addEventListener("beforeprint", () => {
  for (const link of document.querySelectorAll("main a[href]:not([href^='#'], [href^='mailto:'], [href^='tel:'])")) link.dataset.address = link.href;
});
