"""The part of KERN that public pages load is made of KERN as it is now, and holds every class that they use."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ROOMS = PROJECT / "src" / "chancennetz"
PAGES = ROOMS / "publicmap" / "templates"
#: Parts that public pages draw.
DRAWN = ("ui/templates/ui/parts/alert.html", "ui/templates/ui/parts/button.html", "figures/templates/figures/map.html")


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(PROJECT / "scripts" / "public_styles.py"))


def test_the_file_is_what_the_script_makes(script: dict[str, Any]) -> None:
    assert script["TARGET"].read_text(encoding="utf-8") == script["made"](), "run scripts/public_styles.py"
    assert script["TARGET"].stat().st_size < 30_000


def test_every_class_of_a_public_page_is_kept(script: dict[str, Any]) -> None:
    files = [*PAGES.rglob("*.html"), *(ROOMS / name for name in DRAWN)]
    used = set(re.findall(r"\bkern-[a-z_-]+[a-z0-9]", "".join(path.read_text(encoding="utf-8") for path in files)))
    used -= {"kern-theme", "kern-btn--"}  # an attribute; a kind that is filled in
    assert used <= script["CLASSES"]


def test_rules_and_tokens_are_cut_to_what_is_used(script: dict[str, Any]) -> None:
    source = (
        '@charset "UTF-8";:root{--a: 1px;--b: var(--a);--c: 3px}.kern-btn,.kern-card{margin:var(--b)}'
        '@media print{.kern-card{color:red}.kern-btn:not(.kern-card){content:"};"}}p{color:blue}'
    )
    rules = script["cut"](source, "").splitlines()[1:]
    assert rules == [
        ":root{--a: 1px;--b: var(--a)}",
        ".kern-btn{margin:var(--b)}",
        '@media print{.kern-btn:not(.kern-card){content:"};"}}',
        "p{color:blue}",
    ]
    assert ":root{--a: 1px;--b: var(--a);--c: 3px}" in script["cut"](source, "a{top:var(--c)}")
