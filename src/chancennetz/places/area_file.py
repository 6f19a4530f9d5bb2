"""The file that brings areas: a GeoJSON FeatureCollection. Reading is pure; every defect carries feature and column.

Known columns (properties): the key as `AGS` or `key`, the name as `GEN` or `name`, the level as `level` (otherwise it
follows from the key: 5 digits a county, 8 digits a municipality), the first day as `WSK` or `valid_from`, the area
above as `parent`. The columns of the Federal Agency for Cartography (BKG) are known and left alone.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.text import clean_line
from chancennetz.core.time import EARLIEST_DAY, LATEST_DAY
from chancennetz.places import geometry
from chancennetz.places.constants import BKG_ATTRIBUTION, PARENT_LEVEL, AreaLevel

KEY_COLUMNS = ("AGS", "key")
NAME_COLUMNS = ("GEN", "name")
DAY_COLUMNS = ("valid_from", "WSK")
_BKG_COLUMNS = {"ADE", "AGS_0", "ARS", "ARS_0", "BEM", "BEZ", "BSG", "DEBKG_ID", "FK_S3", "GF", "IBZ", "NBD", "NUTS"}
_BKG_COLUMNS |= {"RS", "RS_0", "SDV_RS", "SN_L", "SN_R", "SN_K", "SN_V1", "SN_V2", "SN_G"}
_KNOWN = {*KEY_COLUMNS, *NAME_COLUMNS, *DAY_COLUMNS, "level", "parent", *_BKG_COLUMNS}
_WGS84 = {"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"}
_FREE_KEY = re.compile(r"^[0-9A-Za-z._-]{1,20}$")
_DIGITS = {AreaLevel.COUNTY: 5, AreaLevel.MUNICIPALITY: 8}
_LONGEST_NAME = 120


@dataclasses.dataclass(frozen=True, slots=True)
class AreaLine:
    """One area of the file. `outline` is None for an area that only groups others."""

    row: int
    key: str
    name: str
    level: AreaLevel
    parent: str
    valid_from: dt.date | None
    outline: BaseGeometry | None


@dataclasses.dataclass(frozen=True, slots=True)
class AreaFile:
    """A file without defects."""

    areas: tuple[AreaLine, ...]
    source: str
    notes: tuple[str, ...]


class _Reader:
    def __init__(self) -> None:
        self.defects: list[Defect] = []

    def fail(self, row: int | None, field: str, message: str, cure: str = "") -> None:
        self.defects.append(Defect(row, field, message, cure))


def read(content: Any, source: str = "") -> AreaFile:
    """Return the areas of a parsed GeoJSON file. Raises ImportDefects with all defects at once.

    `source` names who made the outlines; without it the file must tell (`attribution`), or come from the BKG.
    """
    features = _features(content)
    reader = _Reader()
    lines = [line for row, feature in enumerate(features, 1) if (line := _line(reader, row, feature)) is not None]
    _check_duplicates(reader, lines)
    _check_overlaps(reader, lines)
    said = source or _attribution(content, features)
    if not said:
        message = _("It is not said who made these outlines.")
        reader.fail(None, "attribution", message, _("Give the source; it will stand on every map."))
    if len(said) > 200:
        reader.fail(None, "attribution", _("At most %(limit)s characters fit here.") % {"limit": 200})
    if reader.defects:
        raise ImportDefects(sorted(reader.defects, key=lambda defect: defect.row or 0))
    return AreaFile(tuple(lines), said, tuple(_notes(features)))


def _features(content: Any) -> list[Any]:
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise ImportDefects([Defect(None, "type", _("This is no GeoJSON FeatureCollection."))])
    crs = content.get("crs")
    if isinstance(crs, dict):
        properties = crs.get("properties")
        name = properties.get("name") if isinstance(properties, dict) else None
        if str(name) not in _WGS84:
            message = _("The coordinates are given in %(crs)s.") % {"crs": name}
            raise ImportDefects([Defect(None, "crs", message, _("Convert the file to WGS84 (EPSG:4326)."))])
    features = content.get("features")
    if not isinstance(features, list) or not features:
        raise ImportDefects([Defect(None, "features", _("There is no area in this file."))])
    return features


def _first(properties: dict[str, Any], columns: tuple[str, ...]) -> tuple[str, Any]:
    """Return the first of several columns that is there, with its value; the first name when none is."""
    return next(((column, properties[column]) for column in columns if column in properties), (columns[0], None))


def _line(reader: _Reader, row: int, feature: Any) -> AreaLine | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or feature.get("type") != "Feature":
        reader.fail(row, "", _("This is no feature with properties."))
        return None
    key_column, key_value = _first(properties, KEY_COLUMNS)
    level = _level(reader, row, properties, key_value)
    key = _key(reader, row, key_column, key_value, level)
    name_column, name_value = _first(properties, NAME_COLUMNS)
    name = clean_line(name_value) if isinstance(name_value, str) else ""
    if not name:
        reader.fail(row, name_column, _("The name is missing."))
    if len(name) > _LONGEST_NAME:
        reader.fail(row, name_column, _("At most %(limit)s characters fit here.") % {"limit": _LONGEST_NAME})
    outline = _outline(reader, row, feature.get("geometry"), level)
    parent = _parent(reader, row, properties.get("parent"), key, level)
    valid_from = _day(reader, row, properties)
    if level is None or not key or not name:
        return None
    return AreaLine(row, key, name, level, parent, valid_from, outline)


def _level(reader: _Reader, row: int, properties: dict[str, Any], key: Any) -> AreaLevel | None:
    given = properties.get("level")
    if given is not None:
        if given in AreaLevel.values:
            return AreaLevel(given)
        known = ", ".join(AreaLevel.values)
        reader.fail(row, "level", _("Unknown level: %(level)s.") % {"level": given}, _("Known: %(k)s.") % {"k": known})
        return None
    return AreaLevel.COUNTY if len(str(key or "")) == 5 else AreaLevel.MUNICIPALITY


def _key(reader: _Reader, row: int, column: str, value: Any, level: AreaLevel | None) -> str:
    if value is None or value == "":
        known = _("The column is called %(columns)s.") % {"columns": " / ".join(KEY_COLUMNS)}
        reader.fail(row, column, _("The key is missing."), known)
        return ""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    digits = _DIGITS.get(level) if level else None
    if digits is None:
        if not _FREE_KEY.match(text):
            reader.fail(row, column, _("A key has letters, digits, dots and hyphens, 20 at most."))
            return ""
        return text
    if text.isascii() and text.isdigit() and len(text) == digits:
        return text
    cure = ""
    if text.isascii() and text.isdigit() and len(text) == digits - 1:
        cure = _("A leading zero seems to be lost: write “0%(key)s”, as text.") % {"key": text}
    elif text.isascii() and text.isdigit() and len(text) == 12:
        cure = _("This is the regional key (RS). Take the municipality key (AGS).")
    reader.fail(
        row, column, _("The key %(key)s has not %(digits)s digits.") % {"key": text or value, "digits": digits}, cure
    )
    return ""


def _outline(reader: _Reader, row: int, value: Any, level: AreaLevel | None) -> BaseGeometry | None:
    if value is None and level is AreaLevel.COUNTY:
        return None  # a county may come as a name only: its municipalities are its outline
    try:
        return geometry.read(value)
    except geometry.BadGeometry as error:
        reader.fail(row, "geometry", error.message, error.cure)
        return None


def _parent(reader: _Reader, row: int, value: Any, key: str, level: AreaLevel | None) -> str:
    if level is None or level not in PARENT_LEVEL:
        return ""
    if value is None:
        return key[:5] if level is AreaLevel.MUNICIPALITY else ""
    if not isinstance(value, str) or not _FREE_KEY.match(value):
        reader.fail(row, "parent", _("This is no key of an area."))
        return ""
    return value


def _day(reader: _Reader, row: int, properties: dict[str, Any]) -> dt.date | None:
    column, value = _first(properties, DAY_COLUMNS)
    if value in (None, ""):
        return None
    try:
        day = dt.date.fromisoformat(str(value).replace("/", "-"))
    except ValueError:
        reader.fail(row, column, _("%(value)s is no day like 2024-01-31.") % {"value": value})
        return None
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        reader.fail(row, column, _("This day lies outside of 1900 to 2100."))
        return None
    return day


def _check_duplicates(reader: _Reader, lines: list[AreaLine]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        first = seen.setdefault((line.level, line.key), line.row)
        if first != line.row:
            message = _("The key %(key)s stands in row %(row)s already.") % {"key": line.key, "row": first}
            reader.fail(line.row, "AGS", message)


def _check_overlaps(reader: _Reader, lines: list[AreaLine]) -> None:
    for level in AreaLevel:
        drawn = [line for line in lines if line.level is level and line.outline is not None]
        outlines = [line.outline for line in drawn if line.outline is not None]
        if len(outlines) < 2:
            continue
        for first, second in geometry.overlaps(outlines):
            one, other = drawn[first], drawn[second]
            if one.key == other.key:
                continue  # told already as a duplicate
            message = _("The outline overlaps with %(name)s (row %(row)s).") % {"name": one.name, "row": one.row}
            reader.fail(other.row, "geometry", message)


def _attribution(content: dict[str, Any], features: list[Any]) -> str:
    said = content.get("attribution")
    if isinstance(said, str) and said.strip():
        return clean_line(said)
    columns = {
        column for feature in features if isinstance(feature, dict) for column in feature.get("properties") or ()
    }
    return BKG_ATTRIBUTION if "DEBKG_ID" in columns else ""


def _notes(features: list[Any]) -> list[str]:
    unknown = sorted({column for feature in features for column in feature["properties"]} - _KNOWN)
    return [_("Columns that are not used: %(columns)s.") % {"columns": ", ".join(unknown)}] if unknown else []
