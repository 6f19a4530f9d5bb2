"""The release register: what was published before counts for ever."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallarea.disclosure.build import Link, Rows, build_graph
from smallarea.disclosure.graph import TableSpec, Unit
from smallarea.disclosure.protect import protect
from smallarea.disclosure.protected import ProtectedTable
from smallarea.disclosure.publication import publish_pattern
from smallarea.disclosure.register import Joint, RegisterError, ReleaseRefused, ReleaseRegister
from smallarea.noise import cell_key_tables, design_ptable, inner_cell_keys, round_tables

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECRET = b"a secret of the office, kept for ever"
POPULATION = "SGB II, March 2026"
BY_TOWN = TableSpec("town", (("town", "space"), ("age",)))
BY_CATCHMENT = TableSpec("catchment", (("catchment", "space"), ("age",)))


def _county(seed: int = 1, spaces: int = 8, busy: float = 6.0) -> Rows:
    """Spaces in towns (blocks of them) and in catchment areas (every third), four ages, small counts."""
    rng = np.random.default_rng(seed)
    cells = [(s, a) for s in range(spaces) for a in range(4)]
    counts = rng.poisson(rng.gamma(1.0, busy, len(cells)))
    return Rows(
        {
            "space": np.array([f"S{s:02d}" for s, _ in cells]),
            "town": np.array([f"T{s // 4}" for s, _ in cells]),
            "catchment": np.array([f"C{s % 3}" for s, _ in cells]),
            "age": np.array([f"A{a}" for _, a in cells]),
        },
        {"persons": counts.astype(float)},
    )


def _joint_release(joint: Joint) -> dict[str, ProtectedTable]:
    release = protect(joint.graph, previous=joint.hidden_before)
    return publish_pattern(joint.graph, release.hidden, joint.tables)


@cache
def _towns() -> dict[str, ProtectedTable]:
    """The first release of most tests; with an empty register the joint graph is that of the table alone."""
    return _alone(_county(), BY_TOWN)


def _alone(rows: Rows, spec: TableSpec) -> dict[str, ProtectedTable]:
    graph = build_graph(rows, [spec])
    return publish_pattern(graph, protect(graph).hidden, [spec])


def test_a_release_is_stored_with_what_was_published_and_nothing_else(tmp_path: Path) -> None:
    rows = _county()
    register = ReleaseRegister(tmp_path / "register")
    joint = register.joint(POPULATION, rows, [BY_TOWN])
    tables = _joint_release(joint)
    assert tables == _towns()
    entry = register.append(joint, "2026-Q1", tables, registered=NOW)
    again = ReleaseRegister(tmp_path / "register")
    assert again.entries(POPULATION) == (entry,)
    assert again.entries("another") == ()
    assert again.store.tables(entry) == tables
    lines = (tmp_path / "register" / entry.file).read_text().splitlines()
    assert lines[0] == "table,cell,value,status"
    hidden = [line for line in lines if line.endswith("suppressed")]
    assert len(hidden) == len(tables["town"].suppressed) > 0
    assert all(line.split(",")[-2:] == [".", "suppressed"] for line in hidden)
    assert entry.registered == "2026-11-23T09:00:00+00:00"


def test_two_geographies_protected_one_by_one_are_refused_with_the_cells_named(tmp_path: Path) -> None:
    rows = _county()
    register = ReleaseRegister(tmp_path)
    register.append(register.joint(POPULATION, rows, [BY_TOWN]), "towns", _towns(), registered=NOW)
    joint = register.joint(POPULATION, rows, [BY_CATCHMENT])
    with pytest.raises(ReleaseRefused, match="would open") as refusal:
        register.append(joint, "catchments", _alone(rows, BY_CATCHMENT), registered=NOW)
    assert refusal.value.cells
    small = {
        f"{table.spec.id}: {' | '.join(table.labels(at))}"
        for table in joint.graph.tables
        for at, variable in enumerate(table.cells.ravel())
        if 0 < joint.graph.values[variable] < 3
    }
    assert set(refusal.value.cells) <= small
    assert len(register.entries()) == 1, "a refused release leaves no trace"
    assert len(list(tmp_path.glob("*.csv"))) == 1


def test_the_second_geography_protected_with_the_register_is_accepted(tmp_path: Path) -> None:
    rows = _county()
    register = ReleaseRegister(tmp_path)
    register.append(register.joint(POPULATION, rows, [BY_TOWN]), "towns", _towns(), registered=NOW)
    joint = register.joint(POPULATION, rows, [BY_CATCHMENT])
    tables = _joint_release(joint)
    register.append(joint, "catchments", tables, registered=NOW)
    assert [entry.id for entry in register.entries()] == ["towns", "catchments"]
    total = tables["catchment"]["*", "*"]
    assert total is None or total == rows.figures["persons"].sum()


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000))
def test_split_in_two_releases_nothing_opens(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Metamorphic: one release, or two with the register between them: the attack on everything finds nothing."""
    rows = _county(seed, spaces=8)
    register = ReleaseRegister(tmp_path_factory.mktemp("register"))
    for number, spec in enumerate((BY_TOWN, BY_CATCHMENT)):
        joint = register.joint(POPULATION, rows, [spec])
        register.append(joint, f"part-{number}", _joint_release(joint), registered=NOW)
    last = register.joint(POPULATION, rows, [TableSpec("ages", (("age",),))])
    assert register.check(last, _joint_release(last)) == ()


