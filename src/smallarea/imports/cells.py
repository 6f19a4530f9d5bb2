"""Single cells: numbers, signs of secrecy, phone numbers, times, dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from smallarea.imports.defects import ERROR, REPAIRED
from smallarea.imports.mapping import Column, Mapping
from smallarea.tables import parse_number

_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)(:[0-5]\d)?")
_PHONE = re.compile(r"[+0-9][0-9 /()-]*")
_FLOAT_TEXT = re.compile(r"\d+\.0")


@dataclass(frozen=True, slots=True)
class Sign:
    """A cell that is no value: ``meaning`` is secret, not meaningful or missing."""

    meaning: str


Value = float | int | str | dt.date | Sign | None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A cell after reading: its value (``None`` = empty or faulty) and the fault, if any."""

    value: Value
    kind: str = ""
    message: str = ""
    severity: str = ERROR


def parse_cell(text: str, column: Column, mapping: Mapping) -> Parsed:
    """Read one cell; a fault is returned, not raised."""
    text = text.strip()
    if text == "":
        return Parsed(None)
    if text in mapping.signs:
        meaning = mapping.signs[text]
        if meaning == "zero":
            return Parsed(0 if column.kind in {"integer", "number"} else None)
        return Parsed(Sign(meaning))
    parsed = _PARSERS[column.kind](text, column, mapping)
    if parsed.kind and parsed.severity == ERROR:
        return parsed
    return _limits(parsed, text, column)


def _number(text: str, column: Column, mapping: Mapping) -> Parsed:
    value = _read(text, mapping.decimal)
    if value is None:
        other = _read(text, "." if mapping.decimal == "," else ",")
        hint = "" if other is None else "; is the decimal sign of the mapping right?"
        return Parsed(None, "not a number", f"'{text}' is not a number{hint}")
    if column.kind == "integer":
        if not value.is_integer():
            return Parsed(None, "not whole", f"'{text}' is not a whole number")
        return Parsed(int(value))
    return Parsed(value)


def _read(text: str, decimal: str) -> float | None:
    try:
        return parse_number(text, decimal)
    except ValueError:
        return None


def _phone(text: str, column: Column, _: Mapping) -> Parsed:
    if _FLOAT_TEXT.fullmatch(text):
        message = f"the phone number was turned into a decimal ('{text}')"
        if column.repair:
            return Parsed(text[:-2], "phone as decimal", f"{message}; the '.0' was removed", REPAIRED)
        return Parsed(None, "phone as decimal", message)
    if not _PHONE.fullmatch(text):
        return Parsed(None, "not a phone number", f"'{text}' is not a phone number")
    return Parsed(text)


def _time(text: str, *_: object) -> Parsed:
    if not _TIME.fullmatch(text):
        return Parsed(None, "time format", f"'{text}' is not a time like 14:00")
    return Parsed(text)


def _date(text: str, *_: object) -> Parsed:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return Parsed(dt.datetime.strptime(text, form).date())  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return Parsed(None, "not a date", f"'{text}' is not a date like 2024-12-31 or 31.12.2024")


def _text(text: str, *_: object) -> Parsed:
    return Parsed(text)


_PARSERS: dict[str, Callable[[str, Column, Mapping], Parsed]] = {
    "integer": _number,
    "number": _number,
    "phone": _phone,
    "time": _time,
    "date": _date,
    "text": _text,
}


def _limits(parsed: Parsed, text: str, column: Column) -> Parsed:
    value = parsed.value
    if isinstance(value, int | float):
        if column.minimum is not None and value < column.minimum:
            return Parsed(None, "too small", f"{text} is below {column.minimum:.12g}")
        if column.maximum is not None and value > column.maximum:
            return Parsed(None, "too large", f"{text} is above {column.maximum:.12g}")
    if column.values and text not in column.values:
        return Parsed(None, "unknown value", f"'{text}' is not one of the allowed values")
    if column.pattern and not re.fullmatch(column.pattern, text):
        return Parsed(None, "pattern", f"'{text}' does not fit the pattern {column.pattern}")
    return parsed
