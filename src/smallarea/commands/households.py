"""``smallarea households``: households from register rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from smallarea.households import HouseholdRules, Resident

EPILOG = """\b
Example:
  smallarea households register.toml -o persons.csv --areas households.csv
  smallarea households register.toml --explain "Hauptstr. 1"

\b
The spec:
  data = "register.csv"                 # CSV or Parquet, one row per resident
  reference_date = 2024-12-31
  rules = "our_rules.toml"              # optional; absent = the rules that ship
  [columns]                             # what the file has; the rest is left out
  id = "person"
  address = "address"
  names = ["surname", "birth_name", "earlier_name"]
  birth = "birth_date"                  # or age = "age"
  marital_status = "status"
  married_values = ["VH", "LP"]
  move_in = "move_in_date"
  former = "former_address"
  spouse = "spouse"                     # pointers hold the key of the other person
  parents = ["mother", "father", "guardian"]
  communal = "communal"                 # 1 = communal accommodation, holds no household
  area = "block"
"""


@click.command("households", epilog=EPILOG)
@click.argument("spec", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="CSV file: person, household, type, size.")
@click.option("--areas", type=click.Path(path_type=Path), help="CSV file: the table of households by area.")
@click.option("--explain", "address", default="", help="Show every decision for this one address.")
@click.option("--memory-limit", default="", help="For example 2GB; larger work goes to disk.")
def command(spec: Path, output: Path | None, areas: Path | None, address: str, memory_limit: str) -> None:
    """Derive households from the register that SPEC (TOML) names.

    The result is an approximation; publish it rounded, and run the table through 'protect'.
    """
    from smallarea.households import load_register_spec, read_register

    job = load_register_spec(spec)
    residents = read_register(job.path, job.columns, job.day, address=address, memory_limit=memory_limit)
    if address:
        _explain(list(residents), job.rules, address)
        return
    if output is None and areas is None:
        raise click.UsageError("Name a file to write with -o or --areas, or an address with --explain.")
    _derive(residents, job.rules, output, areas)


def _explain(residents: Sequence[Resident], rules: HouseholdRules, address: str) -> None:
    from smallarea.errors import DataError
    from smallarea.households import classify_household, explain

    if not residents:
        raise DataError(f"nobody lives at '{address}'.", cure="write the address as in the register.")
    households, decisions = explain(residents, rules)
    click.echo(f"{address}: {len(residents)} residents, {len(households)} households")
    for person in residents:
        if person.communal:
            click.echo(f"  {person.id}: communal accommodation, in no household")
    for household in households:
        kind = classify_household(household, rules).kind
        click.echo(f"  {household.id}: {', '.join(p.id for p in household.members)} ({kind})")
    for decision in decisions:
        click.echo(f"  - {decision}")


def _derive(residents: Iterable[Resident], rules: HouseholdRules, output: Path | None, areas: Path | None) -> None:
    from smallarea.households import HouseholdCounts, classify_household, derive_register
    from smallarea.tables import write_table

    tables: dict[str, HouseholdCounts] = {}
    numbers = {"households": 0, "persons": 0}

    def rows() -> Iterator[tuple[object, ...]]:
        for household in derive_register(residents, rules):
            found = classify_household(household, rules)
            numbers["households"] += 1
            numbers["persons"] += found.size
            tables.setdefault(household.members[0].area, HouseholdCounts()).add(household, found)
            for person in household.members:
                yield (person.id, household.id, found.kind, found.size, found.children)

    if output is None:
        for _ in rows():
            pass
    else:
        write_table(output, ("person", "household", "type", "size", "children"), rows())
    if areas is not None:
        write_table(
            areas,
            ("area", *HouseholdCounts.columns()),
            ((area, *counts.values()) for area, counts in sorted(tables.items())),
        )
    click.echo(f"{numbers['households']:,} households of {numbers['persons']:,} persons.")