def test_publishing_what_was_hidden_is_refused(tmp_path: Path) -> None:
    rows = _county()
    register = ReleaseRegister(tmp_path)
    first = register.joint(POPULATION, rows, [BY_TOWN])
    tables = _towns()
    register.append(first, "first", tables, registered=NOW)
    small = next(
        key
        for key in tables["town"].suppressed
        for at in range(first.graph.tables[0].cells.size)
        if first.graph.tables[0].labels(at) == key
        and 0 < first.graph.values[first.graph.tables[0].cells.ravel()[at]] < 3
    )
    joint = register.joint(POPULATION, rows, [BY_TOWN])
    opened = _with(tables["town"], {small: _value(joint, small)})
    with pytest.raises(ReleaseRefused) as refusal:
        register.append(joint, "second", {"town": opened}, registered=NOW)
    assert f"town: {' | '.join(map(str, small))}" in refusal.value.cells


def test_the_same_release_again_is_harmless_but_not_under_the_same_name(tmp_path: Path) -> None:
    rows = _county()
    register = ReleaseRegister(tmp_path)
    joint = register.joint(POPULATION, rows, [BY_TOWN])
    tables = _towns()
    register.append(joint, "first", tables, registered=NOW)
    joint = register.joint(POPULATION, rows, [BY_TOWN])
    with pytest.raises(ReleaseRefused, match="registered already"):
        register.append(joint, "first", tables, registered=NOW)
    register.append(joint, "again", tables, registered=NOW)
    assert [entry.number for entry in register.entries()] == [1, 2]


def test_a_joint_graph_goes_stale_when_another_release_came_between(tmp_path: Path) -> None:
    rows = _county()
    register = ReleaseRegister(tmp_path)
    first, second = (register.joint(POPULATION, rows, [spec]) for spec in (BY_TOWN, BY_CATCHMENT))
    register.append(first, "first", _towns(), registered=NOW)
    with pytest.raises(ReleaseRefused, match="meanwhile"):
        register.append(second, "second", _alone(rows, BY_CATCHMENT), registered=NOW)


def test_contradictions_to_the_register_are_named(tmp_path: Path) -> None:
    rows = _county()
    register = ReleaseRegister(tmp_path)
    joint = register.joint(POPULATION, rows, [BY_TOWN])
    tables = _towns()
    register.append(joint, "first", tables, registered=NOW)
    corrected = Rows(rows.labels, {"persons": rows.figures["persons"] + (np.arange(32) == 0)})
    with pytest.raises(ReleaseRefused, match="no longer those of the data") as refusal:
        register.joint(POPULATION, corrected, [BY_TOWN])
    assert "town: * | *" in refusal.value.cells
    renamed = Rows({**rows.labels, "town": np.char.add(rows.labels["town"], "x")}, rows.figures)
    with pytest.raises(ReleaseRefused, match="stands only on one side"):
        register.joint(POPULATION, renamed, [BY_CATCHMENT])
    narrow = Rows({name: rows.labels[name] for name in ("catchment", "space", "age")}, rows.figures)
    with pytest.raises(ReleaseRefused, match="column 'town'"):
        register.joint(POPULATION, narrow, [BY_CATCHMENT])
    with pytest.raises(ReleaseRefused, match="same data were published as population"):
        register.joint("another name", rows, [BY_CATCHMENT])
    with pytest.raises(ReleaseRefused, match="another kind"):
        register.joint(POPULATION, rows, [BY_TOWN], [Unit("persons", kind="amount")])


