"""Areas: hierarchies with validity, aggregation over every level, snapshots by quarter.

The door: `Hierarchy` and `read_hierarchy`, `aggregate` and `compare_levels`, `Snapshots`.
"""

from __future__ import annotations

from smallarea.areas.aggregate import (
    UNASSIGNED_LEVEL,
    Aggregate,
    AggregateRow,
    Difference,
    Dimension,
    aggregate,
    compare_levels,
)
from smallarea.areas.hierarchy import TOTAL, TOTAL_LEVEL, Area, Hierarchy, HierarchyIndex, read_hierarchy
from smallarea.areas.snapshots import Break, Snapshots

__all__ = [
    "TOTAL",
    "TOTAL_LEVEL",
    "UNASSIGNED_LEVEL",
    "Aggregate",
    "AggregateRow",
    "Area",
    "Break",
    "Difference",
    "Dimension",
    "Hierarchy",
    "HierarchyIndex",
    "Snapshots",
    "aggregate",
    "compare_levels",
    "read_hierarchy",
]
