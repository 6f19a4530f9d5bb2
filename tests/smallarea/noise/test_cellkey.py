"""Cell keys: the same records always get the same noise, whatever table, order or quarter they stand in."""

from __future__ import annotations

import hashlib
import hmac
import random

import numpy as np
import pytest

from smallarea.disclosure.build import Rows, build_graph
from smallarea.disclosure.graph import TableSpec, Unit
from smallarea.noise import NoisyRelease, cell_key_tables, design_ptable, inner_cell_keys, record_keys

SECRET = b"a secret of the office, kept for ever"
PERSONS = [
    {"id": f"p{n}", "town": f"T{n % 3}", "space": f"S{n % 12}", "age": f"A{n * 7 % 5}", "sex": "fm"[n * 3 // 8 % 2]}
    for n in range(400)
    if n % 12 != 5 or n < 20
]
PTABLE = design_ptable(5, 3.0, 2)
BY_SPACE = TableSpec("space", (("town", "space"), ("age",)))
BY_TOWN = TableSpec("town", (("town",), ("sex",)))


def _release(persons: list[dict[str, str]], *tables: TableSpec) -> NoisyRelease:
    rows = Rows(
        {name: np.array([p[name] for p in persons]) for name in ("town", "space", "age", "sex")},
        {"persons": np.ones(len(persons))},
    )
    keys = {"persons": record_keys(SECRET, [p["id"] for p in persons])}
    return cell_key_tables(rows, build_graph(rows, tables), keys, PTABLE)


def _true(persons: list[dict[str, str]], space: str, age: str) -> int:
    """A count by its label path, as a reader would count by hand."""
    wanted = dict(zip(("town", "space"), space.split("/"), strict=False)) if space != "*" else {}
    wanted |= {"age": age} if age != "*" else {}
    return sum(all(p[name] == value for name, value in wanted.items()) for p in persons)


def test_every_figure_keeps_the_ptables_promises() -> None:
    release = _release(PERSONS, BY_SPACE)
    table = release.tables["space"]
    assert len(table) == (1 + 3 + 12) * 6
    for (space, age), figure in table.items():
        count = _true(PERSONS, str(space), str(age))
        assert figure is not None
        assert abs(figure - count) <= 5
        assert figure not in (1, 2)
        assert count > 0 or figure == 0
    assert release.report["method"] == "cellkey"
    assert release.report["cells"] == 96


def test_one_cell_computed_by_hand() -> None:
    persons = [p for p in PERSONS if p["space"] == "S5"]
    assert 0 < len(persons) < 8
    key = sum(int.from_bytes(hmac.new(SECRET, p["id"].encode(), hashlib.sha256).digest()[:8], "big") for p in persons)
    share = key % 2**64 / 2**64
    row = PTABLE.probabilities[len(persons)]
    noise = next(v for v in range(-5, 6) if share < row[: v + 6].sum())
    assert _release(PERSONS, BY_SPACE).tables["space"]["T2/S5", "*"] == len(persons) + noise


def test_order_of_rows_does_not_matter() -> None:
    shuffled = random.Random(3).sample(PERSONS, len(PERSONS))
    assert _release(shuffled, BY_SPACE).tables == _release(PERSONS, BY_SPACE).tables


def test_equal_cells_of_different_tables_agree() -> None:
    together = _release(PERSONS, BY_SPACE, BY_TOWN).tables
    alone = _release(PERSONS, BY_TOWN).tables
    assert together["town"] == alone["town"]
    for town in ("*", "T0", "T1", "T2"):
        assert together["space"][town, "*"] == together["town"][town, "*"]


def test_a_single_child_repeats_its_parent() -> None:
    lonely = [p | {"town": "T0", "space": "S0"} if p["town"] == "T0" else p for p in PERSONS]
    table = _release(lonely, BY_SPACE).tables["space"]
    for age in ("*", "A0", "A1", "A2", "A3", "A4"):
        assert table["T0", age] == table["T0/S0", age]


def test_an_unchanged_stock_shows_the_same_figure_every_quarter() -> None:
    """Otherwise the average over quarters would remove the noise."""
    newcomer = {"id": "new", "town": "T1", "space": "S1", "age": "A0", "sex": "f"}
    first, second = (
        _release(PERSONS, BY_SPACE).tables["space"],
        _release([*PERSONS, newcomer], BY_SPACE).tables["space"],
    )
    changed = {("*", "*"), ("T1", "*"), ("T1/S1", "*"), ("*", "A0"), ("T1", "A0"), ("T1/S1", "A0")}
    assert all(first[cell] == second[cell] for cell in first if cell not in changed)


def test_another_secret_gives_other_noise() -> None:
    ids = [p["id"] for p in PERSONS]
    assert not np.array_equal(record_keys(SECRET, ids), record_keys(b"another secret, as long", ids))


def test_inner_cells_are_stable_in_any_order_and_grow_by_records() -> None:
    labels = {"space": ["S1", "S2", "S3"], "age": ["A1", "A1", "A2"]}
    keys = inner_cell_keys(SECRET, labels, np.array([3, 0, 5]))
    backwards = inner_cell_keys(SECRET, {k: v[::-1] for k, v in labels.items()}, np.array([5, 0, 3]))
    assert keys.tolist() == backwards.tolist()[::-1]
    assert keys[1] == 0
    more = inner_cell_keys(SECRET, labels, np.array([3, 1, 5]))
    assert more[[0, 2]].tolist() == keys[[0, 2]].tolist()
    assert more[1] != 0


def test_rows_of_one_inner_cell_have_the_key_of_their_sum() -> None:
    whole = inner_cell_keys(SECRET, {"space": ["S1"]}, np.array([7]))
    parts = inner_cell_keys(SECRET, {"space": ["S1", "S1", "S1"]}, np.array([4, 1, 2]))
    assert parts.sum(dtype=np.uint64) == whole[0]
    assert len(set(parts.tolist())) == 3


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        record_keys(b"short", ["a"])
    with pytest.raises(ValueError, match="unique"):
        record_keys(SECRET, ["a", "a"])
    with pytest.raises(ValueError, match="negative"):
        inner_cell_keys(SECRET, {"space": ["S1"]}, np.array([-1]))
    rows = Rows({"town": np.array(["a", "b"])}, {"persons": np.ones(2), "euros": np.array([1.5, 2.0])})
    graph = build_graph(rows, [TableSpec("t", (("town",),))])
    with pytest.raises(ValueError, match="no record keys for the unit 'persons'"):
        cell_key_tables(rows, graph, {}, PTABLE)
    with pytest.raises(ValueError, match="1 record keys for 2 rows"):
        cell_key_tables(rows, graph, {"persons": np.zeros(1, dtype=np.uint64)}, PTABLE)
    money = build_graph(rows, [TableSpec("t", (("town",),), "euros")], [Unit("euros", kind="amount")])
    with pytest.raises(ValueError, match="no plain count"):
        cell_key_tables(rows, money, {"euros": np.zeros(2, dtype=np.uint64)}, PTABLE)
