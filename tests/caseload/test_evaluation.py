"""Topics and hurdles of a team by quarter: counted by hand, small numbers hidden, on the page and in the files."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.constants import Role
from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.caseload.queries import evaluation
from chancennetz.caseload.queries.evaluation import Frequency
from chancennetz.caseload.rules import periods
from chancennetz.caseopening.actions import NewEnrolment, NewFamily, NewPerson
from chancennetz.casework.constants import LifeArea
from chancennetz.contacts.constants import CounsellingTopic
from chancennetz.core import time
from chancennetz.plans import actions as planning
from chancennetz.plans.constants import GoalState, Hurdle
from tests.casework import world as worlds
from tests.casework.world import World
from tests.handovers.test_transfer import lead_at

QUARTER = periods.periods(time.today())[1][1]  # the last one that has ended


def _moment(days: int) -> dt.datetime:
    return dt.datetime.combine(QUARTER.first + dt.timedelta(days=days), dt.time(12), time.BERLIN)


@pytest.fixture
def families(world: World) -> list[World]:
    """Four more families at Werkhof, each with a mother who takes part, all led by Anna."""
    partner = world.partners["werkhof"]
    return [
        World(
            world.universe,
            world.partners,
            world.actor,
            worlds.open_case(
                world.universe,
                family=NewFamily(persons=[NewPerson(name, "Berg", dt.date(1990, 1, 1))]),
                enrolments=[NewEnrolment(person=0, partner=partner, entry_on=QUARTER.first)],
            ),
        )
        for name in ("Ada", "Bea", "Cleo", "Dora")
    ]


@pytest.fixture
def filled(families: list[World]) -> list[World]:
    """Benefits with all four families (once twice), work with one, online applications with three."""
    for one in families:
        one.log(30, happened_at=_moment(3), subjects=[CounsellingTopic.BENEFITS])
    families[0].log(30, happened_at=_moment(4), subjects=[CounsellingTopic.BENEFITS, CounsellingTopic.WORK])
    for one in families[:3]:
        one.log(10, happened_at=_moment(5), subjects=[CounsellingTopic.ONLINE])
    families[0].log(20, subjects=[CounsellingTopic.CHILDREN])  # not in this quarter
    with working_as(families[0].actor) as by:
        for number, one in enumerate(families):
            hurdles = [Hurdle.LANGUAGE] if number else [Hurdle.LANGUAGE, Hurdle.DEBTS]
            goal = planning.add_goal(by=by, file=one.file, title="Arbeit", life_area=LifeArea.WORK, hurdles=hurdles)
            type(goal)._base_manager.filter(pk=goal.pk).update(created_at=_moment(1))
        goal = planning.add_goal(
            by=by, file=families[0].file, title="Weg", life_area=LifeArea.WORK, hurdles=[Hurdle.MOBILITY]
        )
        planning.set_goal_state(by=by, goal=goal, state=GoalState.DROPPED)
    return families


def _by_label(rows: list[Frequency]) -> dict[str, tuple[int | str, int | str, int | str]]:
    return {row.label: (row.times, row.families, row.participants) for row in rows}


def test_topics_and_hurdles_are_counted_and_small_numbers_hidden(filled: list[World]) -> None:
    with working_as(filled[0].universe.actor("tina")) as tina:
        topics = _by_label(evaluation.topics(tina, QUARTER))
        hurdles = _by_label(evaluation.hurdles(tina, QUARTER))
    assert topics[str(CounsellingTopic.BENEFITS.label)] == (5, 4, 4)
    assert topics[str(CounsellingTopic.WORK.label)] == ("", "", "")  # one family
    assert topics[str(CounsellingTopic.CHILDREN.label)] == (0, 0, 0)
    assert topics[str(CounsellingTopic.ONLINE.label)] == (3, 3, 3)
    assert hurdles[str(Hurdle.DEBTS.label)] == ("", "", "")
    assert hurdles[str(Hurdle.LANGUAGE.label)] == (4, 4, 4)
    assert hurdles[str(Hurdle.MOBILITY.label)] == (0, 0, 0)


def test_the_page_and_the_files_hide_the_same(client: Client, filled: list[World]) -> None:
    address = reverse("caseload:evaluation")
    client.force_login(filled[0].universe.users["tina"])
    text = client.get(address).content.decode()
    assert "Hilfe bei Online-Anträgen" in text
    assert "verborgen" in text
    assert "Berg" not in text
    sheet = client.get(address, {"topics-format": "csv"}).content.decode("utf-8-sig")
    assert "Leistungen und Anträge;5;4;4" in sheet
    assert "Arbeit und Ausbildung;verborgen;verborgen;verborgen" in sheet
    assert client.get(address, {"hurdles-format": "xlsx"}).content[:2] == b"PK"
    assert AuditEntry.objects.filter(kind="export", action="caseload.export.topics").count() == 1
    before = {"topics-format": "csv", "period": periods.periods(time.today())[1][2].key}
    assert "verborgen" not in client.get(address, before).content.decode()
    running = {"topics-format": "csv", "period": periods.periods(time.today())[1][0].key}
    assert client.get(address, running).content.decode("utf-8-sig") == sheet  # it has not ended: the last one that has


@pytest.mark.parametrize("name", ["anna", "jan", "cora", "paul"])
def test_only_the_lead_of_a_team_evaluates_it(client: Client, world: World, name: str) -> None:
    client.force_login(world.universe.users[name])
    assert client.get(reverse("caseload:evaluation")).status_code == 404


def test_another_team_counts_its_own_families_only(filled: list[World]) -> None:
    universe = filled[0].universe
    lead_at(universe, "carla", "brueckenhaus")
    with working_as(universe.actor("carla")) as carla:
        assert carla.role == Role.TEAM_LEAD
        assert all(row.times == 0 for row in evaluation.topics(carla, QUARTER))
        assert all(row.times == 0 for row in evaluation.hurdles(carla, QUARTER))
