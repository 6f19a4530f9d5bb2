"""Errors that reach people. Each says what happened and what to do."""

from __future__ import annotations

import dataclasses

from django.core.exceptions import ValidationError


class Conflict(Exception):
    """The state of a record does not allow the step."""


class StaleVersion(Conflict):
    """Somebody else has saved the record in the meantime."""


class NotAllowed(Exception):
    """The access rules refuse an action. Pages answer with 404: what one may not see does not exist."""


@dataclasses.dataclass(frozen=True, slots=True)
class Defect:
    """One thing wrong in a file: where it stands, what it is, how to mend it."""

    row: int | None
    field: str
    message: str
    cure: str = ""

    def __str__(self) -> str:
        row = "" if self.row is None else f"row {self.row}"
        place = ", ".join(part for part in (row, self.field) if part)
        text = f"{self.message} {self.cure}".strip()
        return f"{place}: {text}" if place else text

    def as_dict(self) -> dict[str, int | str | None]:
        """Return the defect for JSON output."""
        return dataclasses.asdict(self)


class ImportDefects(ValidationError):
    """A file cannot be imported. Carries every defect with row and column; nothing has been written."""

    def __init__(self, defects: list[Defect]) -> None:
        self.defects = defects
        super().__init__([str(defect) for defect in defects])
