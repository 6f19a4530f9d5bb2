"""Statistics of small areas that nobody can attack.

The rooms, each with one narrow door:

=====================  ==========================================================================
``smallarea.areas``       hierarchies of areas, aggregation, snapshots, series breaks
``smallarea.indicators``  indicator definitions as data files, computed by DuckDB or through Ibis
``smallarea.indices``     composite indices: standardise, combine, rescale, classify
``smallarea.geo``         crosswalks, interpolation, point in polygon, boundary change, segregation
``smallarea.households``  households from register rows, with a reason for every decision
``smallarea.reach``       timetables (GTFS), earliest arrival, floating catchment areas
``smallarea.imports``     official files with a mapping file; every defect by row and column
``smallarea.synthetic``   seeded registers with known truth, for tests and benchmarks
``smallarea.disclosure``  disclosure control: a release that cannot be solved
=====================  ==========================================================================

This module imports nothing, so that ``smallarea --help`` answers at once.
"""

from __future__ import annotations

__version__ = "0.1.0"
