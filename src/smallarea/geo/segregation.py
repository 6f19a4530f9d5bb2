"""Segregation: how unevenly two groups live over the areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smallarea.errors import DataError


@dataclass(frozen=True, slots=True)
class Dissimilarity:
    """The index of Duncan and Duncan with its raw counts. ``value`` is 0 (even) to 1 (apart): the share
    of one group that would have to move; ``areas`` the number of areas; ``total`` of both groups."""

    value: float
    areas: int
    total: tuple[float, float]


def dissimilarity(group: Mapping[str, float], others: Mapping[str, float]) -> Dissimilarity:
    """``D = 1/2 * sum |a_i / A - b_i / B|`` over areas (Duncan and Duncan 1955).

    ``group`` and ``others`` are counts by area and must not overlap (children in SGB II and children
    not in SGB II). Raises `DataError` for different areas, a missing or negative count, or an empty
    group: a suppressed cell must not be read as 0.
    """
    if set(group) != set(others):
        odd = sorted(set(group) ^ set(others))
        raise DataError(f"only one of the two groups has area '{odd[0]}'.", cure="give both groups for every area.")
    keys = sorted(group)
    a, b = np.array([group[k] for k in keys], dtype=float), np.array([others[k] for k in keys], dtype=float)
    for key, pair in zip(keys, np.column_stack([a, b]), strict=True):
        if not np.isfinite(pair).all() or (pair < 0).any():
            raise DataError(f"area '{key}' has no valid count.", cure="segregation needs every cell.")
    if a.sum() == 0 or b.sum() == 0:
        raise DataError("one of the two groups is empty.", cure="choose groups that exist.")
    value = float(np.abs(a / a.sum() - b / b.sum()).sum() / 2)
    return Dissimilarity(value, len(keys), (float(a.sum()), float(b.sum())))
