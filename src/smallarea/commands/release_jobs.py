"""The work behind ``smallarea protect`` and ``smallarea audit``: files in, files out."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from smallarea.disclosure.audit import AuditReport, audit
from smallarea.disclosure.build import Rows
from smallarea.disclosure.graph import ReleaseGraph
from smallarea.disclosure.outfile import read_pattern, read_previous, write_out
from smallarea.disclosure.protect import Method, UnsafeRelease, protect
from smallarea.disclosure.protected import ProtectedTable
from smallarea.disclosure.publication import publish_pattern
from smallarea.disclosure.register import ReleaseRefused, ReleaseRegister
from smallarea.disclosure.spec import ReleaseSpec, load_spec, read_rows
from smallarea.errors import DefinitionError
from smallarea.noise import cell_key_tables, design_ptable, inner_cell_keys, record_keys, round_tables
from smallarea.noise.ptable import Keys

MOST_LISTED: Final = 1_000
"""So many cells of each kind are named in a report."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command tells the user; ``passed`` decides the exit code."""

    passed: bool
    message: str


def run_protect(spec_file: Path, output: Path, report_file: Path | None, method: str) -> Outcome:
    """Protect the release of a spec and write it; a refused release leaves the report only."""
    begin = time.perf_counter()
    spec = load_spec(spec_file)
    rows = read_rows(spec, _registered_columns(spec))
    if method in ("cellkey", "round"):
        return _with_noise(spec, rows, output, report_file, method, begin)
    chosen: Method = "exact" if method == "exact" else "default"
    try:
        return _with_suppression(spec, rows, output, report_file, chosen, begin)
    except ReleaseRefused as refused:
        content = {"method": method, "refused": str(refused), "unsafe_cells": list(refused.cells[:MOST_LISTED])}
        _write_report(report_file, content)
        return Outcome(passed=False, message=f"Refused by the register: {refused}")


def _registered_columns(spec: ReleaseSpec) -> list[str]:
    """The label columns of all earlier releases of the population."""
    if not spec.register:
        return []
    entries = _register(spec).entries(_required(spec, "register", spec.register, "population"))
    return [c for entry in entries for table in entry.tables for hierarchy in table.dimensions for c in hierarchy]


def _register(spec: ReleaseSpec) -> ReleaseRegister:
    return ReleaseRegister(spec.file.parent / _required(spec, "register", spec.register, "folder"))


def _with_suppression(
    spec: ReleaseSpec, rows: Rows, output: Path, report_file: Path | None, method: Method, begin: float
) -> Outcome:
    register = joint = None
    if spec.register:
        register = _register(spec)
        population = _required(spec, "register", spec.register, "population")
        try:
            joint = register.joint(
                population, rows, spec.tables, spec.units, zeros_public=spec.zeros_public, links=spec.links
            )
        except ValueError as error:
            raise DefinitionError(str(error), file=spec.file, cure="correct the tables or rules.") from error
        graph = spec.apply_rules(joint.graph, rows)
    else:
        graph = spec.graph(rows)
    previous = None if joint is None else joint.hidden_before
    if spec.previous is not None:
        earlier = read_previous(spec.previous, graph)
        previous = earlier if previous is None else previous | earlier
    try:
        release = protect(graph, method=method, previous=previous, seconds=spec.seconds)
    except UnsafeRelease as refused:
        _write_report(report_file, _refusal(graph, refused, method, time.perf_counter() - begin))
        return Outcome(passed=False, message=f"Refused: {refused}")
    except ValueError as error:
        raise DefinitionError(str(error), file=spec.file, cure="use --method default.") from error
    tables = publish_pattern(graph, release.hidden, spec.tables)
    if register is not None and joint is not None:
        name = _required(spec, "register", spec.register, "release")
        register.append(joint, name, tables, registered=datetime.now(UTC))
    write_out(output, spec.tables, tables)
    summary = release.summary()
    summary["seconds"] = round(time.perf_counter() - begin, 3)
    _write_report(report_file, summary)
    return Outcome(
        passed=True,
        message=f"{output}: {summary['suppressed']} of {summary['cells']} cells suppressed, "
        f"{summary['primary']} of them primary; the audit found nothing.",
    )


def _refusal(graph: ReleaseGraph, refused: UnsafeRelease, method: str, seconds: float) -> dict[str, Any]:
    content: dict[str, Any] = {
        "cells": int((~graph.latent).sum()),
        "primary": int(graph.primary.sum()),
        "suppressed": None,
        "suppressed_value": None,
        "audit": None if refused.report is None else refused.report.counts(),
        "seconds": round(seconds, 3),
        "method": method,
        "refused": str(refused),
        "unsafe_cells": list(refused.cells[:MOST_LISTED]),
    }
    return content


