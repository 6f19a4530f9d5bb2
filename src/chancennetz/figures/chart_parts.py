"""The figures that charts show. Frozen, so that a drawing of the same figures is found again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """One moment of a line: what is there and what was planned; None leaves a gap."""

    day: dt.date
    actual: float | None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `accent=False` draws it grey (the others, for comparison); value None means: not known or hidden."""

    label: str
    value: float | None
    accent: bool = True
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One small chart among its equals."""

    name: str
    bars: tuple[Bar, ...]
