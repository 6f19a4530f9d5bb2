"""The parameters of household derivation as data (``rules.toml`` beside this module is the default)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from smallarea.tomlfile import Section, load_toml

DEFAULT_RULES = Path(__file__).with_name("rules.toml")


@dataclass(frozen=True, slots=True)
class HouseholdRules:
    """Which levels of evidence are used, and their numbers (years and persons). See ``rules.toml``."""

    adult_age: int = 18
    pointers: bool = True
    name_and_move_in: bool = True
    parent_and_child: bool = True
    minimum_gap: int = 16
    maximum_gap: int = 50
    adult_child_maximum_residents: int = 10
    partners: bool = True
    partner_maximum_gap: int = 15
    guard_two_couples: bool = True
    guard_except_child: bool = True


def load_rules(path: str | Path = DEFAULT_RULES) -> HouseholdRules:
    """Read the rules; raises `DefinitionError` for a key or a value that cannot be followed."""
    top = Section(load_toml(path), file=path)
    pointers, names = top.section("pointers"), top.section("name_and_move_in")
    parents, partners, guard = top.section("parent_and_child"), top.section("partners"), top.section("guard")
    rules = HouseholdRules(
        adult_age=top.get("adult_age", int, 18),
        pointers=pointers.get("enabled", bool, True),
        name_and_move_in=names.get("enabled", bool, True),
        parent_and_child=parents.get("enabled", bool, True),
        minimum_gap=parents.get("minimum_gap", int, 16),
        maximum_gap=parents.get("maximum_gap", int, 50),
        adult_child_maximum_residents=parents.get("adult_child_maximum_residents", int, 10),
        partners=partners.get("enabled", bool, True),
        partner_maximum_gap=partners.get("maximum_gap", int, 15),
        guard_two_couples=guard.get("two_couples", bool, True),
        guard_except_child=guard.get("except_child_of_the_other", bool, True),
    )
    for section in (top, pointers, names, parents, partners, guard):
        section.finish()
    if not 0 < rules.minimum_gap <= rules.maximum_gap:
        raise parents.error("minimum_gap", "it must be above 0 and not above maximum_gap.")
    return rules
