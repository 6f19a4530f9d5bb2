"""The definition of a composite index as a data file.

A new edition, another city or another method is another file, never another line of code::

    id = "mss-2013-status"
    area_column = "id"
    population_column = "inhabitants"
    min_population = 300
    exclude = ["10010203"]           # named outliers are data, not a rule

    [[indicators]]
    column = "s1_percentage_unemployed"
    polarity = 1                     # 1: a high share raises the index; -1: it lowers it

    [standardise]
    ddof = 0                         # 0: divisor n (Berlin MSS), 1: divisor n - 1 (Berlin GSSA)

    [combine]
    method = "sum"                   # sum, mean or pca

    [rescale]
    method = "sd"                    # sd, minmax or none
    ddof = 0

    [classes]
    breaks = [-1.0, 1.0, 1.5]
    labels = ["1", "2", "3", "4"]

Optional keys. At the top: ``missing`` (signs that mean "no value", for example ["-", "."]), ``decimal``
("," for German files), ``encoding``, ``zero_is_missing`` (a row in which every indicator is 0 has no
value), ``require_complete`` (refuse gaps instead of leaving the area out), ``minimum_areas``. In
[[indicators]]: ``weight``, ``denominator`` (column with the cases behind the share), ``dimension``
(indicators of one dimension are combined first). [standardise] ``weights`` (column, for a weighted mean
and standard deviation). [classes] ``closed`` ("inner", "lower", "upper": where a value exactly on a break
belongs). Only for readers: title, description, source, licence, period, valid_from, valid_to, note,
version. Any other key is an error: a misspelt key must not be ignored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smallarea.tomlfile import Section, load_toml

COMBINATIONS = ("sum", "mean", "pca")
RESCALINGS = ("sd", "minmax", "none")
CLOSED_SIDES = ("inner", "lower", "upper")
_POLARITIES: dict[object, int] = {
    1: 1,
    -1: -1,
    "1": 1,
    "-1": -1,
    "+1": 1,
    "+": 1,
    "-": -1,
    "positive": 1,
    "negative": -1,
}
# Keys that only describe; they are carried along and never computed with.
_DESCRIPTION = ("title", "description", "source", "licence", "period", "valid_from", "valid_to", "note", "version")


@dataclass(frozen=True, slots=True)
class Component:
    """One share that enters an index.

    ``polarity`` is 1 when a high share raises the index, -1 when it lowers it. ``weight`` multiplies
    the z-value in sums and means (not in a principal component, which finds its own weights).
    ``denominator`` names the column with the cases behind the share, shown beside it. ``dimension``
    groups components that are combined among themselves first.
    """

    column: str
    polarity: int = 1
    weight: float = 1.0
    denominator: str = ""
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class IndexDefinition:
    """How a composite index is computed; see the module for the file format.

    ``closed`` says to which class a value exactly on a break belongs: ``inner`` to the class nearer
    to zero (Berlin: -1 and 1 are both "mittel", 1.5 is still class 3), ``lower`` or ``upper`` always
    to that side. Without ``breaks`` no area has a class. ``zero_is_missing`` reads a row in which every
    indicator is 0 as "no value"; ``require_complete`` refuses any gap in an area that is to be assessed.
    """

    id: str
    area_column: str
    components: tuple[Component, ...]
    exclude: frozenset[str] = frozenset()
    min_population: float = 0.0
    population_column: str = ""
    zero_is_missing: bool = False
    missing: tuple[str, ...] = ()
    decimal: str = "."
    encoding: str = "utf-8-sig"
    standardise_ddof: int = 0
    standardise_weights: str = ""
    combine: str = "sum"
    rescale: str = "sd"
    rescale_ddof: int = 0
    breaks: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    closed: str = "inner"
    minimum_areas: int = 3
    require_complete: bool = False
    description: dict[str, Any] = field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions in the order of the file; empty when the components are not grouped."""
        return tuple(dict.fromkeys(c.dimension for c in self.components if c.dimension))


def load_index(path: str | Path) -> IndexDefinition:
    """Read an index definition; raises `DefinitionError` with file, key and cure."""
    return parse_index(load_toml(path), file=path)


