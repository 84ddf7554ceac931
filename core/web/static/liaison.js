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

/* A question that waits for the answer to another one is asked only where that was given. */
const arrange = () => {
  for (const part of document.querySelectorAll("[data-shown-if]")) {
    const value = part.dataset.shownIfValue;
    const given = [...document.getElementsByName(part.dataset.shownIf)].filter((field) => !field.closest("[data-shown-if][hidden]"));
    part.hidden = !given.some((field) =>
      ["checkbox", "radio"].includes(field.type) ? field.checked && (field.value === value || (field.value === "y" && value === "yes")) : field.value === value,
    );
    for (const words of part.querySelectorAll("[data-shown-if-words]")) words.hidden = true;
  }
};
arrange();
document.addEventListener("change", arrange);

/* What somebody writes is shown beside it as others will see it. */
for (const form of document.querySelectorAll("form[data-preview]")) {
  let waiting = 0;
  let latest = 0;
  const renew = async () => {
    const turn = ++latest;
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    body.set("preview", "1");
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body, credentials: "same-origin" });
      const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(form.dataset.preview);
      if (turn !== latest || !answer.ok || !next) return;
      document.getElementById(form.dataset.preview).replaceWith(document.importNode(next, true));
      arrange();
    } catch {
      /* The button shows it as well. */
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(renew, 600);
  });
}

/* What is typed into a form saves itself: some seconds after the last change, and at once when the page is left. What
   could not be saved stays in this tab, and stands in the form again. */
for (const form of document.querySelectorAll("form[data-draft-at]")) {
  const said = form.querySelector("[data-draft-said]");
  const version = form.elements.namedItem("draft_version");
  const key = `unsaved:${form.dataset.draftAt}`;
  const typed = () => {
    const secret = new Set([...form.elements].filter((field) => field.type === "password").map((field) => field.name));
    return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !secret.has(name));
  };
  const contents = () => JSON.stringify(typed().filter(([name]) => !["csrf_token", "draft_version"].includes(name)));
  /* Where something is to be corrected, what stands there is more than what was saved. */
  let saved = document.querySelector("[data-focus]") ? "" : contents();
  let waiting = 0;
  let since = 0;
  let busy = false;
  let stopped = false; /* Sent, or somebody has to decide first. */
  const say = (part) => {
    if (part && said.textContent.trim() !== part.textContent.trim()) said.replaceChildren(part);
  };
  const sayTemplate = (name) => say(form.querySelector(`template[${name}]`)?.content.cloneNode(true));
  const stash = () => {
    try {
      sessionStorage.setItem(key, JSON.stringify({ version: version.value, typed: typed() }));
    } catch {
      /* Without room in the browser nothing is kept there. */
    }
  };
  const post = () =>
    fetch(form.dataset.draftAt, {
      method: "POST",
      body: new URLSearchParams(typed()),
      headers: { "X-Fragment": "draft" },
      credentials: "same-origin",
      keepalive: true,
    });
  /* Somebody signed in again in another window: the page as it is now has a token that counts. */
  const renewToken = async () => {
    const { page } = await fetchPage(location.href);
    const fresh = page.querySelector("form[data-draft-at] [name=csrf_token]");
    if (!fresh) return false;
    for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = fresh.value;
    return true;
  };
  const save = async () => {
    clearTimeout(waiting);
    const now = contents();
    if (stopped || busy || now === saved) return;
    busy = true;
    since = 0;
    try {
      let answer = await post();
      if (answer.status === 400 && (await renewToken())) answer = await post();
      if (stopped) return;
      const told = answer.headers.get("X-Draft-Version");
      if (told === null) throw new Error(`${answer.status}`);
      const words = document.createElement("div");
      words.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
      say(words);
      if (answer.ok) {
        saved = now;
        version.value = told;
        sessionStorage.removeItem(key);
      } else if (answer.status === 409 || answer.status === 410) {
        stopped = true;
        said.dataset.other = told;
      }
    } catch (error) {
      if (stopped) return;
      stash();
      sayTemplate(["400", "401"].includes(error.message) ? "data-draft-signed-out" : "data-draft-unreachable");
      waiting = setTimeout(save, 15_000);
      return;
    } finally {
      busy = false;
    }
    if (!stopped && contents() !== saved) soon();
  };
  const soon = () => {
    clearTimeout(waiting);
    since ||= Date.now();
    waiting = setTimeout(save, Math.max(0, Math.min(3000, since + 20_000 - Date.now())));
  };
  if (said && !said.textContent.trim()) {
    const words = document.createElement("p");
    words.textContent = said.dataset.draftWords;
    said.replaceChildren(words);
  }
  /* What could not be saved before somebody had to sign in again, unless it was saved elsewhere since. */
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    sessionStorage.removeItem(key);
    if (kept && kept.version === version.value && !document.querySelector("[data-focus]")) {
      const left = kept.typed.filter(([name]) => !["csrf_token", "draft_version"].includes(name));
      for (const field of form.elements) {
        if (!field.name || ["csrf_token", "draft_version"].includes(field.name)) continue;
        if (["submit", "button", "password", "file", "fieldset"].includes(field.type)) continue;
        const mine = left.filter(([name]) => name === field.name).map(([, value]) => value);
        if (["checkbox", "radio"].includes(field.type)) field.checked = mine.includes(field.value);
        else if (field.type === "select-multiple") for (const option of field.options) option.selected = mine.includes(option.value);
        else if (mine.length) {
          field.value = mine[0];
          left.splice(left.findIndex(([name]) => name === field.name), 1);
        }
      }
    }
  } catch {
    sessionStorage.removeItem(key);
  }
  if (contents() !== saved) soon();
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => {
    stopped = true;
    clearTimeout(waiting);
    sessionStorage.removeItem(key);
  });
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-draft-anyway]")) return;
    version.value = said.dataset.other;
    stopped = false;
    saved = "";
    save();
  });
  const leave = () => {
    if (stopped || contents() === saved) return;
    stash();
    save();
  };
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? leave() : save()));
  window.addEventListener("online", save);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && !said?.dataset.other) stopped = false;
  });
}
for (const form of document.querySelectorAll("form[data-draft-drop]")) {
  form.addEventListener("submit", () => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("unsaved:")) sessionStorage.removeItem(key);
  });
}

/* On paper the address of a page is whole; that of a person, and a number, stand there already. */
window.addEventListener("beforeprint", () => {
  for (const link of document.querySelectorAll("main a[href]:not([href^='#'], [href^='mailto:'], [href^='tel:'])")) link.dataset.address = link.href;
});
