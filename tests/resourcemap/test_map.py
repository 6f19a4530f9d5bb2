"""The resource map through actions: versions, two raters, own resources first, the way into the plan."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access.constants import Facet
from chancennetz.access.context import working_as
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.core.errors import Conflict, NotAllowed, StaleVersion
from chancennetz.plans import actions as planning
from chancennetz.plans.constants import GoalState
from chancennetz.plans.models import Goal, Step
from chancennetz.resourcemap import actions, queries
from chancennetz.resourcemap.constants import Rater, ResourceLevel
from chancennetz.resourcemap.models import AreaRating, MapVersion
from chancennetz.resourcemap.picture import DOT, SIZE, draw
from tests.assessments import world as worlds
from tests.assessments.world import World
from tests.universe import Universe

OPEN = frozenset({Facet.INTAKE})
BOTH = frozenset({Facet.INTAKE, Facet.HEALTH})


def resource(world: World, name: str, level: ResourceLevel, area: LifeArea = LifeArea.FAMILY) -> str:
    world.do("add_resource", area, name=name, level=level)
    return str(world.area(area).resources[-1].id)


def line(world: World, goal: str, *resources: str, area: LifeArea = LifeArea.FAMILY, **more: Any) -> str:
    world.do("add_line", area, goal=goal, resource_ids=resources, **more)
    return str(world.area(area).lines[-1].id)


def test_the_share_of_own_resources_over_all_areas(world: World) -> None:
    grandmother = resource(world, "Oma Fatma", ResourceLevel.CLOSE)
    office = resource(world, "Jobcenter", ResourceLevel.INSTITUTION, LifeArea.WORK)
    line(world, "Elif geht nachmittags zu Oma", grandmother)
    line(world, "Bewerbung schreiben", office, area=LifeArea.WORK)
    line(world, "Noch offen", area=LifeArea.WORK)
    line(world, "Oma kommt mit", office, grandmother, area=LifeArea.WORK)
    with working_as(world.actor):
        share = queries.share_of(queries.map_of(world.file))
    assert (share.own, share.total, share.unnamed, share.percent) == (2, 4, 1, 50)


def test_every_change_is_a_version_and_any_can_come_back(world: World) -> None:
    world.do("write_state", state="Es geht.")
    helper = resource(world, "Nachbarin", ResourceLevel.AREA)
    line(world, "Abholen", helper)
    world.do("write_state", LifeArea.MONEY, state="Knapp.")
    world.do("remove_resource", resource_id=helper)
    with working_as(world.actor):
        assert [row.number for row in queries.map_versions(world.file, BOTH)] == [5, 4, 3, 2, 1]
        third = queries.map_of(world.file, 3)
        assert third.areas[LifeArea.FAMILY].lines[0].resource_ids == (helper,)
        assert third.areas[LifeArea.MONEY].state == ""
        assert queries.map_of(world.file).areas[LifeArea.FAMILY].lines[0].resource_ids == ()
        assert actions.restore(by=world.actor, file=world.file, number=3, expected=5) == 6
        now = queries.map_of(world.file)
        assert {a: c.as_data() for a, c in now.areas.items()} == {a: c.as_data() for a, c in third.areas.items()}
        assert queries.map_versions(world.file, BOTH)[0].restores == 3
        assert actions.restore(by=world.actor, file=world.file, number=3, expected=6) == 6  # already so
        with pytest.raises(StaleVersion):
            actions.restore(by=world.actor, file=world.file, number=1, expected=5)
        for number in (0, 6, 99):
            with pytest.raises(Conflict):
                actions.restore(by=world.actor, file=world.file, number=number, expected=6)


def test_writing_the_same_makes_no_version(world: World) -> None:
    assert world.do("write_state", state="Es geht.") == 1
    assert world.do("write_state", state=" Es geht. ") == 1
    with working_as(world.actor):
        assert MapVersion.objects.count() == 1


def test_two_editors_of_one_area_and_of_two(world: World) -> None:
    world.do("write_state", state="Eins", expected=0)
    world.do("write_state", LifeArea.MONEY, state="Zwei", expected=0)
    with pytest.raises(StaleVersion):
        world.do("write_state", state="Drei", expected=0)
    assert (world.area().state, world.area(LifeArea.MONEY).state) == ("Eins", "Zwei")


def test_both_sides_rate_and_the_gap_is_seen(world: World) -> None:
    day = time.today() - dt.timedelta(days=30)
    with working_as(world.actor):
        for rater, value, on in ((Rater.SELF, 2, day), (Rater.COACH, 4, day), (Rater.SELF, 3, None)):
            actions.rate(by=world.actor, file=world.file, area=LifeArea.HOME, rater=rater, value=value, rated_on=on)
        rating = queries.ratings_of(world.file, OPEN)[LifeArea.HOME]
        assert (rating.own, rating.coach, rating.gap) == (3, 4, 1)
        assert rating.course == ((day, 2, 4), (time.today(), 3, None))
        for value in (0, 6, True):
            with pytest.raises(ValidationError):
                actions.rate(by=world.actor, file=world.file, area=LifeArea.HOME, rater=Rater.SELF, value=value)
        with pytest.raises(ValidationError):
            actions.rate(
                by=world.actor, file=world.file, area=LifeArea.HOME, rater=Rater.SELF, value=3,
                rated_on=time.today() + dt.timedelta(days=1),
            )  # fmt: skip


def test_a_fine_goal_becomes_a_goal_once(world: World) -> None:
    due = time.today() + dt.timedelta(days=20)
    one = line(world, "Elif geht zum Turnen", due_on=due)
    with working_as(world.actor):
        first = actions.line_to_plan(by=world.actor, file=world.file, area=LifeArea.FAMILY, line_id=one)
        again = actions.line_to_plan(by=world.actor, file=world.file, area=LifeArea.FAMILY, line_id=one)
        assert first == again
        goal = Goal.objects.get(file=world.file)
        assert (goal.title, goal.life_area, goal.due_on) == ("Elif geht zum Turnen", "family", due)
        planning.set_goal_state(by=world.actor, goal=goal, state=GoalState.DROPPED)
        planned = queries.linked_goals(world.file, queries.map_of(world.file))[one]
        assert (planned.state, planned.done_on) == ("dropped", None)  # closed, but not done


def test_a_fine_goal_becomes_a_step_of_a_goal(world: World) -> None:
    one = line(world, "Anmelden", partners="Turnverein")
    with working_as(world.actor):
        goal = planning.add_goal(by=world.actor, file=world.file, title="Sport", life_area=LifeArea.FAMILY)
        actions.line_to_plan(by=world.actor, file=world.file, area=LifeArea.FAMILY, line_id=one, goal=goal)
        step = Step.objects.get(goal=goal)
        assert (step.title, step.owner_kind, step.owner_name) == ("Anmelden", "partner", "Turnverein")
        planning.finish_step(by=world.actor, step=step)
        assert queries.linked_goals(world.file, queries.map_of(world.file))[one].done_on == time.today()
        before = queries.newest_number(world.file)
        actions.restore(by=world.actor, file=world.file, number=1, expected=before)
        assert world.area().lines[0].step_id == str(step.id)  # the link into the plan survives


def test_health_lies_apart_also_in_the_map(world: World) -> None:
    medicine = resource(world, "Kinderarzt", ResourceLevel.INSTITUTION, LifeArea.HEALTH)
    grandmother = resource(world, "Oma", ResourceLevel.CLOSE)
    with working_as(world.actor):
        assert LifeArea.HEALTH not in queries.map_of(world.file, None, OPEN).areas
        assert LifeArea.HEALTH not in queries.ratings_of(world.file, OPEN)
        assert [row.areas for row in queries.map_versions(world.file, OPEN)] == [(LifeArea.FAMILY,), ()]
    with pytest.raises(ValidationError):
        line(world, "Zum Arzt", medicine)  # an open area never uses a guarded resource
    line(world, "Oma begleitet", grandmother, medicine, area=LifeArea.HEALTH)


def test_without_the_tick_for_health_its_area_stays_empty(universe: Universe) -> None:
    world = worlds.build(universe, health=False)
    with pytest.raises(Conflict):
        world.do("write_state", LifeArea.HEALTH, state="krank")
    world.do("write_state", state="gut")


@pytest.mark.parametrize("name", ["", "  ", "\x00", "x" * 501])
def test_a_resource_needs_a_name_that_fits(world: World, name: str) -> None:
    with pytest.raises(ValidationError):
        world.do("add_resource", name=name, level=ResourceLevel.SELF)
    assert world.area().resources == ()


def test_hostile_and_foreign_writing_is_kept_as_text(world: World) -> None:
    world.do("write_state", state="<script>\x00\u202e 😀 مرحبا")
    assert world.area().state == "<script> 😀 مرحبا"


def test_an_area_that_is_full_says_so(world: World) -> None:
    from chancennetz.resourcemap.constants import MOST_LINES
    from chancennetz.resourcemap.content import Area, Line

    full = Area(lines=tuple(Line(str(number), "x") for number in range(MOST_LINES)))
    system = worlds.system_actor()
    with working_as(system):
        actions.enter_maps(by=system, maps=[actions.BulkMap(world.file.id, {LifeArea.FAMILY: full}, time.now())])
    with pytest.raises(Conflict):
        line(world, "Einer mehr")


def test_nobody_else_writes_into_the_map(world: World) -> None:
    for name in ("ben", "carla", "tina", "jan", "paul", "admin"):
        by = world.universe.actor(name)
        with working_as(by), pytest.raises(NotAllowed):
            actions.write_state(by=by, file=world.file, area=LifeArea.FAMILY, state="x", expected=0)
    with working_as(world.actor):
        assert not MapVersion.objects.exists()
        assert not AreaRating.objects.exists()


def test_the_picture_holds_every_resource_inside_its_frame_and_apart(world: World) -> None:
    for area in (LifeArea.FAMILY, LifeArea.SOCIAL):
        for level in ResourceLevel:
            for number in range(4):
                resource(world, f"{area} {level} {number}", level, area)
    with working_as(world.actor):
        picture = draw(queries.map_of(world.file))
    assert [one.number for one in picture.entries] == list(range(1, 33))
    assert len(picture.dots) == 32
    for dot in picture.dots:
        assert picture.dot < dot.x < SIZE - picture.dot
        assert picture.dot < dot.y < SIZE - picture.dot
    own = [one.resource.level <= 2 for one in picture.entries]
    assert own == [dot.own for dot in picture.dots]
    places = {(dot.x, dot.y) for dot in picture.dots}
    assert len(places) == 32


def test_dots_of_one_ring_do_not_cover_each_other(world: World) -> None:
    for level in ResourceLevel:
        for number in range(2):
            resource(world, f"{level} {number}", level)
    with working_as(world.actor):
        dots = draw(queries.map_of(world.file)).dots
    distances = [math.dist((a.x, a.y), (b.x, b.y)) for a, b in itertools.combinations(dots, 2)]
    assert min(distances) >= 2 * DOT


def test_the_timeline_and_the_gaps_know_of_assessments_and_map(world: World) -> None:
    from chancennetz.casework import quality
    from chancennetz.casework.constants import TimelineKind
    from chancennetz.casework.queries import timeline

    row = world.finish(world.fill(world.start()))
    world.do("write_state", state="gut")
    with working_as(world.actor):
        found = timeline(world.file, [TimelineKind.ASSESSMENT]).entries
        assert {entry.title for entry in found} == {"Anamnese abgeschlossen", "Ressourcenkarte begonnen"}
        assert {entry.object_id for entry in found} >= {row.id}
        everything = [entry.title for entry in timeline(world.file).entries]
        assert everything.count("Anamnese abgeschlossen") == 1  # said once, although the case has its day too
        later = time.today() + dt.timedelta(days=30)
        gaps = {gap.check for gap in quality.gaps_in([world.file.id], later)}
        assert not gaps & {"assessment_unfinished", "resource_map_missing"}


def test_a_file_without_map_and_with_a_forgotten_assessment_is_a_gap(world: World) -> None:
    from chancennetz.casework import quality

    world.finish(world.fill(world.start()))
    world.start(days=20)
    with working_as(world.actor):
        found = {gap.check for gap in quality.gaps_in([world.file.id], time.today() + dt.timedelta(days=30))}
    assert {"assessment_unfinished", "resource_map_missing"} <= found
