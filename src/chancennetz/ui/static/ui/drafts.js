// Drafts: what is typed is kept on the server; offline or after the login ran out, in this browser. It comes back on
// reload and after login, and goes when the form was saved (the confirmation names the draft) or discarded.

const PREFIX = "cn-draft:";
const WAIT = 1200;
const KEEP_DAYS = 7;
const SKIP = new Set(["csrfmiddlewaretoken", "idempotency_token", "version"]);
const words = document.documentElement.lang.startsWith("de")
  ? {
      saved: "Entwurf gespeichert",
      local: "Entwurf auf diesem Gerät gespeichert. Er wird gesendet, sobald es geht.",
      restored: "Wir haben Ihren Entwurf wiederhergestellt.",
      discard: "Entwurf verwerfen",
    }
  : {
      saved: "Draft saved",
      local: "Draft kept on this device. It will be sent as soon as possible.",
      restored: "We restored your draft.",
      discard: "Discard draft",
    };

function readFields(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (SKIP.has(name) || value instanceof File) continue;
    (fields[name] ||= []).push(value);
  }
  for (const control of form.querySelectorAll("input[type=password]")) delete fields[control.name];
  return fields;
}

function writeFields(form, fields) {
  for (const control of form.elements) {
    if (!control.name || SKIP.has(control.name) || ["file", "password", "submit", "button"].includes(control.type)) continue;
    const values = fields[control.name];
    if (control.type === "checkbox" || control.type === "radio") control.checked = Boolean(values?.includes(control.value));
    else if (control.type === "select-multiple") for (const option of control.options) option.selected = Boolean(values?.includes(option.value));
    else if (control.type !== "hidden" && values) control.value = values[0];
  }
}

const local = {
  get(key) {
    try {
      const kept = JSON.parse(localStorage.getItem(PREFIX + key));
      return kept && Date.now() - kept.at < KEEP_DAYS * 86400000 ? kept : null;
    } catch {
      return null;
    }
  },
  set(key, fields) {
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), fields }));
      return true;
    } catch {
      return false; // storage is full or switched off
    }
  },
  remove: (key) => localStorage.removeItem(PREFIX + key),
};

function forgetOld() {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && !local.get(name.slice(PREFIX.length))) localStorage.removeItem(name);
  }
}

async function send(form, fields) {
  const url = form.dataset.draftUrl;
  if (!url || !navigator.onLine) return false;
  const body = JSON.stringify({ key: form.dataset.draftKey, fields });
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken?.value ?? "" },
      body,
      redirect: "manual", // a redirect means: the login ran out
      keepalive: body.length < 60000, // browsers refuse more after the page was left
    });
    return answer.ok;
  } catch {
    return false;
  }
}

function say(form, text) {
  const status = form.querySelector("[data-draft-status]");
  if (status && status.textContent !== text) status.textContent = text;
}

async function keep(form) {
  const key = form.dataset.draftKey;
  const fields = readFields(form);
  if (await send(form, fields)) {
    local.remove(key);
    say(form, words.saved);
  } else if (local.set(key, fields)) {
    say(form, words.local);
  }
}

function restore(form, fields) {
  writeFields(form, fields);
  const note = document.createElement("div");
  note.className = "cn-draft-note";
  note.setAttribute("role", "status");
  const text = document.createElement("span");
  text.textContent = words.restored;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "kern-btn kern-btn--tertiary";
  const label = document.createElement("span");
  label.className = "kern-label";
  label.textContent = words.discard;
  button.append(label);
  button.addEventListener("click", async () => {
    local.remove(form.dataset.draftKey);
    await send(form, {});
    form.reset();
    note.remove();
  });
  note.append(text, button);
  form.prepend(note);
}

async function stored(form) {
  const here = local.get(form.dataset.draftKey);
  const url = form.dataset.draftUrl;
  if (!url) return here?.fields;
  try {
    const address = new URL(url, location.href);
    address.searchParams.set("key", form.dataset.draftKey);
    const answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.status !== 200) return here?.fields;
    const there = await answer.json();
    return here && here.at > Date.parse(there.saved_at) ? here.fields : there.fields;
  } catch {
    return here?.fields;
  }
}

async function start(form) {
  if (form.dataset.draftReady) return;
  form.dataset.draftReady = "1";
  let timer = 0;
  let touched = false;
  form.addEventListener("input", () => {
    touched = true;
    clearTimeout(timer);
    timer = setTimeout(() => keep(form), WAIT);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    if (touched) local.set(form.dataset.draftKey, readFields(form)); // the answer may be the login page
  });
  document.addEventListener("visibilitychange", () => {
    if (touched && document.visibilityState === "hidden" && !form.dataset.sent) local.set(form.dataset.draftKey, readFields(form));
  });
  window.addEventListener("online", () => {
    if (local.get(form.dataset.draftKey)) keep(form);
  });
  if (form.hasAttribute("data-bound")) return; // the server gave back what was typed
  const fields = await stored(form);
  if (fields && Object.keys(fields).length && !touched) restore(form, fields);
}

forgetOld();
for (const done of document.querySelectorAll("[data-draft-done]")) local.remove(done.dataset.draftDone);
for (const form of document.querySelectorAll("form[data-draft-key]")) start(form);
document.addEventListener("htmx:afterSwap", (event) => event.target.querySelectorAll("form[data-draft-key]").forEach(start));
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-logout]")) return;
  for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
});
