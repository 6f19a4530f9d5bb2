"""Areal tools: polygons, crosswalks, interpolation, boundary change, point in polygon, segregation.

Counts are carried over, rates never: carry numerator and denominator and divide afterwards
(`Crosswalk.ratio` does both).
"""

from __future__ import annotations

from smallarea.geo.change import BoundaryChange, boundary_changes
from smallarea.geo.crosswalk import Carried, ControlPoint, Crosswalk, area_crosswalk, control_crosswalk, read_crosswalk
from smallarea.geo.points import Misplaced, distance_m, locate, misplaced
from smallarea.geo.polygons import PolygonSet, polygon_set, read_polygons
from smallarea.geo.segregation import Dissimilarity, dissimilarity

__all__ = [
    "BoundaryChange",
    "Carried",
    "ControlPoint",
    "Crosswalk",
    "Dissimilarity",
    "Misplaced",
    "PolygonSet",
    "area_crosswalk",
    "boundary_changes",
    "control_crosswalk",
    "dissimilarity",
    "distance_m",
    "locate",
    "misplaced",
    "polygon_set",
    "read_crosswalk",
    "read_polygons",
]
