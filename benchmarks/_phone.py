"""The start page on an old phone: bytes over the air, and when one can type. Chromium, slowed down as Lighthouse does.

1.6 Mbit/s down, 0.75 up, 150 ms to and fro, a processor four times slower, nothing in the cache. "usable" is the moment
when the question is painted and its field can be filled (the page needs no script for that).
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import Any

#: Mbit/s are divided by 8 for bytes.
_NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
    "connectionType": "cellular4g",
}
_SLOWER = 4
_PAINTED = """() => new Promise((done) => {
    const paint = () => performance.getEntriesByName("first-contentful-paint")[0];
    const wait = () => paint() && document.readyState !== "loading" ? done(paint().startTime) : setTimeout(wait, 5);
    wait();
})"""
_NAVIGATION = """() => {
    const one = performance.getEntriesByType("navigation")[0];
    return [one.responseStart, one.domInteractive, one.loadEventEnd];
}"""


@dataclass(frozen=True)
class Opened:
    """A page as opened once: bytes over the air, number of requests, milliseconds from the tap on the link."""

    size: int
    requests: int
    first_byte: float
    usable: float
    loaded: float


def chromium() -> str | None:
    """Return the installed Chromium, None without one."""
    return os.environ.get("CHANCENNETZ_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def _open(browser: Any, address: str) -> Opened:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="de-DE", device_scale_factor=2)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", _NETWORK)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    sizes: list[int] = []
    tools.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(address, wait_until="load")
    painted = page.evaluate(_PAINTED)
    page.locator("#q").fill("Schulden")
    first_byte, interactive, loaded = page.evaluate(_NAVIGATION)
    context.close()
    return Opened(sum(sizes), len(sizes), first_byte, max(painted, interactive), loaded)


def measure(address: str, times: int = 5) -> list[Opened]:
    """Open a page several times, each time with an empty cache; empty without Chromium."""
    found = chromium()
    if found is None:
        return []
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        _open(browser, address)
        opened = [_open(browser, address) for _time in range(times)]
        browser.close()
    return sorted(opened, key=lambda one: one.usable)
