"""Dynamic: change of shares between two editions, and status and dynamic side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smallarea.errors import DataError
from smallarea.indices.compute import IndexResult
from smallarea.tables import Floats, Table


def changes(
    current: Table,
    previous: Table,
    *,
    area_column: str,
    columns: Mapping[str, str],
    broken: Mapping[str, str] | None = None,
) -> Table:
    """Change in percentage points, ``current - previous``, for each area of ``current``.

    ``columns`` maps the name of a share to the name of its change (``{"s1": "d1"}``). ``broken`` maps
    shares to the reason of a series break between the two editions; asking for such a share is a
    `DataError`, because the difference would be a change of definition. An area that the previous
    edition does not have, or a missing value, gives an empty change.
    """
    for column, reason in (broken or {}).items():
        if column in columns:
            raise DataError(
                f"the series breaks between the two editions: {reason}.",
                file=current.file,
                column=column,
                cure="leave it out of the dynamic index, or recompute both editions by one definition.",
            )
    areas = current.keys(area_column)
    place = {area: i for i, area in enumerate(previous.keys(area_column))}
    results: list[Floats] = []
    for column in columns:
        before = previous.numbers(column)
        earlier = np.array([before[place[area]] if area in place else np.nan for area in areas])
        results.append(current.numbers(column) - earlier)
    rows = tuple(
        (area, *("" if np.isnan(values[i]) else repr(float(values[i])) for values in results))
        for i, area in enumerate(areas)
    )
    return Table((area_column, *columns.values()), rows, current.lines, current.file)


@dataclass(frozen=True, slots=True)
class ClassMatrix:
    """Status against dynamic. ``areas`` holds the pair of labels per assessed area, ``counts`` the cells
    in the order status x dynamic (Berlin: 4 x 3 = 12 cells of the "Gesamtindex")."""

    areas: dict[str, tuple[str, str]]
    counts: dict[tuple[str, str], int]


def compare_classes(status: IndexResult, dynamic: IndexResult) -> ClassMatrix:
    """Cross the classes of two indices; an area counts when both assess it."""
    other = dict(zip(dynamic.areas, dynamic.classes, strict=True))
    areas = {
        area: (label, other[area])
        for area, label in zip(status.areas, status.classes, strict=True)
        if label and other.get(area)
    }
    counts = {(s, d): 0 for s in status.definition.labels for d in dynamic.definition.labels}
    for pair in areas.values():
        counts[pair] += 1
    return ClassMatrix(areas, counts)
