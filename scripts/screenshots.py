"""Takes the pictures of README and handbook from a running demo instance into docs/images/.

    CHANCENNETZ_DEMO=1 .venv/bin/chancennetz serve --port 8077
    .venv/bin/python scripts/screenshots.py --url http://127.0.0.1:8077

Signs in with the buttons of the demo login, so only invented families are shown. Needs a Chromium and the packages of
requirements-dev.lock. Pictures get a palette of 256 colours: sharp text, a quarter of the size.
"""

from __future__ import annotations

import argparse
import dataclasses
import io
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PHONE = {"width": 390, "height": 800}
DESKTOP = {"width": 1280, "height": 860}


@dataclasses.dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file name, who looks (nobody signs in without a role), at which address, on what.

    In the address `{family}` stands for a family of that person, the first whose page has what `needs` (a CSS selector)
    names. `follow` is the beginning of a link on that page: the
    picture shows where the first such link leads.
    """

    name: str
    role: str
    address: str
    phone: bool = False
    dark: bool = False
    follow: str = ""
    needs: str = ""


SHOTS = (
    Shot("day-desktop", "counsellor", "/day/"),
    Shot("day-phone", "counsellor", "/day/", phone=True),
    Shot("contact-phone", "counsellor", "/cases/{family}/contacts/new/", phone=True),
    Shot("family-desktop", "counsellor", "/families/{family}/"),
    Shot("family-phone-dark", "counsellor", "/families/{family}/", phone=True, dark=True),
    Shot("goals-desktop", "counsellor", "/cases/{family}/goals/"),
    Shot("search-before-create", "counsellor", "/cases/new/"),
    Shot("consents-desktop", "counsellor", "/consents/{family}/"),
    Shot("target-desktop", "project_lead", "/monitoring/"),
    Shot("areas-desktop", "admin", "/places/"),
    Shot("case-desktop", "counsellor", "/cases/{family}/"),
    Shot("readers-desktop", "counsellor", "/families/{family}/readers/"),
    Shot("map-desktop", "", "/map/de/"),
    Shot("offer-phone", "", "/map/de/find/?q=Schulden", phone=True, follow="/map/de/offer/"),
    Shot("assessment-desktop", "counsellor", "/assessments/{family}/"),
    Shot("resource-map-desktop", "counsellor", "/assessments/{family}/map/", needs="main svg circle"),
    Shot("share-desktop", "counsellor", "/consents/{family}/share/"),
    Shot("referrals-desktop", "counsellor", "/referrals/{family}/"),
    Shot("conferences-desktop", "counsellor", "/conferences/{family}/", needs="main li a"),
    Shot("supervision-desktop", "team_lead", "/caseload/supervision/"),
    Shot("retention-desktop", "privacy", "/retention/"),
    Shot("letters-desktop", "counsellor", "/dossier/{family}/letters/"),
    Shot("offers-desktop", "network", "/offers/"),
    Shot("take-up-desktop", "planner", "/take-up/"),
)


def _chromium() -> str:
    found = os.environ.get("CHANCENNETZ_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        sys.exit("No Chromium found. Install the package chromium, or name one in CHANCENNETZ_CHROMIUM.")
    return found


def _sign_in(page: Page, url: str, role: str) -> None:
    page.goto(f"{url}/account/login/")
    page.locator(f'form:has(input[name="role"][value="{role}"]) button').click()
    page.wait_for_load_state()


def _families(page: Page, url: str) -> list[str]:
    """Return the ids of the families of the list, the one that waits longest first."""
    page.goto(f"{url}/cases/")
    addresses = (link.get_attribute("href") or "" for link in page.locator('a[href^="/families/"]').all())
    found = (re.fullmatch(r"/families/([0-9a-f-]{36})/", one) for one in addresses)
    return list(dict.fromkeys(match.group(1) for match in found if match))


def _open(page: Page, url: str, shot: Shot) -> None:
    """Go to the page of a picture."""
    families = _families(page, url) if "{family}" in shot.address else [""]
    for family in families:
        address = shot.address.format(family=family)
        answer = page.goto(url + address, wait_until="networkidle")
        if answer is None or answer.status != 200:
            sys.exit(f"{shot.name}: {address} answers {answer.status if answer else 'nothing'}")
        if not shot.needs or page.locator(shot.needs).count():
            break
    if shot.follow:
        page.locator(f'main a[href^="{shot.follow}"]').first.click()
        page.wait_for_load_state("networkidle")


def _small(png: bytes) -> bytes:
    """Return the picture with a palette of 256 colours."""
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _take(browser: Browser, url: str, shot: Shot) -> bytes:
    how: dict[str, Any] = {"device_scale_factor": 1.5} if shot.phone else {}
    context = browser.new_context(
        viewport=PHONE if shot.phone else DESKTOP,  # type: ignore[arg-type]
        locale="de-DE",
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
        **how,
    )
    try:
        page = context.new_page()
        if shot.role:
            _sign_in(page, url, shot.role)
        _open(page, url, shot)
        return page.screenshot()
    finally:
        context.close()


def _chosen(names: list[str]) -> Iterator[Shot]:
    unknown = sorted(set(names) - {shot.name for shot in SHOTS})
    if unknown:
        sys.exit(f"There is no picture {', '.join(unknown)}. There are: {', '.join(shot.name for shot in SHOTS)}")
    return (shot for shot in SHOTS if not names or shot.name in names)


def main() -> None:
    """Take all pictures, or those that are named."""
    parser = argparse.ArgumentParser(description="Take the pictures of README and handbook.")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of a running demo instance")
    parser.add_argument("names", nargs="*", help="only these pictures")
    arguments = parser.parse_args()
    shots = list(_chosen(arguments.names))
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_chromium(),
            args=["--no-sandbox", "--disable-gpu"],
            env=dict(os.environ) | {"LANGUAGE": "de", "LANG": "de_DE.UTF-8"},  # calendars of date fields speak it
        )
        for shot in shots:
            picture = _small(_take(browser, arguments.url.rstrip("/"), shot))
            (IMAGES / f"{shot.name}.png").write_bytes(picture)
            print(f"{shot.name}.png  {len(picture) / 1024:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main()
