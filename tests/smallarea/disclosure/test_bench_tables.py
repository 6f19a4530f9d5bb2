"""The generator of the benchmark gives the published tables; the register refuses what they were made to show."""

from __future__ import annotations

import csv
import importlib.util
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from smallarea.disclosure.build import Rows, build_graph
from smallarea.disclosure.graph import TableSpec
from smallarea.disclosure.protect import protect
from smallarea.disclosure.publication import publish_pattern
from smallarea.disclosure.register import ReleaseRefused, ReleaseRegister

GENERATOR = Path(__file__).parents[3] / "benchmarks" / "_sdc_generator.py"


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("_sdc_generator", GENERATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("name", "cells", "primary"), [("t1k", 1_001, 19), ("t5k", 5_096, 244), ("t10k", 10_010, 417)])
def test_the_generator_gives_the_published_tables(
    generator: ModuleType, published: Callable[..., Path], name: str, cells: int, primary: int
) -> None:
    labels, counts = generator.generate(generator.COUNTIES[name])
    with published("sdc_tables", f"{name}.csv").open() as handle:
        rows = list(csv.DictReader(handle))
    assert [int(row["freq"]) for row in rows] == counts.tolist()
    for column in generator.COLUMNS:
        assert [row[column] for row in rows] == labels[column].tolist()
    table = TableSpec("t", (("mun", "space"), ("agegrp", "age"), ("nat", "stat")))
    graph = build_graph(Rows(labels, {"persons": counts.astype(float)}), [table])
    assert (graph.size, int(graph.primary.sum())) == (cells, primary)


@pytest.mark.slow
def test_overlapping_geographies_of_a_whole_county_are_refused(generator: ModuleType, tmp_path: Path) -> None:
    """Protected one by one, most of the 249 small counts of both tables together can be computed."""
    labels, counts = generator.generate(generator.COUNTIES["t5k"])
    rows = Rows(labels | {"catchment": generator.catchments(labels)}, {"persons": counts.astype(float)})
    register = ReleaseRegister(tmp_path)
    specs = [TableSpec(top, ((top, "space"), ("agegrp", "age"), ("nat", "stat"))) for top in ("mun", "catchment")]
    patterns = []
    for spec in specs:
        graph = build_graph(rows, [spec])
        patterns.append(publish_pattern(graph, protect(graph).hidden))
    now = datetime(2026, 11, 23, tzinfo=UTC)
    register.append(register.joint("t5k", rows, specs[:1]), "municipalities", patterns[0], registered=now)
    joint = register.joint("t5k", rows, specs[1:])
    with pytest.raises(ReleaseRefused) as refusal:
        register.append(joint, "catchments", patterns[1], registered=now)
    assert len(refusal.value.cells) > 150
    assert [entry.id for entry in register.entries()] == ["municipalities"]