def test_wrong_releases_are_named(tmp_path: Path) -> None:
    rows = _county()
    register = ReleaseRegister(tmp_path)
    joint = register.joint(POPULATION, rows, [BY_TOWN])
    tables = _towns()
    with pytest.raises(ReleaseRefused, match="no name"):
        register.append(joint, "../first", tables, registered=NOW)
    with pytest.raises(ReleaseRefused, match="time zone"):
        register.append(joint, "first", tables, registered=NOW.replace(tzinfo=None))
    with pytest.raises(ReleaseRefused, match="has the tables town"):
        register.append(joint, "first", {}, registered=NOW)
    wrong = _with(tables["town"], {("*", "*"): 7})
    with pytest.raises(ReleaseRefused, match="not those of the data"):
        register.append(joint, "first", {"town": wrong}, registered=NOW)
    assert register.entries() == ()


def test_the_higher_threshold_of_an_earlier_release_keeps_holding(tmp_path: Path) -> None:
    rows = _county()
    register = ReleaseRegister(tmp_path)
    strict = register.joint(POPULATION, rows, [BY_TOWN], [Unit("persons", threshold=5)])
    register.append(strict, "strict", _joint_release(strict), registered=NOW)
    assert register.joint(POPULATION, rows, [BY_CATCHMENT]).graph.units == (Unit("persons", threshold=5),)


def test_noise_and_suppression_are_not_mixed(tmp_path: Path) -> None:
    rows = _county()
    register = ReleaseRegister(tmp_path)
    joint = register.joint(POPULATION, rows, [BY_TOWN])
    register.append(joint, "first", _towns(), registered=NOW)
    with pytest.raises(ReleaseRefused, match="bound each other"):
        register.joint(POPULATION, rows, [BY_TOWN], method="cellkey", parameters={"max_deviation": 5})


def test_cell_key_releases_must_show_equal_figures_for_equal_cells(tmp_path: Path) -> None:
    rows = _county()
    register = ReleaseRegister(tmp_path)
    ptable = design_ptable(5, 3.0, 2)
    parameters = {"max_deviation": 5, "variance": 3.0, "small": 2}

    def noisy(spec: TableSpec, secret: bytes) -> tuple[Joint, Mapping[str, ProtectedTable]]:
        joint = register.joint(POPULATION, rows, [spec], method="cellkey", parameters=parameters)
        labels = {name: rows.labels[name].tolist() for name in ("space", "age")}
        keys = {"persons": inner_cell_keys(secret, labels, rows.figures["persons"].astype(int))}
        graph = build_graph(rows, [spec])
        return joint, cell_key_tables(rows, graph, keys, ptable).tables

    joint, tables = noisy(BY_TOWN, SECRET)
    register.append(joint, "towns", tables, registered=NOW)
    joint, tables = noisy(BY_CATCHMENT, b"a new secret, which averages noise away")
    with pytest.raises(ReleaseRefused, match="another place"):
        register.append(joint, "catchments", tables, registered=NOW)
    joint, tables = noisy(BY_CATCHMENT, SECRET)
    register.append(joint, "catchments", tables, registered=NOW)
    with pytest.raises(ReleaseRefused, match="mixed in one release"):
        register.check(joint, {"catchment": _with(tables["catchment"], {("C0", "A1"): None})})


def test_rounded_releases_are_attacked_together(tmp_path: Path) -> None:
    rows = _county()
    register = ReleaseRegister(tmp_path)

    def rounded(base: int) -> tuple[Joint, Mapping[str, ProtectedTable]]:
        parameters = {"base": base, "style": "nearest"}
        joint = register.joint(POPULATION, rows, [BY_TOWN], method="round", parameters=parameters)
        return joint, round_tables(build_graph(rows, [BY_TOWN]), base, style="nearest").tables

    joint, tables = rounded(5)
    with pytest.raises(ReleaseRefused, match="would open"):
        register.append(joint, "fives", tables, registered=NOW)
    joint, tables = rounded(10)
    register.append(joint, "tens", tables, registered=NOW)
    joint, _ = rounded(10)
    with pytest.raises(ReleaseRefused, match="shows 10, another place 90"):
        register.check(joint, {"town": _with(tables["town"], {("T0/S00", "A0"): 90})})


