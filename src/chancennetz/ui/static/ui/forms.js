// Forms: the first error gets the focus, a double click sends once, minutes have buttons and a stopwatch,
// and leaving with unsaved text is asked about when no draft keeps it.

function focusErrors(root) {
  const summary = root.querySelector("[data-error-summary]");
  if (summary) summary.focus();
}

// Double submit -------------------------------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-guard]") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  changed.delete(form);
  for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
  // A download or an answer that never comes must not lock the form for ever.
  setTimeout(() => release(form), 8000);
});

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
}

window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.matches("form[data-sent]")) release(event.target);
});

// Unsaved text --------------------------------------------------------------------------------------------------------

const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-unsaved]");
  if (form && !form.dataset.draftKey) changed.add(form);
});
window.addEventListener("beforeunload", (event) => {
  for (const form of changed) if (!form.isConnected) changed.delete(form);
  if (changed.size) event.preventDefault();
});

// Minutes and stopwatch -----------------------------------------------------------------------------------------------

function stepMinutes(box, direction) {
  const input = box.querySelector("input");
  const step = Number(box.dataset.minutes) || 5;
  const now = Number(input.value) || 0;
  const next = direction > 0 ? Math.floor(now / step + 1) * step : Math.ceil(now / step - 1) * step;
  input.value = String(Math.min(Math.max(next, Number(input.min) || 0), Number(input.max) || 1440));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function watchKey(input) {
  return `cn-stopwatch:${location.pathname}:${input.name}`;
}

function showWatch(box) {
  const button = box.querySelector("[data-stopwatch]");
  const text = box.querySelector("[data-stopwatch-text]");
  const input = box.querySelector("input");
  const started = Number(localStorage.getItem(watchKey(input)));
  button.setAttribute("aria-pressed", String(Boolean(started)));
  if (!started) {
    text.textContent = button.dataset.start;
    return;
  }
  const seconds = Math.max(0, Math.floor((Date.now() - started) / 1000));
  text.textContent = `${button.dataset.stop} · ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (button.isConnected) setTimeout(() => showWatch(box), 1000);
}

function toggleWatch(box) {
  const input = box.querySelector("input");
  const key = watchKey(input);
  const started = Number(localStorage.getItem(key));
  if (started) {
    localStorage.removeItem(key);
    const minutes = Math.max(1, Math.round((Date.now() - started) / 60000));
    input.value = String(Math.min((Number(input.value) || 0) + minutes, Number(input.max) || 1440));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    localStorage.setItem(key, String(Date.now())); // survives a locked phone and a reload
  }
  showWatch(box);
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-minutes]");
  if (!box) return;
  if (event.target.closest("[data-less]")) stepMinutes(box, -1);
  if (event.target.closest("[data-more]")) stepMinutes(box, 1);
  if (event.target.closest("[data-stopwatch]")) toggleWatch(box);
});

function prepare(root) {
  for (const box of root.querySelectorAll("[data-minutes]")) if (box.querySelector("[data-stopwatch]")) showWatch(box);
  focusErrors(root);
}

prepare(document);
document.addEventListener("htmx:afterSwap", (event) => prepare(event.target));
