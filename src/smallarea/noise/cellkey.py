"""The cell-key method: small, repeatable noise on every count of every table.

Each record (person, benefit household) has a secret key; the key of a cell is the sum of its records' keys; the cell's
key and count choose the noise from the p-table. The same set of records therefore always gets the same noise, in
whichever table, order or quarter it is counted, so asking twice or differencing two equal cells tells nothing.

Two rules the user of this module must keep:

- **The secret stays the same for ever and the record's id stays the same over quarters.** With new keys every quarter
  the average over quarters would remove the noise.
- **Noise and suppression are not mixed** for the same cells: a noisy figure beside a suppressed total bounds it.

Noisy tables do not add up; readers are told so. Records are keyed inside the shielded statistics office only.
Source: Statistisches Bundesamt, "Die Geheimhaltung mit der Cell-Key-Methode" (Zensus 2022); Marley and Leaver 2011.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from smallarea.disclosure.build import Rows
from smallarea.disclosure.graph import ReleaseGraph, Table
from smallarea.disclosure.protected import ProtectedTable
from smallarea.disclosure.publication import publish
from smallarea.noise.ptable import Ints, Keys, PTable

SHORTEST_SECRET: Final = 16
"""Bytes a secret must have at least (128 bits)."""
_SEPARATOR: Final = b"\x1f"


@dataclass(frozen=True)
class NoisyRelease:
    """Tables with noise, ready to publish, and what may be told about them.

    ``report`` holds ``method``, ``cells`` (published numbers, each once), ``max_deviation``, ``variance``, ``small``
    (the p-table's parameters) and ``mean_absolute_deviation`` over all cells that are not zero.
    """

    tables: Mapping[str, ProtectedTable]
    report: Mapping[str, float | int | str]


def record_keys(secret: bytes, ids: Sequence[str]) -> Keys:
    """Return the key of each record: the first 64 bits of HMAC-SHA-256 of its id under the secret (RFC 2104).

    ``ids`` are stable over quarters and unique within the data. Raises ``ValueError`` for a short secret or an id that
    stands twice (two records with one key would move together).
    """
    _check_secret(secret)
    if len(set(ids)) != len(ids):
        raise ValueError("record ids must be unique within the data; at least one stands twice")
    return np.array([_key(secret, identity.encode()) for identity in ids], dtype=np.uint64)


def inner_cell_keys(secret: bytes, labels: Mapping[str, Sequence[str]], counts: Ints) -> Keys:
    """Return key sums for data that come as inner cells: the n-th record of a cell has a key of its own.

    ``labels`` are the columns that name a cell, always the same ones and at least all that any table uses; ``counts``
    are the records of each row; all of the same length. Rows of the same cell continue its numbering. A cell whose
    labels and count stay the same keeps its key over quarters. Raises ``ValueError`` for a short secret or negative
    counts.
    """
    _check_secret(secret)
    columns = [labels[name] for name in sorted(labels)]
    if np.any(counts < 0):
        raise ValueError("counts of inner cells must not be negative")
    used: dict[bytes, int] = {}
    sums = np.zeros(len(counts), dtype=np.uint64)
    for row, (parts, count) in enumerate(zip(zip(*columns, strict=True), counts.tolist(), strict=True)):
        name = _SEPARATOR.join(str(part).encode() for part in parts)
        first = used.get(name, 0)
        used[name] = first + count
        numbers = range(first, first + count)
        sums[row] = sum(_key(secret, name + _SEPARATOR + str(number).encode()) for number in numbers) % 2**64
    return sums


def cell_key_tables(rows: Rows, graph: ReleaseGraph, keys: Mapping[str, Keys], ptable: PTable) -> NoisyRelease:
    """Return all tables of the release with cell-key noise.

    ``graph`` was built from ``rows``; ``keys`` holds for each counted unit one key (sum) per row of ``rows``, from
    ``record_keys`` or ``inner_cell_keys``. Zero stays zero; equal cells get equal noise wherever they stand.

    Raises ``ValueError`` if a unit of the graph is an amount or signed (the p-table knows counts only), if its keys are
    missing or of the wrong length, or if a count is not a whole number.
    """
    counts = whole_counts(graph)
    noise = ptable.noise(counts, cell_keys(rows, graph, keys))
    noisy = counts + noise
    filled = (counts > 0) & ~graph.latent
    report: dict[str, float | int | str] = {
        "method": "cellkey",
        "cells": int((~graph.latent).sum()),
        "max_deviation": ptable.max_deviation,
        "variance": ptable.variance,
        "small": ptable.small,
        "mean_absolute_deviation": float(np.abs(noise[filled]).mean()) if filled.any() else 0.0,
    }
    return NoisyRelease(publish(graph, noisy.astype(np.float64)), report)


def cell_keys(rows: Rows, graph: ReleaseGraph, keys: Mapping[str, Keys]) -> Keys:
    """Return the key of every variable of the graph (n): the sum of its records' keys modulo 2**64, latent ones 0."""
    found = np.zeros(graph.size, dtype=np.uint64)
    for table in graph.tables:
        unit = table.spec.unit
        if unit not in keys:
            raise ValueError(f"table '{table.spec.id}': no record keys for the unit '{unit}'")
        if len(keys[unit]) != len(rows):
            raise ValueError(f"unit '{unit}': {len(keys[unit])} record keys for {len(rows)} rows")
        counted = np.where(rows.figures[unit] > 0, keys[unit], np.uint64(0)).astype(np.uint64)
        found[table.cells] = _sum_up(table, rows, counted)
    return found


def whole_counts(graph: ReleaseGraph) -> Ints:
    """Return the graph's figures as whole numbers (n); ``ValueError`` if a unit is no plain count."""
    for unit in graph.units:
        if unit.kind != "count" or unit.signed:
            raise ValueError(f"unit '{unit.id}' is no plain count; noise and rounding protect counts only")
    counts: Ints = np.rint(graph.values).astype(np.int64)
    if np.any(np.abs(counts - graph.values) > 1e-9) or np.any(counts < 0):
        raise ValueError("counts must be whole numbers and not negative")
    return counts


def _sum_up(table: Table, rows: Rows, weights: Keys) -> Keys:
    """Sum weights of rows into every cell of the table (same shape as ``table.cells``), modulo 2**64."""
    sums = np.zeros(table.cells.shape, dtype=np.uint64)
    places = []
    for nodes, hierarchy in zip(table.nodes, table.spec.dimensions, strict=True):
        number = {node.path: i for i, node in enumerate(nodes)}
        paths = zip(*(rows.labels[column].tolist() for column in hierarchy), strict=True)
        places.append(np.fromiter((number[tuple(path)] for path in paths), dtype=np.int64, count=len(rows)))
    flat = np.ravel_multi_index(places, sums.shape)
    np.add.at(sums.reshape(-1), flat, weights)
    for axis, nodes in enumerate(table.nodes):
        moved = np.moveaxis(sums, axis, 0)
        for i in range(len(nodes) - 1, 0, -1):  # children stand behind their parents
            moved[nodes[i].parent, ...] += moved[i]
    return sums


def _check_secret(secret: bytes) -> None:
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"the secret of the record keys needs at least {SHORTEST_SECRET} bytes, it has {len(secret)}")


def _key(secret: bytes, message: bytes) -> int:
    return int.from_bytes(hmac.digest(secret, message, "sha256")[:8], "big")
