"""Taxonomies as data files (`taxonomies/*.toml`): read and checked. A county may load files of its own."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.imports import decode

FOLDER = Path(__file__).resolve().parent / "taxonomies"


@dataclasses.dataclass(frozen=True, slots=True)
class TermLine:
    """A term of a file. `names` holds the name in further languages; `parent` is the code of the term above."""

    code: str
    name: str
    description: str = ""
    parent: str = ""
    icon: str = ""
    names: tuple[tuple[str, str], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class TaxonomyLine:
    """A taxonomy of a file with its terms in order."""

    key: str
    name: str
    description: str
    uri: str
    terms: tuple[TermLine, ...]


def shipped() -> list[TaxonomyLine]:
    """Return the taxonomies that ship with the platform."""
    return [line for path in sorted(FOLDER.glob("*.toml")) for line in read(path.read_bytes())]


def _term(place: int, row: Any, seen: set[str], defects: list[Defect]) -> TermLine | None:
    if not isinstance(row, dict) or not row.get("code") or not row.get("name"):
        defects.append(Defect(place, "terms", _("A term needs code and name.")))
        return None
    code = str(row["code"])
    if code in seen:
        defects.append(Defect(place, code, _("This code stands here twice.")))
    if row.get("parent") and row["parent"] not in seen:
        defects.append(
            Defect(place, code, _("The term above is missing or comes later: %(code)s.") % {"code": row["parent"]})
        )
    seen.add(code)
    known = {"code", "name", "description", "parent", "icon"}
    names = tuple(sorted((language, str(text)) for language, text in row.items() if language not in known))
    return TermLine(
        code,
        str(row["name"]),
        str(row.get("description", "")),
        str(row.get("parent", "")),
        str(row.get("icon", "")),
        names,
    )


def read(data: bytes) -> list[TaxonomyLine]:
    """Return the taxonomies of a TOML file. Raises ImportDefects with all defects."""
    try:
        content = tomllib.loads(decode(data))
    except tomllib.TOMLDecodeError as error:
        raise ImportDefects([Defect(None, "", _("This is not valid TOML: %(reason)s.") % {"reason": error})]) from error
    defects: list[Defect] = []
    lines = []
    rows = content.get("taxonomy", [])
    for number, row in enumerate(rows if isinstance(rows, list) else [], 1):
        if not isinstance(row, dict) or not row.get("key") or not row.get("name"):
            defects.append(Defect(number, "taxonomy", _("A taxonomy needs key and name.")))
            continue
        seen: set[str] = set()
        terms = [_term(place, term, seen, defects) for place, term in enumerate(row.get("terms", []), 1)]
        lines.append(
            TaxonomyLine(
                str(row["key"]),
                str(row["name"]),
                str(row.get("description", "")),
                str(row.get("uri", "")),
                tuple(term for term in terms if term is not None),
            )
        )
    if not lines and not defects:
        defects.append(Defect(None, "taxonomy", _("There is no taxonomy in this file.")))
    if defects:
        raise ImportDefects(defects)
    return lines
