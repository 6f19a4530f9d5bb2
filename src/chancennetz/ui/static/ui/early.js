// Runs before the first paint: parts that need script become visible without a jump.
document.documentElement.classList.add("cn-js");
