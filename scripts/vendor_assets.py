"""Refresh the third-party assets that live in the repository, through npm.

A fresh machine needs no Node: what this script fetches is committed. Run it only to raise a version::

    python scripts/vendor_assets.py

Each file that is copied is listed in ``static/vendor/manifest.json`` with package, version, licence and
SHA-256. Source-map comments are removed, because the maps themselves are not shipped.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOM = Path(__file__).resolve().parent.parent / "src" / "chancennetz" / "ui"
VENDOR = ROOM / "static" / "vendor"
FONTS = ROOM / "fonts"
MAP_COMMENT = re.compile(rb"(?m)^\s*(//[#@]\s*sourceMappingURL=.*|/\*[#@]\s*sourceMappingURL=.*?\*/)\s*$")

ICON_NAMES = """
    accessibility activity alarm-clock archive archive-restore arrow-down arrow-left arrow-right arrow-up
    arrow-up-down at-sign baby backpack badge-check badge-info badge-percent ban banknote bed bell bell-ring bike
    blocks book-open bookmark brain briefcase building building-2 bus cake calculator calendar calendar-check
    calendar-clock calendar-days calendar-plus calendar-x camera car chart-bar chart-column chart-line chart-pie
    check chevron-down chevron-left chevron-right chevron-up chevrons-left chevrons-right circle circle-alert
    circle-check circle-dot circle-help circle-minus circle-plus circle-user circle-x clipboard clipboard-check
    clipboard-list clipboard-pen clock coins columns-2 columns-3 compass contact copy database door-open download
    ear ear-off ellipsis-vertical equal euro external-link eye eye-off file file-check file-down file-plus file-text
    file-up files filter fingerprint flag folder folder-open footprints frown gavel gift git-branch git-merge globe
    goal graduation-cap grid-2x2 group hammer hand hand-heart hand-helping handshake hard-drive hard-hat hash heart
    heart-handshake heart-pulse history hospital hourglass house house-plus id-card image import inbox info key
    key-round landmark languages laptop layers layout-dashboard library life-buoy lightbulb link list list-checks
    list-filter list-plus list-todo loader locate lock lock-open log-in log-out mail mail-open map map-pin
    map-pinned megaphone meh menu merge message-circle message-square messages-square milestone minus monitor moon
    network newspaper notebook notebook-pen octagon-alert package palette paperclip pause pen pen-line pencil
    percent phone piggy-bank pill pin play plus power presentation printer puzzle qr-code receipt refresh-cw repeat
    rotate-ccw rotate-cw route ruler save scale scan-line school scroll-text search send server settings share-2
    shield shield-alert shield-check shield-x shirt shopping-cart sigma signature siren sliders-horizontal
    smartphone smile sparkles speech split sprout square square-check square-pen stamp star stethoscope sticky-note
    store sun sun-moon table table-2 tag tags target thumbs-up ticket timer toy-brick train-front trash-2 tree-pine
    trees trending-down trending-up triangle-alert trophy undo-2 upload user user-check user-cog user-minus
    user-plus user-round user-search user-x users users-round utensils video volume-2 vote wallet warehouse
    waypoints wifi-off workflow wrench x zap
