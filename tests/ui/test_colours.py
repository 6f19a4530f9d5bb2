"""Contrast of the colours in light and dark, for every accent an installation may choose (WCAG 2.2: 4.5 to 1)."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from chancennetz.ui import constants

STATIC = Path(constants.__file__).parent / "static"
KERN = (STATIC / "vendor" / "kern" / "kern.min.css").read_text(encoding="utf-8")
BASE = (STATIC / "ui" / "base.css").read_text(encoding="utf-8")

Lab = tuple[float, float, float]


def _palette() -> dict[str, Lab]:
    """KERN's colours as OKLab (lightness 0 to 1, a, b)."""
    found = {}
    pattern = r"--kern-color-([a-z]+(?:-\d{3})?):\s*oklch\(([\d.]+)%\s+([\d.]+)\s+([\d.]+)\)"
    for name, lightness, chroma, hue in re.findall(pattern, KERN):
        angle = math.radians(float(hue))
        found[name] = (float(lightness) / 100, float(chroma) * math.cos(angle), float(chroma) * math.sin(angle))
    return found


PALETTE = _palette()


def _tokens(selector: str) -> dict[str, str]:
    """The ``--cn-`` tokens set by the rule of exactly this selector."""
    rule = re.search(rf"(?:^|\n)\s*{re.escape(selector)}\s*\{{(.*?)\}}", BASE, re.DOTALL)
    assert rule, selector
    return dict(re.findall(r"--cn-([a-z-]+):\s*([^;]+);", rule[1]))


def _theme(dark: bool, accent: str) -> dict[str, str]:
    tokens = _tokens(":root")
    if accent != "blue":
        tokens |= _tokens(f':root[data-accent="{accent}"]')
    if dark:
        tokens |= _tokens(':root[data-kern-theme="dark"]')
        if accent != "blue":
            tokens |= _tokens(f':root[data-kern-theme="dark"][data-accent="{accent}"]')
    return tokens


def _lab(name: str, tokens: dict[str, str]) -> Lab:
    value = tokens[name]
    plain = re.fullmatch(r"var\(--kern-color-([a-z0-9-]+)\)", value)
    if plain:
        return PALETTE[plain[1]]
    mix = re.fullmatch(r"color-mix\(in oklab, var\(--cn-([a-z-]+)\) (\d+)%, var\(--cn-([a-z-]+)\)\)", value)
    assert mix, f"{name}: {value}"
    first, share, second = _lab(mix[1], tokens), int(mix[2]) / 100, _lab(mix[3], tokens)
    return tuple(a * share + b * (1 - share) for a, b in zip(first, second, strict=True))  # type: ignore[return-value]


def _luminance(lab: Lab) -> float:
    """Relative luminance of an OKLab colour (Ottosson 2020), clipped to sRGB."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return sum(w * min(max(v, 0.0), 1.0) for w, v in zip((0.2126, 0.7152, 0.0722), (red, green, blue), strict=True))


def _contrast(first: str, second: str, tokens: dict[str, str]) -> float:
    lights = sorted((_luminance(_lab(name, tokens)) for name in (first, second)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


PAIRS = [
    ("text", "page"),
    ("text", "surface"),
    ("text", "line"),
    ("text", "accent-soft"),
    ("muted", "page"),
    ("muted", "surface"),
    ("accent", "page"),
    ("accent", "surface"),
    ("accent", "accent-soft"),
    ("accent-strong", "surface"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    *[(tone, ground) for tone in ("info", "success", "warning", "danger") for ground in ("surface", f"{tone}-soft")],
    *[("text", f"{tone}-soft") for tone in ("info", "success", "warning", "danger")],
]


def test_the_measure_is_right() -> None:
    assert _contrast("a", "b", {"a": "var(--kern-color-black)", "b": "var(--kern-color-white)"}) == pytest.approx(
        21, abs=0.1
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("accent", constants.ACCENTS)
def test_text_can_be_read(accent: str, dark: bool) -> None:
    tokens = _theme(dark, accent)
    poor = {pair: round(ratio, 2) for pair in PAIRS if (ratio := _contrast(*pair, tokens)) < 4.5}
    assert poor == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_edges_of_fields_can_be_seen(dark: bool) -> None:
    tokens = _theme(dark, "blue")
    assert _contrast("line-strong", "surface", tokens) >= 3
    assert _contrast("line-strong", "page", tokens) >= 3


def test_following_the_system_and_choosing_dark_give_the_same_colours() -> None:
    assert _tokens(':root:not([data-kern-theme="light"])') == _tokens(':root[data-kern-theme="dark"]')
