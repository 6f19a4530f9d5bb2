"""Areas: hierarchies with validity, aggregation over every level, snapshots by quarter.

The door: `Hierarchy` and `read_hierarchy`, `aggregate` and `compare_levels`, `Snapshots`.
"""

from __future__ import annotations

from smallarea.areas.hierarchy import TOTAL, TOTAL_LEVEL, Area, Hierarchy, HierarchyIndex, read_hierarchy

__all__ = ["TOTAL", "TOTAL_LEVEL", "Area", "Hierarchy", "HierarchyIndex", "read_hierarchy"]
