"""Legal scenarios as a table by hand (scenarios.csv): what was said, what is asked, what the answer must be.

Each row is checked against the sharing answer with the sentence that people read, and, where it names accounts, against
all three walls of access: decide(), visible files, and row-level security of the database.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from chancennetz.access import actions as access_actions
from chancennetz.access import queries as access_queries
from chancennetz.access import rules as access_rules
from chancennetz.access.constants import Action, Facet, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.consent import actions
from chancennetz.consent.constants import RELEASABLE, Direction, GivenBy, ReleasePurpose, TextKind
from chancennetz.consent.models import ConfidentialityRelease, Consent
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import Conflict
from chancennetz.duplicates import actions as duplicates
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.organisations.models import Organisation
from chancennetz.people import actions as people
from chancennetz.people.constants import FileRole, RelationshipKind
from chancennetz.people.models import Person
from chancennetz.sharing import actions as sharing
from chancennetz.sharing import queries
from chancennetz.sharing.constants import Flow, ShareWhy
from tests.people.conftest import Family
from tests.universe import Universe

TABLE = Path(__file__).with_name("scenarios.csv")


def _rows() -> list[Any]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    return [pytest.param(row, id=f"{row['id']} {row['topic']}") for row in rows]


@dataclasses.dataclass
class World:
    """The family, the offices, and what was declared so far."""

    universe: Universe
    family: Family
    people: dict[str, Person]
    offices: dict[str, Organisation]
    releases: list[ConfidentialityRelease] = dataclasses.field(default_factory=list)
    speaker: Any = None

    @property
    def by(self) -> Any:
        return self.family.by


def _build(universe: Universe, family: Family) -> World:
    by = family.by
    with working_as(system_actor()):
        extra = {
            "amt": ("Statistikamt", OrganisationKind.STATISTICS_OFFICE),
            "betrieb": ("Schreinerei Holz", OrganisationKind.COMPANY),
        }
        offices = universe.organisations | {
            key: Organisation.objects.create(name=name, sort_name=name, kind=kind, valid_from=dt.date(2024, 1, 1))
            for key, (name, kind) in extra.items()
        }

    def enter(name: str, age: int, role: FileRole) -> Person:
        born = time.add_months(time.today(), -12 * age - 1)
        return people.register_person(
            by=by, file=family.file, given_name=name, family_name="Yılmaz", birth_date=born, role=role
        )

    with working_as(by):
        persons = {
            "mother": family.mother,
            "daughter": family.daughter,
            "father": enter("Murat", 41, FileRole.ADULT),
            "uncle": enter("Orhan", 50, FileRole.ADULT),
            "youth14": enter("Can", 14, FileRole.CHILD),
            "youth15": enter("Ece", 15, FileRole.CHILD),
        }
    return World(universe, family, persons, offices)


def _release(world: World, words: list[str]) -> None:
    person, office, role, facets, days, *more = words
    options = dict(one.split("=", 1) for one in more)
    today = time.today()
    start = today + dt.timedelta(days=int(options.get("start", 0)))
    chosen = [facet.value for facet in RELEASABLE] if facets == "everything" else facets.split("+")
    values: dict[str, Any] = {
        "purpose": ReleasePurpose(options.get("purpose", "coordination")),
        "direction": Direction(options.get("direction", "one_way")),
        "special_categories": options["special"].split("+") if "special" in options else [],
        "valid_to": None if days == "never" else today + dt.timedelta(days=int(days)),
        "guardian": world.people.get(options.get("guardian", "")),
        "second_guardian": world.people.get(options.get("second", "")),
        "single_authority": options.get("authority", ""),
        "authority_note": options.get("note", ""),
        "given_by": GivenBy(options["by"]) if "by" in options else None,
        "team_may_speak": "speaker" not in options,
        "valid_from": start if "start" in options else None,
        "signed_on": today + dt.timedelta(days=int(options["signed"])) if "signed" in options else None,
    }
    world.releases.append(
        actions.record_release(
            by=world.by,
            file=world.family.file,
            person=world.people[person],
            recipient=world.offices[office],
            recipient_role="" if role == "-" else Role(role),
            facets=chosen,
            **values,
        )
    )


def _refuse(world: World, words: list[str]) -> None:
    actions.record_refusal(
        by=world.by,
        file=world.family.file,
        person=world.people[words[0]],
        kind=TextKind.RELEASE,
        recipient=world.offices[words[1]],
    )


def _wrong(world: World, words: list[str]) -> None:
    with pytest.raises(ValidationError) as caught:
        _step(world, " ".join(words[1:]))
    assert list(caught.value.message_dict) == [words[0]]


def _conflict(world: World, words: list[str]) -> None:
    with pytest.raises(Conflict):
        _step(world, " ".join(words))


def _withdraw(world: World, words: list[str]) -> None:
    declaration = ConfidentialityRelease.objects.get(pk=world.releases[int(words[0]) - 1].pk)
    actions.withdraw(by=world.by, declaration=declaration, all_to_recipient="all" in words)


def _consent(world: World, words: list[str]) -> None:
    actions.record_consent(by=world.by, file=world.family.file, person=world.people[words[0]])


def _withdraw_consent(world: World, words: list[str]) -> None:
    held = Consent.objects.get(file=world.family.file, person=world.people[words[0]])
    actions.withdraw(by=world.by, declaration=held)


def _custody(world: World, words: list[str]) -> None:
    holder, child = (world.people[name] for name in words)
    people.relate(by=world.by, file=world.family.file, person=holder, other=child, kind=RelationshipKind.GUARDIAN)


def _twin(world: World, _words: list[str]) -> None:
    born = world.people["mother"].birth_date
    world.people["twin"] = people.register_person(
        by=world.by, file=world.family.file, given_name="Aylin", family_name="Yilmaz", birth_date=born
    )


def _merge(world: World, words: list[str]) -> None:
    kept, merged = (world.people[name] for name in words)
    duplicates.merge(by=world.by, file=world.family.file, kept=kept, merged=merged)


def _close(world: World, _words: list[str]) -> None:
    access_actions.close_file(by=world.by, file=world.family.file, day=time.today())


def _as(world: World, words: list[str]) -> None:
    world.speaker = world.universe.users[words[0]].pk


VERBS = {
    "release": _release,
    "refuse": _refuse,
    "withdraw": _withdraw,
    "consent": _consent,
    "withdraw_consent": _withdraw_consent,
    "custody": _custody,
    "twin": _twin,
    "merge": _merge,
    "close": _close,
    "as": _as,
    "wrong": _wrong,
    "conflict": _conflict,
}


def _step(world: World, step: str) -> None:
    verb, *words = step.split()
    VERBS[verb](world, words)


def _in_days(days: int) -> dt.datetime:
    """This time of day, so many days on in the calendar: 24 hours are not a day where summer time begins."""
    return time.now().astimezone(time.BERLIN) + dt.timedelta(days=days)


def _check_access(world: World, claim: str, days: int) -> None:
    """Ask all walls whether somebody reads a part of the file now (the database knows only now)."""
    name, rest = claim[:-1].split(":")
    expected, facet = claim[-1] == "+", Facet(rest)
    actor, moment = world.universe.actor(name), _in_days(days)
    with working_as(system_actor()):
        file = FamilyFile.objects.get(pk=world.family.file.pk)
        facts = access_queries.facts_of(file, moment)
    bound = world.by.user_id if facet is Facet.ENTRUSTED else None
    target = access_rules.Target(facet, facts, bound)
    assert access_rules.decide(actor, Action.READ, target, actor.purpose, moment).allowed is expected, claim
    with working_as(actor):
        if facet is not Facet.ENTRUSTED and not days:
            assert access_queries.visible_files(actor, facet, moment).filter(pk=file.pk).exists() is expected, claim
        if facet is Facet.FRAME and not days:
            assert FamilyFile.objects.filter(pk=file.pk).exists() is expected, claim


@pytest.mark.parametrize("row", _rows())
def test_scenario(universe: Universe, family: Family, row: dict[str, str]) -> None:
    world = _build(universe, family)
    days = int(row["day"])
    with working_as(world.by):
        for step in filter(None, row["steps"].split("|")):
            _step(world, step.strip())
        about = [world.people[name].pk for name in row["about"].split("+")] if row["about"] else None
        answers = queries.sharing_answer(
            FamilyFile.objects.get(pk=family.file.pk),
            world.offices[row["to"]],
            row["role"],
            categories=[row["what"]],
            persons=about,
            at=_in_days(days),
            flow=Flow(row["way"] or "out"),
            purpose=row["purpose"],
            speaker_id=world.speaker,
        )
        answer = answers[row["what"]]
        assert answer.answer == row["answer"]
        assert answer.why == (ShareWhy(row["why"]) if row["why"] else None)
        assert row["words"] in queries.words(answer)
    for claim in row["access"].split():
        _check_access(world, claim, days)


def test_the_table_covers_what_the_law_asks_for() -> None:
    rows = [param.values[0] for param in _rows()]
    assert len(rows) >= 60
    assert {row["answer"] for row in rows} == {
        "inside",
        "statute",
        "release",
        "danger",
        "missing",
        "refused",
        "forbidden",
    }
    assert {row["why"] for row in rows} - {""} == set(ShareWhy.values)


def test_withdrawn_in_the_middle_of_a_conference_the_next_sentence_is_refused(
    universe: Universe, family: Family
) -> None:
    """The check stands inside the action that passes something on; the list of who must be told grows with it."""
    world = _build(universe, family)
    office = world.offices["jobcenter"]
    with working_as(world.by):
        _step(world, "release mother jobcenter job_centre plan+conference 90 purpose=conference")

        def say() -> None:
            answers = queries.require_sharing(
                family.file,
                office,
                Role.JOB_CENTRE,
                categories=[Facet.CONFERENCE],
                persons=[family.mother.pk],
                purpose=ReleasePurpose.CONFERENCE,
            )
            sharing.record_disclosure(
                by=world.by, file=family.file, recipient=office, answers=answers, persons=[family.mother.pk]
            )

        with transaction.atomic():
            say()
        told = actions.withdraw(by=world.by, declaration=world.releases[0])
        assert [str(one.organisation) for one in told] == ["Jobcenter Musterkreis"]
        with pytest.raises(Conflict) as caught, transaction.atomic():
            say()
        assert "widerrufen" in str(caught.value)
        assert len(queries.disclosures_of(family.file)) == 1
