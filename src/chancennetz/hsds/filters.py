"""What one may ask the open interface for: paging and filters of each list."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator, Field

MOST_PER_PAGE = 500
#: Degrees as "51.5347,7.6889" (latitude, longitude in WGS84), within their ranges.
_POINT = r"^-?(90(\.0{1,8})?|[0-8]?[0-9](\.[0-9]{1,8})?),-?(180(\.0{1,8})?|(1[0-7][0-9]|[0-9]?[0-9])(\.[0-9]{1,8})?)$"


class Paging(Schema):
    """Which page, and how many records on one."""

    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(50, ge=1, le=MOST_PER_PAGE)


def _written_day(text: Any) -> Any:
    """Take a day as 2026-12-31 only; the library would also read "0" as the first day of 1970."""
    if isinstance(text, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("write the day as 2026-12-31")
    return text


class ServiceFilter(Paging):
    """Which services, and how much of each."""

    search: str = Field("", max_length=200)
    taxonomy_term_id: uuid.UUID | None = None
    taxonomy_id: uuid.UUID | None = None
    organization_id: uuid.UUID | None = None
    modified_after: Annotated[dt.date | None, BeforeValidator(_written_day)] = None
    minimal: bool = False
    full: bool = False


class NearFilter(ServiceFilter):
    """Which services where: at a postcode, or within some metres of a point; the nearest first.

    HSDS measures from the middle of the postcode. `coordinates` is ours: a point of one's own.
    """

    postcode: str = Field(
        "",
        max_length=20,
        description="Places with this postcode; with `proximity` those around the middle of its known places.",
    )
    proximity: int | None = Field(
        None,
        ge=1,
        le=100_000,
        description="Places within so many metres as the crow flies. Needs `coordinates` or `postcode`.",
    )
    coordinates: str | None = Field(
        None,
        pattern=_POINT,
        description="Latitude and longitude such as 51.5347,7.6889: the nearest come first. Wins over `postcode`.",
    )


class TermFilter(Paging):
    """Which terms."""

    taxonomy_id: uuid.UUID | None = None
    parent_id: uuid.UUID | None = None
    top_only: bool = False
