"""What all imports of files share: reading text and JSON with exact places of defects, and the report of what happened.

An import first makes a plan (nothing is written), and a plan with a single defect is never carried out.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from django.utils.translation import gettext as _

from chancennetz.core.errors import Defect, ImportDefects


@dataclasses.dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do when `dry_run`. Lists hold the names of things; `notes` say what to look at."""

    dry_run: bool
    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    unchanged: int = 0
    notes: tuple[str, ...] = ()

    @property
    def changes(self) -> int:
        """How many records are new, changed or ended."""
        return len(self.created) + len(self.changed) + len(self.ended)

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON output."""
        return {**dataclasses.asdict(self), "changes": self.changes}


def decode(data: bytes) -> str:
    """Return the text of an UTF-8 file (a byte order mark is dropped).

    Raises ImportDefects that name the row of the first byte that is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        defect = Defect(
            row,
            "",
            _("This file is not UTF-8 (byte %(byte)s).") % {"byte": f"0x{data[error.start]:02x}"},
            _("Save it again with the encoding UTF-8."),
        )
        raise ImportDefects([defect]) from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def parse_json(data: bytes) -> Any:
    """Return the content of a JSON file. Raises ImportDefects with row and column of the first mistake."""
    text = decode(data)
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = _("character %(column)s") % {"column": error.colno}
        message = _("This is not valid JSON: %(reason)s.") % {"reason": error.msg}
        raise ImportDefects([Defect(error.lineno, place, message)]) from error
    except RecursionError as error:
        raise ImportDefects([Defect(None, "", _("This file is nested too deeply."))]) from error
    except ValueError as error:
        message = _("%(value)s is not a number that JSON knows.") % {"value": error}
        raise ImportDefects([Defect(None, "", message)]) from error