"""


@dataclass(frozen=True)
class Package:
    """One npm package: pinned version and the files wanted from it (source inside the package -> target)."""

    name: str
    version: str
    files: dict[str, Path] = field(default_factory=dict)


def _kern() -> Package:
    """KERN UX: tokens, components and the Fira Sans cuts the page uses."""
    target = VENDOR / "kern"
    files = {"dist/kern.min.css": target / "kern.min.css", "LICENSE.md": target / "LICENSE.md"}
    for cut in ("Regular", "Italic", "Medium", "SemiBold"):
        files[f"dist/fonts/fira-sans/FiraSans-{cut}.woff2"] = target / "fonts" / f"FiraSans-{cut}.woff2"
    return Package("@kern-ux/native", "2.7.2", files)


def _google(package: str, version: str, family: str, cuts: tuple[str, ...]) -> Package:
    """One font family as TrueType, for PDF and charts (both need outlines on the server)."""
    files = {f"{cut}/{family}_{cut}.ttf": FONTS / f"{family}-{cut.lstrip('0123456789')}.ttf" for cut in cuts}
    files["LICENSE_FONT"] = FONTS / f"{family}-LICENSE.txt"
    return Package(f"@expo-google-fonts/{package}", version, files)


PACKAGES = (
    _kern(),
    Package(
        "htmx.org",
        "2.0.11",
        {"dist/htmx.min.js": VENDOR / "htmx" / "htmx.min.js", "LICENSE": VENDOR / "htmx" / "LICENSE"},
    ),
    Package(
        "leaflet",
        "1.9.4",
        {
            "dist/leaflet-src.esm.js": VENDOR / "leaflet" / "leaflet-src.esm.js",
            "dist/leaflet.css": VENDOR / "leaflet" / "leaflet.css",
            "dist/images/layers.png": VENDOR / "leaflet" / "images" / "layers.png",
            "dist/images/layers-2x.png": VENDOR / "leaflet" / "images" / "layers-2x.png",
            "dist/images/marker-icon.png": VENDOR / "leaflet" / "images" / "marker-icon.png",
            "dist/images/marker-icon-2x.png": VENDOR / "leaflet" / "images" / "marker-icon-2x.png",
            "dist/images/marker-shadow.png": VENDOR / "leaflet" / "images" / "marker-shadow.png",
            "LICENSE": VENDOR / "leaflet" / "LICENSE",
        },
    ),
    Package(
        "@fontsource/noto-sans-arabic",
        "5.3.0",
        {
            "files/noto-sans-arabic-arabic-400-normal.woff2": VENDOR / "noto" / "NotoSansArabic-Regular.woff2",
            "files/noto-sans-arabic-arabic-600-normal.woff2": VENDOR / "noto" / "NotoSansArabic-SemiBold.woff2",
            "LICENSE": VENDOR / "noto" / "LICENSE",
        },
    ),
    Package(
        "lucide-static",
        "1.62.0",
        {"LICENSE": VENDOR / "lucide" / "LICENSE"},
    ),
    _google("fira-sans", "0.4.1", "FiraSans", ("400Regular", "400Regular_Italic", "600SemiBold")),
    _google("noto-sans", "0.4.2", "NotoSans", ("400Regular", "700Bold")),
    _google("noto-emoji", "0.4.7", "NotoEmoji", ("400Regular",)),
    _google("noto-sans-arabic", "0.4.3", "NotoSansArabic", ("400Regular", "700Bold")),
)


def _install(folder: Path) -> None:
    specs = [f"{package.name}@{package.version}" for package in PACKAGES]
    subprocess.run(
        ["npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", *specs], check=True
    )


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    if target.suffix in {".js", ".css"}:
        content = MAP_COMMENT.sub(b"", content).rstrip() + b"\n"
    target.write_bytes(content)


def _icon_sprite(folder: Path) -> Path:
    """Join the chosen Lucide icons into one sprite; each becomes a ``<symbol>`` with the icon's name as id."""
    symbols = []
    for name in sorted(ICON_NAMES.split()):
        text = (folder / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        body = re.search(r"<svg[^>]*>(.*)</svg>", text, re.DOTALL)
        if body is None:
            message = f"{name}.svg holds no drawing"
            raise ValueError(message)
        drawing = re.sub(r"\s*\n\s*", "", body.group(1))
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>')
    target = VENDOR / "lucide" / "icons.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n", encoding="utf-8"
    )
    return target


def _entry(package: Package, root: Path, targets: list[Path]) -> dict[str, object]:
    meta = json.loads((root / "package.json").read_text(encoding="utf-8"))
    return {
        "name": package.name,
        "version": meta["version"],
        "licence": meta["license"],
        "files": {
            target.relative_to(ROOM).as_posix(): hashlib.sha256(target.read_bytes()).hexdigest()
            for target in sorted(targets)
        },
    }


def main() -> None:
    """Fetch, copy, write the manifest."""
    for folder in (VENDOR, FONTS):
        shutil.rmtree(folder, ignore_errors=True)
    manifest = []
    with tempfile.TemporaryDirectory() as scratch:
        _install(Path(scratch))
        for package in PACKAGES:
            root = Path(scratch) / "node_modules" / package.name
            for source, target in package.files.items():
                _copy(root / source, target)
            targets = list(package.files.values())
            if package.name == "lucide-static":
                targets.append(_icon_sprite(root))
            manifest.append(_entry(package, root, targets))
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (VENDOR / "manifest.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
