"""The permission matrix: every role, relation, state, facet and action against tables written by hand.

What a table does not name must be refused. The tables are the agreement with the data protection officer; they are
not derived from the code. Removing any single rule must turn at least one cell red.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from chancennetz.access import rules
from chancennetz.access.constants import ROLE_PURPOSE, Action, Facet, FileState, ObjectType, RelationKind, Role
from chancennetz.access.rules import FileFacts, RelationFact, Target, decide
from chancennetz.core.actor import ANONYMOUS, Actor, system_actor

HERE = Path(__file__).parent
NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
BEFORE, LATER = NOW - dt.timedelta(days=30), NOW + dt.timedelta(days=30)
ME, SOMEBODY, HOME, ELSEWHERE = (uuid.UUID(int=number) for number in range(1, 5))
LETTERS = {
    "l": Action.LIST,
    "r": Action.READ,
    "c": Action.CREATE,
    "u": Action.UPDATE,
    "e": Action.END,
    "s": Action.SHARE,
    "x": Action.EXPORT,
    "a": Action.APPROVE,
}
RELEASABLE = frozenset(facet.value for facet in Facet)


def _mine(kind: RelationKind, ends_at: dt.datetime | None = None) -> RelationFact:
    return RelationFact(kind, BEFORE, ends_at, user_id=ME)


def _release(facets: frozenset[str], role: str, ends_at: dt.datetime = LATER) -> RelationFact:
    return RelationFact(RelationKind.CONSENTED, BEFORE, ends_at, organisation_id=HOME, role=role, facets=facets)


def _facts(relation: str, role: str, state: FileState) -> FileFacts:
    """Return a file to which somebody of organisation HOME stands in the named relation."""
    other_role = Role.JOB_CENTRE if role == Role.COORDINATOR else Role.COORDINATOR
    kept_by, relations = {
        "case_lead": (HOME, (_mine(RelationKind.CASE_LEAD),)),
        "case_team": (HOME, (_mine(RelationKind.CASE_TEAM),)),
        "deputy": (HOME, (_mine(RelationKind.DEPUTY, LATER),)),
        "emergency": (HOME, (_mine(RelationKind.EMERGENCY, LATER),)),
        "own_team": (HOME, ()),
        "ended_deputy": (HOME, (_mine(RelationKind.DEPUTY, NOW),)),
        "moved_away": (ELSEWHERE, (_mine(RelationKind.CASE_LEAD),)),
        "consented_all": (ELSEWHERE, (_release(RELEASABLE, role),)),
        "consented_plan": (ELSEWHERE, (_release(frozenset({"plan"}), role),)),
        "withdrawn": (ELSEWHERE, (_release(RELEASABLE, role, NOW),)),
        "other_role": (ELSEWHERE, (_release(RELEASABLE, other_role),)),
        "stranger": (ELSEWHERE, (RelationFact(RelationKind.CASE_LEAD, BEFORE, user_id=SOMEBODY),)),
    }[relation]
    return FileFacts(uuid.UUID(int=9), kept_by, state, relations)


RELATIONS = (
    "case_lead",
    "case_team",
    "deputy",
    "emergency",
    "own_team",
    "ended_deputy",
    "moved_away",
    "consented_all",
    "consented_plan",
    "withdrawn",
    "other_role",
    "stranger",
)
ROLES = (*Role.values, "none")


def _actor(role: str) -> Actor:
    purpose = ROLE_PURPOSE[Role(role)] if role in Role.values else "none"
    return Actor(user_id=ME, role=role, purpose=purpose, organisation_id=HOME)


def _expected_files() -> dict[tuple[str, str, str], dict[str, set[Action]]]:
    with (HERE / "matrix_files.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["role"], row["relation"], row["state"]): {
            facet.value: {LETTERS[letter] for letter in row[facet.value]} for facet in Facet
        }
        for row in rows
    }


def _expected_objects() -> dict[tuple[str, str], set[Action]]:
    with (HERE / "matrix_objects.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {(row["object"], role): {LETTERS[letter] for letter in row[role]} for row in rows for role in Role.values}


def _wrong_file_cells() -> Iterator[str]:
    """Yield every cell in which the code differs from the table."""
    expected = _expected_files()
    for role, relation, state in itertools.product(ROLES, RELATIONS, FileState):
        facts, actor = _facts(relation, role, state), _actor(role)
        row = expected.get((role, relation, state.value), {})
        for facet, action in itertools.product(Facet, Action):
            allowed = decide(actor, action, Target(facet, facts, bound_to=ME), actor.purpose, NOW).allowed
            if allowed != (action in row.get(facet.value, set())):
                yield f"{role} {relation} {state.value} {facet.value} {action.value}: {allowed}"


def _wrong_object_cells() -> Iterator[str]:
    expected = _expected_objects()
    for role, type_, action in itertools.product(Role, ObjectType, Action):
        actor = _actor(role)
        allowed = decide(actor, action, Target(type_), actor.purpose, NOW).allowed
        if allowed != (action in expected[type_.value, role.value]):
            yield f"{role.value} {type_.value} {action.value}: {allowed}"


def test_the_tables_cover_more_than_thirty_thousand_cells() -> None:
    files = len(ROLES) * len(RELATIONS) * len(FileState) * len(Facet) * len(Action)
    assert files > 30_720
    assert {relation for _role, relation, _state in _expected_files()} <= set(RELATIONS)
    assert {name for name, _role in _expected_objects()} == set(ObjectType.values)


def test_every_cell_of_the_file_matrix() -> None:
    assert list(_wrong_file_cells()) == []


def test_every_cell_of_the_object_matrix() -> None:
    assert list(_wrong_object_cells()) == []


@pytest.mark.parametrize("index", range(len(rules.FILE_RULES)))
def test_removing_any_rule_about_files_is_noticed(index: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "FILE_RULES", rules.FILE_RULES[:index] + rules.FILE_RULES[index + 1 :])
    assert next(_wrong_file_cells(), None) is not None


@pytest.mark.parametrize("index", range(len(rules.FILE_RULES)))
@pytest.mark.parametrize("field", ["roles", "facets", "actions", "limited"])
def test_widening_any_rule_about_files_is_noticed(index: int, field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = rules.FILE_RULES[index]
    wider = {"roles": frozenset(Role), "facets": frozenset(Facet), "actions": frozenset(Action), "limited": False}
    if getattr(rule, field) == wider[field] or (field == "roles" and rule.relation is RelationKind.OWN_TEAM):
        pytest.skip("cannot be widened: it is as wide as can be, or only team leads hold the relation at all")
    if field == "actions" and rule.relation is RelationKind.CASE_LEAD and rule.facets == {Facet.FRAME}:
        pytest.skip("cannot be widened: whoever leads a case may already do everything with its frame")
    changed = dataclasses.replace(rule, **{field: wider[field]})
    monkeypatch.setattr(rules, "FILE_RULES", (*rules.FILE_RULES[:index], changed, *rules.FILE_RULES[index + 1 :]))
    assert next(_wrong_file_cells(), None) is not None


@pytest.mark.parametrize(
    ("name", "careless"),
    [
        ("_bound_elsewhere", lambda actor, target: False),
        ("_state_allows", lambda file, relation, action, facet: True),
    ],
)
def test_removing_a_guard_is_noticed(name: str, careless: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, name, careless)
    if name == "_bound_elsewhere":
        with pytest.raises(AssertionError):
            test_entrusted_notes_are_bound_to_one_person()
    else:
        assert next(_wrong_file_cells(), None) is not None


def test_entrusted_notes_are_bound_to_one_person() -> None:
    for relation in ("case_lead", "case_team"):
        facts = _facts(relation, Role.COUNSELLOR, FileState.OPEN)
        actor = _actor(Role.COUNSELLOR)
        own = decide(actor, Action.READ, Target(Facet.ENTRUSTED, facts, ME), actor.purpose, NOW)
        foreign = decide(actor, Action.READ, Target(Facet.ENTRUSTED, facts, SOMEBODY), actor.purpose, NOW)
        assert (own.allowed, foreign.allowed) == (True, False)
    assert not decide(system_actor(), Action.READ, Target(Facet.ENTRUSTED, facts, ME), "operation", NOW).allowed


@pytest.mark.parametrize("role", Role)
def test_no_role_acts_for_a_purpose_that_is_not_its_own(role: Role) -> None:
    facts = _facts("case_lead", role, FileState.OPEN)
    for other in set(Role) - {role}:
        purpose = ROLE_PURPOSE[other]
        if purpose in rules.ROLE_PURPOSES[role]:
            continue
        decision = decide(_actor(role), Action.READ, Target(Facet.IDENTITY, facts), purpose, NOW)
        assert not decision.allowed
        assert not decide(_actor(role), Action.READ, Target(ObjectType.OWN_DAY), purpose, NOW).allowed


def test_without_account_nothing_is_allowed() -> None:
    facts = _facts("case_lead", Role.COUNSELLOR, FileState.OPEN)
    targets = [Target(type_) for type_ in ObjectType] + [Target(facet, facts) for facet in Facet]
    for target, action in itertools.product(targets, Action):
        assert not decide(ANONYMOUS, action, target, ANONYMOUS.purpose, NOW).allowed


def test_a_relation_begins_and_ends_to_the_moment() -> None:
    actor = _actor(Role.COUNSELLOR)
    fact = RelationFact(RelationKind.DEPUTY, NOW, LATER, user_id=ME)
    facts = FileFacts(uuid.UUID(int=9), HOME, FileState.OPEN, (fact,))
    second = dt.timedelta(seconds=1)
    for moment, expected in ((NOW - second, False), (NOW, True), (LATER - second, True), (LATER, False)):
        target = Target(Facet.IDENTITY, facts)
        assert decide(actor, Action.READ, target, actor.purpose, moment).allowed is expected
