"""The release register: what was published once is known for ever, so every new release is attacked together with it.

The register is a folder of plain files that a human can read and a script can check:

- ``releases.jsonl``: one line per release, append-only. Each line carries the hash of the line before it and its own,
  so a changed, lost or inserted line is noticed.
- one CSV file per release (``table,cell,value,status``) with exactly what was published; its hash stands in the line.
  Hidden figures are not in it.

How to publish with a register: ``before = register.joint(...)`` builds one graph of the new tables and of everything
published before about the same population; protect ``before.graph`` (figures published before are public in it, hidden
ones stay hidden); show ``publish_pattern(before.graph, hidden, tables)``; then ``register.append(before, ...)``, which
attacks everything together once more and refuses a release that opens a cell. A release protected on its own is
refused there, with the cells named: two geographies over the same areas, for instance.

A *population* is the set of persons that is counted, at its date ("SGB II recipients, March 2026"). Releases of
different populations are not compared; the register refuses the same data under another population's name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np

from smallarea.disclosure.audit import audit
from smallarea.disclosure.build import Link, Rows, build_graph
from smallarea.disclosure.graph import Floats, Mask, ReleaseGraph, TableSpec, Unit
from smallarea.disclosure.protected import ProtectedTable
from smallarea.disclosure.publication import ForeignTable, read_back, same
from smallarea.disclosure.register_store import Entry, Method, Parameters, RegisterError, RegisterStore
from smallarea.errors import SmallAreaError
from smallarea.noise.rounding import STYLES, audit_rounding

__all__ = ["Entry", "Joint", "RegisterError", "ReleaseRefused", "ReleaseRegister"]

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SHOWN: Final = 20


class ReleaseRefused(SmallAreaError):
    """The release must not be published. ``cells`` names what it would open or where it contradicts the register."""

    def __init__(self, message: str, *, cells: Sequence[str] = (), cure: str = "") -> None:
        named = f": {'; '.join(cells[:_SHOWN])}{' ...' if len(cells) > _SHOWN else ''}" if cells else ""
        super().__init__(message + named, cure=cure)
        self.cells = tuple(cells)


@dataclass(frozen=True)
class Joint:
    """The new tables and everything published before about the population, as one graph.

    - ``graph``: new tables first, earlier ones as ``release:table``. With suppression, figures published before are
      public in it, and cells hidden before that no new table shows are latent: they stay hidden at no cost.
    - ``hidden_before`` (n): suppressed in earlier releases and shown in none; cheapest to hide again.
    - ``figures_before`` (n): what earlier releases show of each variable, NaN where nothing; rounding keeps them.
    - ``earlier``: the protected tables of earlier releases by their id in the graph.
    """

    graph: ReleaseGraph
    tables: tuple[TableSpec, ...]
    hidden_before: Mask
    figures_before: Floats
    earlier: Mapping[str, ProtectedTable]
    population: str
    method: Method
    parameters: Parameters
    zeros_public: bool
    units: tuple[Unit, ...]
    links: tuple[Link, ...]
    data: str


class ReleaseRegister:
    """The register in ``folder``; the folder need not exist before the first release."""

    def __init__(self, folder: Path) -> None:
        self.store = RegisterStore(folder)

    def entries(self, population: str | None = None) -> tuple[Entry, ...]:
        """Return the releases (of one population) in order; ``RegisterError`` if the list was changed or damaged."""
        return tuple(e for e in self.store.entries() if population is None or e.population == population)

    def joint(
        self,
        population: str,
        rows: Rows,
        tables: Sequence[TableSpec],
        units: Sequence[Unit] = (Unit("persons"),),
        *,
        zeros_public: bool = True,
        links: Sequence[Link] = (),
        method: Method = "suppression",
        parameters: Parameters | None = None,
    ) -> Joint:
        """Build the graph of new ``tables`` over ``rows`` together with all earlier releases of the population.

        ``rows`` must be the data the earlier releases were made from, with all columns these used. Where thresholds
        differ between releases the largest counts; zeros are public only if they were in all releases.

        Raises ``ReleaseRefused`` if the same data were published under another population, if method or parameters
        differ from the earlier releases (noise and suppression must not be mixed, nor two kinds of noise), if a column
        of an earlier release is missing, or if published figures or areas are no longer those of the data;
        ``RegisterError`` if the register is damaged; ``ValueError`` as ``build_graph`` does.
        """
        settings = dict(parameters or {})
        fingerprint = _fingerprint(rows)
        entries = self.entries()
        for entry in entries:
            _check_kinship(entry, population, fingerprint, method, settings)
        own = [entry for entry in entries if entry.population == population]
        known = _merge_units(units, own)
        zeros = zeros_public and all(entry.zeros_public for entry in own)
        every_link = dict.fromkeys(_frozen((*links, *(link for entry in own for link in entry.links))))
        specs = list(tables)
        earlier: dict[str, ProtectedTable] = {}
        for entry in own:
            shown = self.store.tables(entry)
            for spec in entry.tables:
                _check_columns(entry, spec, rows)
                specs.append(replace(spec, id=f"{entry.id}:{spec.id}"))
                earlier[f"{entry.id}:{spec.id}"] = shown[spec.id]
        graph = build_graph(rows, specs, known, zeros_public=zeros, links=[Link(dict(pairs)) for pairs in every_link])
        figures, suppressed = _read(graph, earlier)
        if method == "suppression":
            graph = _remember(graph, figures, suppressed, new=_variables(graph, tables))
        return Joint(
            graph=graph,
            tables=tuple(tables),
            hidden_before=suppressed,
            figures_before=figures,
            earlier=earlier,
            population=population,
            method=method,
            parameters=settings,
            zeros_public=zeros,
            units=tuple(known),
            links=tuple(links),
            data=fingerprint,
        )

    def check(self, joint: Joint, tables: Mapping[str, ProtectedTable]) -> tuple[str, ...]:
        """Return the names of the cells that the new ``tables`` together with all earlier ones would leave open.

        ``tables`` are keyed by the ids of the new tables. Raises ``ReleaseRefused`` if they are not these tables, show
        figures that are not the data's, or contradict what was published before.
        """
        if set(tables) != {spec.id for spec in joint.tables}:
            raise ReleaseRefused(f"the release has the tables {', '.join(sorted(spec.id for spec in joint.tables))}")
        figures, suppressed = _read(joint.graph, {**tables, **joint.earlier})
        if joint.method == "suppression":
            return _opened_by_suppression(joint.graph, figures)
        if suppressed.any():
            names = joint.graph.names(np.flatnonzero(suppressed))
            raise ReleaseRefused("noise and suppression must not be mixed in one release", cells=names)
        if joint.method == "cellkey":
            return ()
        base = int(joint.parameters.get("base", 0))
        style = next((known for known in STYLES if known == joint.parameters.get("style")), None)
        if base < 2 or style is None:
            raise ReleaseRefused(f"a rounded release needs the parameters 'base' and 'style' ({', '.join(STYLES)})")
        shown = np.where(np.isnan(figures), 0, figures).astype(np.int64)
        try:
            found = audit_rounding(joint.graph, shown, base, style)
        except ValueError as error:
            raise ReleaseRefused(str(error), cure="round the same data with the same parameters") from error
        return tuple(dict.fromkeys((*found.exact, *found.below_threshold)))

    def append(
        self, joint: Joint, release: str, tables: Mapping[str, ProtectedTable], *, registered: datetime
    ) -> Entry:
        """Register the release and return its entry, or refuse it and change nothing.

        ``release`` is a new name (letters, digits, ``.``, ``_``, ``-``); ``registered`` carries a time zone.
        Raises ``ReleaseRefused`` (see `check`) with the cells named, or if another release was registered since
        ``joint`` was built.
        """
        if not _NAME.fullmatch(release):
            raise ReleaseRefused(f"'{release}' is no name for a release: use letters, digits, '.', '_' and '-'")
        if registered.tzinfo is None:
            raise ReleaseRefused("the time of registration needs a time zone")
        with self.store.locked():
            entries = self.store.entries()
            if any(entry.id == release for entry in entries):
                raise ReleaseRefused(f"a release '{release}' is registered already")
            known = {f"{e.id}:{spec.id}" for e in entries if e.population == joint.population for spec in e.tables}
            if known != set(joint.earlier):
                raise ReleaseRefused("another release was registered meanwhile", cure="build the joint graph again")
            opened = self.check(joint, tables)
            if opened:
                raise ReleaseRefused(
                    f"together with what was published before, this release would open {len(opened)} cells",
                    cells=opened,
                    cure="protect the new tables on the joint graph of the register",
                )
            entry = Entry(
                number=0,
                id=release,
                registered=registered.isoformat(),
                population=joint.population,
                method=joint.method,
                parameters=joint.parameters,
                zeros_public=joint.zeros_public,
                units=joint.units,
                tables=joint.tables,
                links=joint.links,
                data=joint.data,
                file="",
                sha256="",
            )
            return self.store.append(entry, tables)


def _read(graph: ReleaseGraph, tables: Mapping[str, ProtectedTable]) -> tuple[Floats, Mask]:
    try:
        return read_back(graph, tables)
    except ForeignTable as error:
        raise ReleaseRefused(
            str(error), cure="use the data and areas of the earlier releases, or register a population of its own"
        ) from error


def _opened_by_suppression(graph: ReleaseGraph, figures: Floats) -> tuple[str, ...]:
    shown = ~np.isnan(figures)
    wrong = np.flatnonzero(shown & ~same(figures, graph.values))
    if len(wrong):
        raise ReleaseRefused("figures are not those of the data", cells=graph.names(wrong))
    return tuple(graph.names(audit(graph, ~shown & ~graph.public).unsafe()))


def _remember(graph: ReleaseGraph, figures: Floats, suppressed: Mask, new: Mask) -> ReleaseGraph:
    """Mark what was published before as public, and what was hidden and stays out of the new tables as latent."""
    shown = ~np.isnan(figures)
    wrong = np.flatnonzero(shown & ~same(figures, graph.values))
    if len(wrong):
        raise ReleaseRefused(
            "figures published before are no longer those of the data",
            cells=graph.names(wrong),
            cure="a correction is a release about a new population; comparing both tells about single persons",
        )
    known = replace(
        graph,
        latent=graph.latent | (suppressed & ~new),
        upper_need=np.where(shown, np.nan, graph.upper_need),
        lower_need=np.where(shown, np.nan, graph.lower_need),
    )
    return known.with_public(shown)


def _variables(graph: ReleaseGraph, tables: Sequence[TableSpec]) -> Mask:
    inside = np.zeros(graph.size, dtype=bool)
    wanted = {spec.id for spec in tables}
    for table in graph.tables:
        if table.spec.id in wanted:
            inside[table.cells] = True
    return inside


def _merge_units(units: Sequence[Unit], entries: Sequence[Entry]) -> list[Unit]:
    merged = {unit.id: unit for unit in units}
    for unit in (unit for entry in entries for unit in entry.units):
        now = merged.setdefault(unit.id, unit)
        if (now.kind, now.signed) != (unit.kind, unit.signed):
            raise ReleaseRefused(f"unit '{unit.id}' was of another kind in an earlier release")
        merged[unit.id] = replace(now, threshold=max(now.threshold, unit.threshold))
    return list(merged.values())


def _frozen(links: Sequence[Link]) -> list[tuple[tuple[str, float], ...]]:
    return [tuple(sorted(link.coefficients.items())) for link in links]


def _check_kinship(entry: Entry, population: str, data: str, method: Method, parameters: Parameters) -> None:
    if entry.population != population:
        if entry.data == data:
            raise ReleaseRefused(
                f"the same data were published as population '{entry.population}' in release '{entry.id}'",
                cure=f"publish under the population '{entry.population}'",
            )
        return
    if entry.method != method or dict(entry.parameters) != dict(parameters):
        raise ReleaseRefused(
            f"release '{entry.id}' of the same population used {entry.method} {dict(entry.parameters)}, this one uses "
            f"{method} {dict(parameters)}; differently protected figures of the same persons bound each other",
            cure="use the method and parameters of the earlier release",
        )


def _check_columns(entry: Entry, spec: TableSpec, rows: Rows) -> None:
    missing = [column for hierarchy in spec.dimensions for column in hierarchy if column not in rows.labels]
    if missing:
        raise ReleaseRefused(
            f"release '{entry.id}' of the same population used the column '{missing[0]}', which the data do not have",
            cure="give the data with all columns that earlier releases used",
        )


def _fingerprint(rows: Rows) -> str:
    """Hash of the data that does not depend on the order of rows and columns."""
    names = sorted(rows.labels)
    columns = [rows.labels[name].tolist() for name in names] + [
        rows.figures[unit].tolist() for unit in sorted(rows.figures)
    ]
    lines = sorted(repr(row) for row in zip(*columns, strict=True))
    return hashlib.sha256("\n".join([repr((names, sorted(rows.figures))), *lines]).encode()).hexdigest()
