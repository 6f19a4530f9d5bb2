"""Two-step floating catchment areas: supply per demand in reach.

Step 1, each provider: ``R_j = S_j / sum_k P_k W(d_kj)`` over demand within the radius. Step 2, each
place: ``A_i = sum_j R_j W(d_ij)``. Sources: Luo and Wang 2003 (2SFCA), Luo and Qi 2009 (E2SFCA, zone
weights), Dai 2010 (Gaussian).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from smallarea.errors import DataError
from smallarea.geo.points import distance_m
from smallarea.tables import Floats

Weight = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Catchment:
    """``access[i]``: supply per unit of demand at place i; ``ratio[j]``: supply of provider j per weighted
    demand in its reach, NaN when nobody is; ``idle`` are the positions of such providers. When none is
    idle, demand x access sums to the supply."""

    access: Floats
    ratio: Floats
    idle: tuple[int, ...]


def gaussian(sigma: float) -> Weight:
    """``W(d) = exp(-d^2 / (2 sigma^2))``, in the unit of the distances."""
    if sigma <= 0:
        raise DataError("sigma must be above 0.", cure="give it in the unit of the distances.")
    return lambda distance: np.exp(-(distance**2) / (2 * sigma**2))


def zones(limits: Sequence[float], weights: Sequence[float]) -> Weight:
    """Stepwise weights: ``weights[k]`` up to and including ``limits[k]``, 0 beyond the last."""
    if len(limits) != len(weights) or list(limits) != sorted(limits) or not limits:
        raise DataError("zones need rising limits and one weight each.", cure="give both lists with the same length.")
    steps = np.array([*weights, 0.0])
    return lambda distance: steps[np.searchsorted(np.array(limits, dtype=float), distance, side="left")]


def floating_catchment(
    supply: Floats, demand: Floats, distance: Floats, *, radius: float = np.inf, weight: Weight | None = None
) -> Catchment:
    """2SFCA over a matrix of distances or times.

    ``supply`` has m providers, ``demand`` n places, ``distance`` the shape n x m (NaN or infinite =
    not reachable). Without ``weight`` every place within ``radius`` counts fully. Raises `DataError`
    for shapes that do not fit or negative values.
    """
    supply, demand, distance = (np.asarray(a, dtype=float) for a in (supply, demand, distance))
    if distance.shape != (len(demand), len(supply)):
        raise DataError(
            f"the distances have the shape {distance.shape}, needed is {(len(demand), len(supply))}.",
            cure="one row per place of demand, one column per provider.",
        )
    for name, values in (("supply", supply), ("demand", demand)):
        if not np.isfinite(values).all() or (values < 0).any():
            raise DataError(f"the {name} has a missing or negative value.", cure="complete or correct it.")
    inside = np.isfinite(distance) & (distance <= radius)
    known = np.where(inside, distance, 0.0)
    weights = np.where(inside, weight(known) if weight else 1.0, 0.0)
    reached = demand @ weights
    ratio = np.divide(supply, reached, out=np.full(len(supply), np.nan), where=reached > 0)
    access = weights @ np.nan_to_num(ratio, nan=0.0)
    return Catchment(access, ratio, tuple(int(j) for j in np.flatnonzero(reached <= 0)))


def walking_distances(
    places: Sequence[tuple[float, float]], providers: Sequence[tuple[float, float]], *, detour: float = 1.3
) -> Floats:
    """Distances in metres (n x m) between points (longitude, latitude): great circle times ``detour``."""
    return np.array([[distance_m(a, b) * detour for b in providers] for a in places]).reshape(
        len(places), len(providers)
    )
