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
    archive arrow-left arrow-right arrow-up-down baby badge-check bell book-open briefcase building building-2 calendar
    calendar-check calendar-clock chart-column check chevron-down chevron-left chevron-right chevron-up circle-alert
    circle-check circle-help clipboard-list clock columns-2 copy download ellipsis-vertical euro eye file-text filter
    flag folder footprints globe goal graduation-cap handshake heart history house inbox info key languages layers
    layout-dashboard lightbulb link list-checks lock log-out mail map map-pin menu message-circle minus moon network
    octagon-alert pause pencil phone play plus printer qr-code refresh-cw route save school search send settings shield
    shield-check sprout square star sun-moon table target timer trash-2 triangle-alert undo-2 upload user user-check
    user-plus users video wallet x
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
