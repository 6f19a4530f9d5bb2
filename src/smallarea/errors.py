"""One kind of error for everything a user can repair: it names file, row, column and cure."""

from __future__ import annotations

from pathlib import Path


class SmallAreaError(Exception):
    """Something in the input is wrong, and the user can repair it.

    ``message`` says what is wrong. ``file``, ``row`` (line in the file, the header is line 1) and
    ``column`` say where, as far as known. ``cure`` says what to do.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | Path | None = None,
        row: int | None = None,
        column: str | None = None,
        cure: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = None if file is None else str(file)
        self.row = row
        self.column = column
        self.cure = cure

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file or "",
                f"row {self.row}" if self.row is not None else "",
                f"column '{self.column}'" if self.column is not None else "",
            )
            if part
        )
        text = f"{place}: {self.message}" if place else self.message
        return f"{text}\n  What to do: {self.cure}" if self.cure else text


class DefinitionError(SmallAreaError):
    """A definition file (TOML) says something that cannot be followed."""


class DataError(SmallAreaError):
    """A data file holds something that must not be accepted silently."""