def test_figures_that_no_rounding_gives_are_refused(tmp_path: Path) -> None:
    rows = _county()
    parameters = {"base": 10, "style": "nearest"}
    joint = ReleaseRegister(tmp_path).joint(POPULATION, rows, [BY_TOWN], method="round", parameters=parameters)
    tables = round_tables(build_graph(rows, [BY_TOWN]), 10, style="nearest").tables
    with pytest.raises(ReleaseRefused, match="not this release rounded to 10"):
        ReleaseRegister(tmp_path).check(joint, {"town": _with(tables["town"], {("T0/S00", "A0"): 90})})


def test_published_flows_are_remembered(tmp_path: Path) -> None:
    """Stock + entries - exits = next stock: the link stands in the register and ties later releases too."""
    figures = {"first": [90.0, 80], "entries": [20.0, 10], "exits": [15.0, 12], "second": [95.0, 78]}
    rows = Rows({"town": np.array(["A", "B"])}, {name: np.array(values) for name, values in figures.items()})
    units = [Unit(name) for name in figures]
    tables = [TableSpec(name, (("town",),), name) for name in figures]
    flow = Link({"second": 1, "first": -1, "entries": -1, "exits": 1})
    register = ReleaseRegister(tmp_path)
    joint = register.joint(POPULATION, rows, tables, units, links=[flow])
    entry = register.append(joint, "flows", _joint_release(joint), registered=NOW)
    assert ReleaseRegister(tmp_path).entries() == (entry,)
    assert entry.links == (flow,)
    alone = register.joint(POPULATION, rows, tables[:1], units)
    assert np.count_nonzero(alone.graph.defined == -2) == 3, "the flow of both towns and of their sum"


def test_a_broken_off_registration_is_named(tmp_path: Path) -> None:
    register = ReleaseRegister(tmp_path)
    joint = register.joint(POPULATION, _county(), [BY_TOWN])
    (tmp_path / "0001-first.csv").write_text("table,cell,value,status\n")
    with pytest.raises(RegisterError):
        register.append(joint, "first", _towns(), registered=NOW)


@pytest.mark.parametrize("damage", ["edit", "drop", "swap", "junk", "hash", "bytes", "no list"])
def test_a_damaged_list_is_a_clear_error(tmp_path: Path, damage: str) -> None:
    register = _with_three_releases(tmp_path)
    index = tmp_path / "releases.jsonl"
    lines = index.read_text().splitlines()
    if damage == "edit":
        lines[1] = lines[1].replace("March", "April")
    elif damage == "drop":
        del lines[1]
    elif damage == "swap":
        lines[0], lines[1] = lines[1], lines[0]
    elif damage == "junk":
        lines[2] = lines[2][:50]
    elif damage == "bytes":
        lines[2] = lines[2].replace("March", "M\udcffrch")
    elif damage == "hash":
        record = json.loads(lines[0])
        lines[0] = json.dumps(record | {"hash": "0" * 64})
    index.unlink()
    if damage != "no list":
        index.write_bytes(("\n".join(lines) + "\n").encode(errors="surrogateescape"))
    with pytest.raises(RegisterError, match="backup"):
        register.entries()


def test_a_changed_or_missing_release_file_is_a_clear_error(tmp_path: Path) -> None:
    register = _with_three_releases(tmp_path)
    first, second, _ = register.entries()
    path = tmp_path / first.file
    path.write_text(path.read_text().replace("published", "suppressed", 1))
    with pytest.raises(RegisterError, match="changed after registration"):
        register.joint(POPULATION, _county(), [BY_TOWN])
    (tmp_path / second.file).unlink()
    with pytest.raises(RegisterError, match="cannot be read"):
        register.store.tables(second)


def _with_three_releases(folder: Path) -> ReleaseRegister:
    register = ReleaseRegister(folder)
    for name in ("a", "b", "c"):
        joint = register.joint(POPULATION, _county(), [TableSpec("ages", (("age",),))])
        register.append(joint, name, _joint_release(joint), registered=NOW)
    return register


def _value(joint: Joint, key: tuple[object, ...]) -> int:
    table = joint.graph.tables[0]
    at = next(at for at in range(table.cells.size) if table.labels(at) == key)
    return int(joint.graph.values[table.cells.ravel()[at]])


def _with(table: ProtectedTable, changes: dict[tuple[object, ...], int | None]) -> ProtectedTable:
    return ProtectedTable(table.dimensions, ((key, changes.get(key, value)) for key, value in table.items()))
