"""Assets: what is shipped is what the manifest says; nothing inline, nothing from elsewhere."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

import chancennetz
from chancennetz.ui import apps

ROOM = Path(apps.__file__).parent
PACKAGE = Path(chancennetz.__file__).parent
VENDOR = ROOM / "static" / "vendor"
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))


def test_vendored_files_are_unchanged_and_all_listed() -> None:
    manifest = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    listed = {name: digest for package in manifest for name, digest in package["files"].items()}
    shipped = {
        path.relative_to(ROOM).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in (VENDOR, ROOM / "fonts")
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert shipped == listed
    assert all(package["licence"] and package["version"] for package in manifest)


@pytest.mark.parametrize("path", sorted((ROOM / "static").rglob("*.[jc]s*")), ids=lambda path: path.name)
def test_no_dangling_source_map_and_no_address_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "sourceMappingURL" not in text
    for target in re.findall(r"url\(\s*[\"']?([^\"')]+)", text) if path.suffix == ".css" else []:
        assert target.startswith(("data:", "#")) or (path.parent / target).resolve().is_file(), target


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_hold_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on|hx-vars|\sjs:", text)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert not re.search(r"(?:src|href)=[\"']https?://", text)


def test_every_icon_that_templates_name_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "lucide" / "icons.svg").read_text(encoding="utf-8")))
    used = {
        (name, str(path.relative_to(PACKAGE)))
        for path in TEMPLATES
        for name in re.findall(r"(?:\{% icon |icon=)[\"']([a-z0-9-]+)[\"']", path.read_text(encoding="utf-8"))
    }
    used |= {
        (name, str(path.relative_to(PACKAGE)))
        for path in PACKAGE.glob("*/*.py")
        for name in re.findall(r"\bicon=\"([a-z0-9-]+)\"", path.read_text(encoding="utf-8"))
    }
    assert {(name, where) for name, where in used if name not in sprite} == set()
