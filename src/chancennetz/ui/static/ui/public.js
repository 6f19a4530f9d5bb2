// On a wide screen the filters stand open beside the results; on a phone they wait folded, and stay as they were.

const parts = () => document.querySelectorAll("[data-open-wide]");
let open = matchMedia("(min-width: 1000px)").matches;
const apply = () => parts().forEach((part) => { part.open ||= open; });
apply();
document.addEventListener("htmx:beforeSwap", () => parts().forEach((part) => { open = part.open; }));
document.addEventListener("htmx:afterSettle", apply);
