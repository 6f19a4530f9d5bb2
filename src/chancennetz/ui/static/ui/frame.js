// The page frame: menus, theme, dialogs, confirmations, printing.

const THEME_COOKIE = "chancennetz_theme";

function setTheme(theme) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = theme ? 31536000 : 0;
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
  if (theme) document.documentElement.dataset.kernTheme = theme;
  else delete document.documentElement.dataset.kernTheme;
  for (const button of document.querySelectorAll("[data-theme-switch] [data-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.theme === theme));
  }
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  const target = event.target;
  closeMenus(target.closest("details[data-menu]"));

  const theme = target.closest("[data-theme-switch] [data-theme]");
  if (theme) setTheme(theme.dataset.theme);

  const opener = target.closest("[data-dialog-open]");
  const dialog = opener && document.getElementById(opener.dataset.dialogOpen);
  if (dialog && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    dialog.showModal();
  }
  if (target instanceof HTMLDialogElement) target.close(); // the backdrop was clicked

  const dismiss = target.closest("[data-dismiss]");
  if (dismiss) {
    const toast = dismiss.closest(".cn-toast");
    toast.remove();
    document.getElementById("content").focus({ preventScroll: true });
  }
  if (target.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = document.querySelector("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.getElementById("cn-search-input");
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (search && !typing && search.offsetParent) {
      event.preventDefault();
      search.focus();
    }
  }
});

// A partial answer of htmx with an error still is a page to read.
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if (status === 422 || status === 409) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// The current tab is in sight, also when the row of tabs is longer than the phone is wide.
for (const tab of document.querySelectorAll(".cn-tabs a[aria-current]")) {
  const row = tab.closest(".cn-tabs");
  row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}
