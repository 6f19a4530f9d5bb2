"""Definitions of forms as files: reading TOML and JSON, writing both."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from chancennetz.assessments.definition import Form
from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.imports import decode, parse_json
from chancennetz.formeditor.checking import load

_AT_LINE = re.compile(r"\s*\(at line (\d+), column (\d+)\)$")
_BARE = re.compile(r"^[A-Za-z0-9_-]+$")
_LARGEST_FILE = 1_000_000
#: Lists of these settings are written as tables of their own, so that a file reads like the form.
_TABLES = ("sections", "questions")


def read(data: bytes) -> Form:
    """Return the form in a TOML or JSON file. Raises ImportDefects that name row, place and cure."""
    if len(data) > _LARGEST_FILE:
        message = _("This file is larger than a form can be (1 MB).")
        raise ImportDefects([Defect(None, "", message, _("Please check whether it is the right one."))])
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return load(parse_json(data))
    return load(_parse_toml(decode(data)))


def _parse_toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        reason = _AT_LINE.sub("", str(error))
        message = _("This is not valid TOML: %(reason)s.") % {"reason": reason}
        place = _("character %(column)s") % {"column": found[2]} if found else ""
        raise ImportDefects([Defect(int(found[1]) if found else None, place, message)]) from error
    except RecursionError as error:
        raise ImportDefects([Defect(None, "", _("This file is nested too deeply."))]) from error


def content_hash(form: Form) -> str:
    """Return a mark that is the same for forms that say the same."""
    text = json.dumps(form.as_data(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def to_json(form: Form) -> str:
    """Write a form as JSON."""
    return json.dumps(form.as_data(), ensure_ascii=False, indent=2) + "\n"


def to_toml(form: Form) -> str:
    """Write a form as TOML, one table per section and question. `read` gives the same form back."""
    return "\n".join(_table(form.as_data(), "")) + "\n"


def _table(values: Mapping[str, Any], name: str) -> Iterator[str]:
    for key, value in values.items():
        if key not in _TABLES:
            yield f"{key} = {_value(value)}"
    for key in _TABLES:
        for inner in values.get(key, ()):
            place = f"{name}.{key}" if name else key
            yield ""
            yield f"[[{place}]]"
            yield from _table(inner, place)


def _value(value: Any) -> str:
    """Write a value on one line (lists of settings: one per line)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON's escapes are TOML's, but TOML wants U+007F escaped too.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_name(key)} = {_value(inner)}" for key, inner in value.items())
        return "{ " + inside + " }"
    if value and all(isinstance(inner, Mapping) for inner in value):
        return "[\n" + "".join(f"  {_value(inner)},\n" for inner in value) + "]"
    return "[" + ", ".join(_value(inner) for inner in value) + "]"


def _name(key: str) -> str:
    return key if _BARE.match(key) else json.dumps(key)
