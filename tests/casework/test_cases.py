"""Changing and closing a case."""

from __future__ import annotations

import datetime as dt

import pytest

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.casework import actions, queries
from chancennetz.casework.constants import CaseType, Channel, ExitReason, LifeArea, Phase
from chancennetz.casework.models import Case, Revision
from chancennetz.core import time
from chancennetz.core.errors import Conflict, NotAllowed, StaleVersion
from chancennetz.participation import actions as participation
from chancennetz.participation import queries as participation_queries
from chancennetz.plans import actions as planning
from chancennetz.plans.models import Goal
from tests.casework import world as worlds
from tests.casework.world import World, days_ago


def test_changing_the_intake_keeps_the_version_before(world: World) -> None:
    before = time.now()
    with working_as(world.actor):
        changed = actions.change_case(
            by=world.actor,
            case=world.case,
            expected=1,
            channel=Channel.SCHOOL,
            channel_place="Grundschule",
            first_contact_on=world.case.first_contact_on,
            concern="Die Miete ist zu hoch, und der Strom.",
            case_type=CaseType.EXISTENCE,
        )
        assert changed == ["case_type", "channel", "channel_place", "concern"]
        assert queries.as_of(world.case, before)["concern"] == "Die Miete ist zu hoch."
        assert queries.as_of(world.case, time.now())["channel"] == "school"
        assert queries.as_of(world.case, before - dt.timedelta(days=1)) is None
        numbers = [view.number for view in queries.versions_of(world.file, world.case.id)]
        assert numbers == [2, 1]
        actions.restore_version(by=world.actor, row=world.case, number=1)
        assert Case.objects.get(pk=world.case.pk).concern == "Die Miete ist zu hoch."


def test_the_counts_follow_another_case_type(world: World) -> None:
    world.log(45)
    with working_as(world.actor):
        actions.change_case(
            by=world.actor,
            case=world.case,
            expected=1,
            channel=Channel.SCHOOL,
            channel_place="",
            first_contact_on=days_ago(60),
            concern="",
            case_type=CaseType.CARE,
        )
    assert {key.case_type for key in worlds.tallies()} == {"care"}
    assert worlds.tallies() == worlds.recount()


def test_two_tabs_changing_the_intake(world: World) -> None:
    values = {
        "by": world.actor,
        "channel": Channel.SCHOOL,
        "channel_place": "",
        "first_contact_on": days_ago(60),
        "case_type": "",
    }
    with working_as(world.actor):
        other_tab = queries.case_of(world.file)
        assert other_tab is not None
        actions.change_case(case=world.case, expected=1, concern="eins", **values)
        with pytest.raises(StaleVersion):
            actions.change_case(case=other_tab, expected=1, concern="zwei", **values)
        assert Case.objects.get(pk=world.case.pk).concern == "eins"
        assert Revision.objects.filter(object_id=world.case.id).count() == 2


def test_a_case_is_closed_when_nothing_is_open(world: World) -> None:
    with working_as(world.actor):
        participant = participation_queries.participants_of(world.file)[0]
        with pytest.raises(Conflict):
            actions.close_case(by=world.actor, case=world.case, exit_on=time.today(), reason=ExitReason.MOVED)
        participation.leave_programme(by=world.actor, participant=participant, exit_on=time.today())
        goal = planning.add_goal(by=world.actor, file=world.file, title="Kita-Platz", life_area=LifeArea.FAMILY)
        with pytest.raises(Conflict):
            actions.close_case(by=world.actor, case=world.case, exit_on=time.today(), reason=ExitReason.MOVED)
        planning.set_goal_state(by=world.actor, goal=goal, state="dropped")
        actions.close_case(by=world.actor, case=world.case, exit_on=time.today(), reason=ExitReason.MOVED)
        assert FamilyFile.objects.get(pk=world.file.pk).state == "closed"
        assert queries.phase_of(world.file) is Phase.EXIT
        with pytest.raises(NotAllowed):
            planning.add_goal(by=world.actor, file=FamilyFile.objects.get(), title="x", life_area=LifeArea.HOME)
        assert Goal.objects.count() == 1
    assert worlds.tallies() == worlds.recount()
