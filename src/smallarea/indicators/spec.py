"""The spec of an indicator run: which definitions, which areas, which tables. See ``smallarea indicators --help``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from smallarea.areas.hierarchy import Hierarchy, read_hierarchy
from smallarea.indicators.definition import BUILTIN, Indicator, load_catalogue
from smallarea.indicators.sources import Source, parse_source
from smallarea.tomlfile import Section, load_toml


@dataclass(frozen=True, slots=True)
class IndicatorJob:
    """Everything `compute_indicators` needs."""

    indicators: list[Indicator]
    sources: dict[str, Source]
    hierarchy: Hierarchy
    parameters: dict[str, object]


def load_spec(path: str | Path) -> IndicatorJob:
    """Read a spec; paths in it are relative to its folder. Raises `DefinitionError` or `DataError`."""
    folder = Path(path).parent
    top = Section(load_toml(path), file=path)
    named = top.strings("definitions") or ("builtin",)
    catalogue = load_catalogue([BUILTIN if name == "builtin" else folder / name for name in named])
    only = set(top.strings("only"))
    unknown = sorted(only - {indicator.id for indicator in catalogue})
    if unknown:
        raise top.error("only", f"there is no indicator '{unknown[0]}'.", "use the id of a definition file.")
    hierarchy = read_hierarchy(folder / top.get("areas", str), levels=top.strings("levels"))
    day = top.optional("date", dt.date)
    job = IndicatorJob(
        indicators=[indicator for indicator in catalogue if not only or indicator.id in only],
        sources={name: parse_source(entry, folder) for name, entry in top.named_sections("tables").items()},
        hierarchy=hierarchy.at(day) if day else hierarchy,
        parameters=dict(top.get("parameters", dict, {})),
    )
    top.finish()
    return job
