"""Indicators: definitions as data files, computed for every area, level and period.

The door: `load_catalogue` reads definitions (the 32 that ship by default), `Source` says where the
tables lie, `compute_indicators` counts and divides.
"""

from __future__ import annotations

from smallarea.indicators.compute import Cell, IndicatorResult, Series, compute_indicators
from smallarea.indicators.counts import needed_columns
from smallarea.indicators.definition import BUILTIN, Indicator, SeriesBreak, Term, load_catalogue, load_indicator
from smallarea.indicators.sources import Source

__all__ = [
    "BUILTIN",
    "Cell",
    "Indicator",
    "IndicatorResult",
    "Series",
    "SeriesBreak",
    "Source",
    "Term",
    "compute_indicators",
    "load_catalogue",
    "load_indicator",
    "needed_columns",
]