def run_audit(spec_file: Path, out: Path, report_file: Path | None) -> Outcome:
    """Attack the pattern of a file and write what was found."""
    begin = time.perf_counter()
    spec = load_spec(spec_file)
    graph = spec.graph(read_rows(spec))
    hidden = read_pattern(out, graph)
    report = audit(graph, hidden)
    _write_report(
        report_file,
        {
            "cells": int((~graph.latent).sum()),
            "primary": int(graph.primary.sum()),
            "suppressed": int(hidden.sum()),
            "suppressed_value": float(np.abs(graph.values[hidden]).sum()),
            "audit": report.counts(),
            "seconds": round(time.perf_counter() - begin, 3),
            "method": "audit",
            "found": _found(graph, report),
        },
    )
    counts = report.counts()
    if report.passed:
        attacked = int(graph.primary.sum())
        return Outcome(passed=True, message=f"{out}: nothing can be derived ({attacked} cells attacked).")
    unsafe = graph.names(report.unsafe())
    shown = "\n".join(f"  {name}" for name in unsafe[:20]) + ("\n  ..." if len(unsafe) > 20 else "")
    return Outcome(
        passed=False,
        message=f"{out}: {counts['below_threshold']} primary cells can be bounded below the threshold, "
        f"{counts['exact']} of them computed exactly; {counts['insider_pairs']} insider pairs; "
        f"{counts['integer_witness_missing']} without a whole-number witness:\n{shown}",
    )


def _found(graph: ReleaseGraph, report: AuditReport) -> dict[str, list[Any]]:
    return {
        "below_threshold": graph.names(report.below_threshold[:MOST_LISTED]),
        "exact": graph.names(report.exact[:MOST_LISTED]),
        "insider_pairs": [graph.names(pair) for pair in report.insider_pairs[:MOST_LISTED]],
        "integer_witness_missing": graph.names(report.integer_witness_missing[:MOST_LISTED]),
    }


def _with_noise(
    spec: ReleaseSpec, rows: Rows, output: Path, report_file: Path | None, method: str, begin: float
) -> Outcome:
    graph = spec.graph(rows)
    content: dict[str, Any] = {
        "cells": int((~graph.latent).sum()),
        "primary": int(graph.primary.sum()),
        "suppressed": 0,
        "suppressed_value": 0.0,
        "audit": {"below_threshold": None, "exact": None, "insider_pairs": None, "integer_witness_missing": None},
    }
    passed = True
    tables: Mapping[str, ProtectedTable]
    try:
        if method == "cellkey":
            options = spec.noise
            ptable = design_ptable(
                int(options.get("max_deviation", 4)), float(options.get("variance", 2.0)), int(options.get("small", 0))
            )
            noisy = cell_key_tables(rows, graph, _keys(spec, rows, "cellkey", options), ptable)
            tables = noisy.tables
            content["noise"] = dict(noisy.report)
        else:
            options = spec.rounding
            base = int(options.get("base", 5))
            if options.get("style", "random") == "nearest":
                rounded = round_tables(graph, base, style="nearest")
            else:
                keys = _keys(spec, rows, "round", options)
                rounded = round_tables(graph, base, style="random", rows=rows, keys=keys)
            tables, passed = rounded.tables, rounded.audit.passed
            content["audit"]["below_threshold"] = len(rounded.audit.below_threshold)
            content["audit"]["exact"] = len(rounded.audit.exact)
            content["unsafe_cells"] = [*rounded.audit.exact, *rounded.audit.below_threshold][:MOST_LISTED]
    except ValueError as error:
        raise DefinitionError(str(error), file=spec.file, cure=f"correct [{method}] of the spec.") from error
    content |= {"seconds": round(time.perf_counter() - begin, 3), "method": method}
    _write_report(report_file, content)
    if not passed:
        return Outcome(passed=False, message="Refused: the rounded figures open some cells; use a larger base.")
    write_out(output, spec.tables, tables)
    return Outcome(passed=True, message=f"{output}: {content['cells']} cells published ({method}).")


def _keys(spec: ReleaseSpec, rows: Rows, section: str, options: Mapping[str, Any]) -> dict[str, Keys]:
    """The cell keys of every unit; from the column ``record`` if it is named, else from the inner cells."""
    path = spec.file.parent / _required(spec, section, options, "secret_file")
    secret = path.read_bytes().strip()
    record = str(options.get("record", ""))
    if record:
        return {unit.id: record_keys(secret, rows.labels[record].tolist()) for unit in spec.units}
    labels = {column: rows.labels[column].tolist() for column in spec.columns}
    return {unit.id: inner_cell_keys(secret, labels, rows.figures[unit.id].astype(np.int64)) for unit in spec.units}


def _required(spec: ReleaseSpec, section: str, options: Mapping[str, Any], key: str) -> str:
    if not options.get(key):
        raise DefinitionError(f"key '[{section}] {key}': it is missing.", file=spec.file, cure="add it to the spec.")
    return str(options[key])


def _write_report(path: Path | None, content: Mapping[str, Any]) -> None:
    if path is not None:
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
