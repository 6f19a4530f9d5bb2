"""PDF through Typst: tagged (PDF/UA-1) and fit for the archive (PDF/A-2a), with the type and colours of the pages.

A room keeps its templates in ``<room>/typst/NAME.typ``; they begin with ``#import "/ui/typst/base.typ": *`` and
``#show: page-frame``. Values reach the template as JSON (``data``), never as markup, so no text of a person can break
out of its place. Format numbers and dates in Python.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chancennetz.core import time
from chancennetz.ui import glyphs

PACKAGE = Path(__file__).resolve().parent.parent
STANDARDS: list[Any] = ["ua-1", "a-2a"]
_NAME = re.compile(r"([a-z_]+)/([a-z0-9_]+)\.typ")


class TemplateMissing(LookupError):
    """No Typst template of this name."""


class PdfFailed(RuntimeError):
    """Typst could not set the page; the message names the place in the template."""


def _plain(value: Any) -> Any:
    """Reduce values to what JSON holds; text loses what cannot be printed."""
    if isinstance(value, str | Promise):
        return glyphs.printable(str(value))
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    message = f"A PDF template takes text, numbers, lists and mappings, not {type(value).__name__}; format it before."
    raise TypeError(message)


def template_path(template_name: str) -> Path:
    """Return the file of "room/name.typ"; raises `TemplateMissing`."""
    match = _NAME.fullmatch(template_name)
    path = PACKAGE / match[1] / "typst" / f"{match[2]}.typ" if match else None
    if path is None or not path.is_file():
        message = f"There is no PDF template {template_name!r}; it is named 'room/name.typ' and lies in <room>/typst/."
        raise TemplateMissing(message)
    return path


def render_pdf(
    template_name: str, data: Mapping[str, Any], title: str, lang: str = "de", *, large_print: bool = False
) -> bytes:
    """Set a document and return it as PDF.

    `template_name` is "room/name.typ". `data` holds text, numbers, lists and mappings. `title` stands on top, in the
    file's properties, and on a title page when the document has more than five pages. `lang` is the language of the
    text (it decides hyphenation, direction and the page words); `large_print` sets 17 instead of 11 points.
    """
    path = template_path(template_name)
    day = time.today()
    with translation.override("en" if lang == "en" else "de"):
        words = {"page": _("Page"), "of": pgettext("page 1 of 3", "of")}
    meta = {
        "title": title,
        "lang": lang,
        "large_print": large_print,
        "date": time.format_date(day, language=lang, weekday=False),
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "installation": str(getattr(settings, "INSTALLATION_NAME", "Chancennetz")),
        "words": words,
    }
    inputs = {"meta": json.dumps(_plain(meta)), "data": json.dumps(_plain(data))}
    try:
        return typst.compile(
            path,
            root=PACKAGE,
            font_paths=[glyphs.FONTS],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARDS,
            timestamp=int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()),
        )
    except typst.TypstError as error:
        message = f"{template_name}: {error.message} {' '.join(error.hints)}".strip()
        raise PdfFailed(message) from error