def parse_index(data: dict[str, Any], *, file: str | Path | None = None) -> IndexDefinition:
    """Turn the content of a definition file into an `IndexDefinition`."""
    top = Section(data, file=file)
    components = tuple(_component(entry) for entry in top.sections("indicators"))
    _check_components(top, components)
    standardise, combine = top.section("standardise"), top.section("combine")
    rescale, classes = top.section("rescale"), top.section("classes")
    ddof = standardise.get("ddof", int, 0, choices=(0, 1))
    min_population = top.get("min_population", float, 0.0)
    population_column = top.get("population_column", str, "")
    if min_population > 0 and not population_column:
        raise top.error("population_column", "min_population needs it.", "name the column with the inhabitants.")
    definition = IndexDefinition(
        id=top.get("id", str),
        area_column=top.get("area_column", str),
        components=components,
        exclude=frozenset(top.strings("exclude")),
        min_population=min_population,
        population_column=population_column,
        zero_is_missing=top.get("zero_is_missing", bool, False),
        missing=top.strings("missing"),
        decimal=top.get("decimal", str, ".", choices=(".", ",")),
        encoding=top.get("encoding", str, "utf-8-sig"),
        standardise_ddof=ddof,
        standardise_weights=standardise.get("weights", str, ""),
        combine=combine.get("method", str, "sum", choices=COMBINATIONS),
        rescale=rescale.get("method", str, "sd", choices=RESCALINGS),
        rescale_ddof=rescale.get("ddof", int, ddof, choices=(0, 1)),
        breaks=classes.numbers("breaks"),
        labels=_labels(classes),
        closed=classes.get("closed", str, "inner", choices=CLOSED_SIDES),
        minimum_areas=top.get("minimum_areas", int, 3),
        require_complete=top.get("require_complete", bool, False),
        description={key: top.any(key) for key in _DESCRIPTION if top.has(key)},
    )
    _check_classes(classes, definition)
    for section in (top, standardise, combine, rescale, classes):
        section.finish()
    return definition


def _component(entry: Section) -> Component:
    polarity = entry.any("polarity", 1)
    if isinstance(polarity, bool | list | dict) or polarity not in _POLARITIES:
        raise entry.error("polarity", f"{polarity!r} is not known.", "use 1 or -1.")
    weight = entry.get("weight", float, 1.0)
    if weight <= 0:
        raise entry.error("weight", "it must be above 0.", "turn the sign with polarity, or leave the indicator out.")
    component = Component(
        column=entry.get("column", str),
        polarity=_POLARITIES[polarity],
        weight=weight,
        denominator=entry.get("denominator", str, ""),
        dimension=entry.get("dimension", str, ""),
    )
    for key in ("id", "label", *_DESCRIPTION):
        entry.any(key)
    entry.finish()
    return component


def _check_components(top: Section, components: tuple[Component, ...]) -> None:
    if not components:
        raise top.error("indicators", "an index needs at least one.", "add [[indicators]] with column and polarity.")
    columns = [component.column for component in components]
    doubled = sorted({column for column in columns if columns.count(column) > 1})
    if doubled:
        raise top.error("indicators", f"'{doubled[0]}' occurs twice.", "keep one, and give it a weight.")
    grouped = [bool(component.dimension) for component in components]
    if any(grouped) and not all(grouped):
        raise top.error("indicators", "some have a dimension and some have none.", "give each one a dimension.")


def _labels(classes: Section) -> tuple[str, ...]:
    labels = tuple(str(label) for label in classes.get("labels", list, []))
    breaks = classes.numbers("breaks")
    return labels or (tuple(str(i + 1) for i in range(len(breaks) + 1)) if breaks else ())


def _check_classes(classes: Section, definition: IndexDefinition) -> None:
    if list(definition.breaks) != sorted(set(definition.breaks)):
        raise classes.error("breaks", "they must rise.", "write the smallest first, each one once.")
    if definition.breaks == () == definition.labels:
        return
    if len(definition.labels) != len(definition.breaks) + 1:
        raise classes.error(
            "labels",
            f"{len(definition.breaks)} breaks make {len(definition.breaks) + 1} classes,"
            f" but there are {len(definition.labels)} labels.",
            "give one label more than breaks.",
        )
