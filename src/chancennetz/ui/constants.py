"""Words and limits of the look."""

from __future__ import annotations

from typing import Final, Literal

Tone = Literal["neutral", "info", "success", "warning", "danger"]
Light = Literal["green", "amber", "red"]

TONES: Final[tuple[Tone, ...]] = ("neutral", "info", "success", "warning", "danger")
TONE_ICONS: Final[dict[str, str]] = {
    "neutral": "info",
    "info": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "danger": "octagon-alert",
}
#: Accent colours an installation may choose from; each keeps 4.5:1 in light and dark (tests/ui/test_colours.py).
ACCENTS: Final = ("blue", "teal", "green", "violet")
THEMES: Final = ("light", "dark")
THEME_COOKIE: Final = "chancennetz_theme"
#: Hidden form field that lets a repeated submit of the same page be recognised.
IDEMPOTENCY_FIELD: Final = "idempotency_token"
