"""From a chart specification to SVG that may stand in a page with a strict content security policy."""

from __future__ import annotations

import functools
import json
import re
import uuid
from typing import Literal
from xml.etree import ElementTree as ET

import altair as alt
import vl_convert
from django.utils.safestring import SafeString, mark_safe

from chancennetz.ui import glyphs

Locale = Literal["de-DE", "en-GB"]
FONT = "Fira Sans"
EMPTY = ""
_SVG = "http://www.w3.org/2000/svg"

#: Colours of a drawing; on the page each one becomes the class ``cn-c-<name>-fill`` or ``-stroke``.
COLOURS = {
    "main": "#1f46ad",
    "grey": "#83889f",
    "text": "#171a2a",
    "muted": "#52576e",
    "line": "#dfe1ea",
    "back": "#fefeff",
}
_CLASS_OF = {colour: name for name, colour in COLOURS.items()}
#: Control characters have no place in XML; in JSON they are written as escapes.
_UNPRINTABLE = re.compile(r"\\u00(?:0[0-8bcef]|1[0-9a-f])|[\ufffe\uffff]|\\uff[ef][ef]", re.IGNORECASE)
_DROPPED = re.compile(r"^(aria-.*|role|style|on.*|pointer-events|class)$")

_CONFIG = {
    "font": FONT,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelColor": COLOURS["muted"],
        "labelFontSize": 13,
        "gridColor": COLOURS["line"],
        "domainColor": COLOURS["grey"],
        "tickColor": COLOURS["grey"],
        "labelPadding": 6,
    },
    "axisY": {"domain": False, "ticks": False},
}


@functools.cache
def _load_fonts() -> None:
    vl_convert.register_font_directory(str(glyphs.FONTS))


def draw(chart: alt.LayerChart | alt.ConcatChart, locale: Locale) -> str:
    """Turn a chart into SVG with fixed colours. `locale` is "de-DE" or "en-GB" (decimal comma, month names)."""
    _load_fonts()
    spec = json.loads(_UNPRINTABLE.sub("", chart.to_json(validate=False)))
    spec["config"] = _CONFIG
    spec["padding"] = {"left": 2, "right": 6, "top": 6, "bottom": 2}
    return str(vl_convert.vegalite_to_svg(spec, vl_version="6.1", format_locale=locale, time_format_locale=locale))


def for_page(drawing: str, title: str, description: str) -> SafeString:
    """Prepare a drawing for the page: name and description for screen readers, colours as classes, nothing else.

    The table beside the chart carries the figures, so the marks themselves are silent.
    """
    ET.register_namespace("", _SVG)
    root = ET.fromstring(drawing)  # noqa: S314 - drawn by ourselves a moment ago
    for element in root.iter():
        _clean(element)
    mark = uuid.uuid4().hex[:8]
    words = [("title", title)] + ([("desc", description)] if description else [])
    for position, (tag, text) in enumerate(words):
        child = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"chart-{mark}-{tag}"})
        child.text = glyphs.without_controls(text)
        root.insert(position, child)
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    root.attrib.update({"role": "img", "aria-labelledby": " ".join(f"chart-{mark}-{tag}" for tag, _text in words)})
    return mark_safe(ET.tostring(root, encoding="unicode"))  # noqa: S308 - serialised XML, text is escaped


def _clean(element: ET.Element) -> None:
    for name in [name for name in element.attrib if _DROPPED.match(name)]:
        del element.attrib[name]
    classes = []
    for paint in ("fill", "stroke"):
        known = _CLASS_OF.get(element.attrib.get(paint, "").lower())
        if known:
            classes.append(f"cn-c-{known}-{paint}")
    if classes:
        element.attrib["class"] = " ".join(classes)
