"""Seeded synthetic counties for disclosure control: persons by area, age and status, no real data.

The draws follow a fixed order on numpy's default generator, so that the same name always gives the same table: weights
of the lowest areas Gamma(2, 1), normalised; persons per area multinomial; then per area the share of foreigners
Beta(2, 12), the benefit rate Beta(1.2, 10) and one multinomial draw over 9 ages x 4 statuses, ages outermost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

AGES = ("a00", "a03", "a06", "a15", "a18", "a25", "a50", "a65", "a80")
AGE_GROUPS = ("U18", "U18", "U18", "U18", "M", "M", "M", "O", "O")
AGE_SHARES = (0.027, 0.028, 0.085, 0.03, 0.075, 0.32, 0.225, 0.145, 0.065)
STATUSES = (("DE", "DEb"), ("DE", "DEn"), ("AU", "AUb"), ("AU", "AUn"))
COLUMNS = ("county", "mun", "space", "leaf", "agegrp", "age", "nat", "stat")

Labels = dict[str, NDArray[np.str_]]


@dataclass(frozen=True)
class County:
    """Shape and seed of one instance; without blocks the social spaces are the lowest areas."""

    name: str
    municipalities: int
    spaces: int
    blocks: int
    persons: int
    seed: int


COUNTIES = {
    county.name: county
    for county in (
        County("t1k", 2, 8, 0, 30_000, 1),
        County("t5k", 5, 50, 0, 200_000, 4),
        County("t10k", 10, 99, 0, 395_000, 2),
        County("t30k", 10, 60, 260, 395_000, 5),
        County("t100k", 10, 89, 1_000, 395_000, 3),
    )
}


def generate(county: County) -> tuple[Labels, NDArray[np.int64]]:
    """Return the label columns (``COLUMNS``) and the number of persons of every inner cell, areas outermost."""
    rng = np.random.default_rng(county.seed)
    lowest = county.blocks or county.spaces
    weights = rng.gamma(2.0, 1.0, lowest)
    population = rng.multinomial(county.persons, weights / weights.sum())
    ages = np.array(AGE_SHARES) / sum(AGE_SHARES)
    counts = np.zeros((lowest, len(AGES) * len(STATUSES)), dtype=np.int64)
    for area in range(lowest):
        foreign = rng.beta(2, 12)
        benefit = rng.beta(1.2, 10)
        abroad = min(1.0, 3 * benefit)
        status = [(1 - foreign) * benefit, (1 - foreign) * (1 - benefit), foreign * abroad, foreign * (1 - abroad)]
        counts[area] = rng.multinomial(population[area], np.outer(ages, status).ravel())
    return _labels(county, lowest), counts.ravel()


def catchments(labels: Labels, number: int = 12, seed: int = 7) -> NDArray[np.str_]:
    """Assign every social space at random to one of ``number`` catchment areas; one label per inner cell."""
    spaces, inverse = np.unique(labels["space"], return_inverse=True)
    drawn = np.random.default_rng(seed).integers(0, number, len(spaces))
    return np.array([f"k{n:02d}" for n in drawn])[inverse]


def _labels(county: County, lowest: int) -> Labels:
    space = [area % county.spaces for area in range(lowest)]
    areas = {
        "county": ["K"] * lowest,
        "mun": [f"m{s % county.municipalities:02d}" for s in space],
        "space": [f"s{s:03d}" for s in space],
        "leaf": [f"b{area:04d}" if county.blocks else f"s{area:03d}" for area in range(lowest)],
    }
    labels = {name: np.repeat(np.array(column), len(AGES) * len(STATUSES)) for name, column in areas.items()}
    for name, parts in (("agegrp", AGE_GROUPS), ("age", AGES)):
        labels[name] = np.tile(np.repeat(np.array(parts), len(STATUSES)), lowest)
    for position, name in enumerate(("nat", "stat")):
        labels[name] = np.tile(np.array([status[position] for status in STATUSES]), lowest * len(AGES))
    return labels
