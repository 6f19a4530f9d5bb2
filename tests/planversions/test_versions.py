"""Versions of the plan: exactly one is in force, whatever is done; approval by other eyes; what is different."""

from __future__ import annotations

import datetime as dt
import random
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from time import monotonic
from typing import Any, ClassVar

import pypdfium2
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed, StaleVersion
from chancennetz.plans import actions as planning
from chancennetz.plans.constants import GoalState
from chancennetz.plans.models import Goal
from chancennetz.planversions import actions, plan_content, queries
from chancennetz.planversions.constants import PLAN_TRANSITIONS, PlanAgreement, PlanState
from chancennetz.planversions.models import PlanVersion
from chancennetz.tasks.models import Task
from tests.casework.world import World, open_case
from tests.security.canaries import Canary
from tests.security.live import at_once, two_families
from tests.universe import Universe


def _goal(world: World, title: str = "Eine Wohnung mit drei Zimmern") -> Goal:
    with working_as(world.actor) as by:
        return planning.add_goal(by=by, file=world.file, title=title, life_area=LifeArea.HOME, agreed=True)


def _propose(world: World) -> PlanVersion:
    with working_as(world.actor) as by:
        return actions.propose_plan(by=by, file=world.file)


def _approve(world: World, row: PlanVersion, name: str = "tina") -> PlanVersion:
    with working_as(world.universe.actor(name)) as by:
        return actions.approve_plan(by=by, version=row)


def _agree(world: World, row: PlanVersion) -> PlanVersion:
    with working_as(world.actor) as by:
        return actions.put_plan_in_force(by=by, version=row, agreed_on=time.today(), agreement=PlanAgreement.SIGNED)


def _in_force(world: World) -> PlanVersion:
    return _agree(world, _approve(world, _propose(world)))


def test_the_way_of_a_plan(world: World) -> None:
    _goal(world)
    first = _in_force(world)
    assert (first.number, first.state, first.agreed_on) == (1, PlanState.ACTIVE, time.today())
    _goal(world, "Ein Platz in der Kita")
    second = _in_force(world)
    with working_as(world.actor):
        states = dict(PlanVersion.objects.filter(file=world.file).values_list("number", "state"))
        assert states == {1: PlanState.REVISED, 2: PlanState.ACTIVE}
        assert [goal["title"] for goal in plan_content.from_text(second.content)] == [
            "Eine Wohnung mit drei Zimmern",
            "Ein Platz in der Kita",
        ]


def test_nobody_approves_a_plan_of_ones_own_and_only_team_leads_approve(world: World) -> None:
    _goal(world)
    row = _propose(world)
    for name in ("anna", "ben", "carla", "cora", "jan"):
        with pytest.raises(NotAllowed):
            _approve(world, row, name)
    with working_as(world.actor):
        PlanVersion._base_manager.filter(pk=row.pk).update(written_by_id=world.universe.users["tina"].pk)
    with pytest.raises(Conflict):
        _approve(world, row)


def test_what_was_proposed_does_not_change_with_the_goals(world: World) -> None:
    goal = _goal(world)
    row = _propose(world)
    with working_as(world.actor) as by:
        planning.change_goal(
            by=by, goal=goal, title="Anders", why="", life_area=LifeArea.HOME, due_on=None, expected=goal.version
        )
        standing = queries.standing_of(world.file)
        assert standing.has_changed
        assert plan_content.from_text(queries.find_plan_version(world.file, row.pk).content)[0]["title"] != "Anders"


def test_a_plan_that_is_sent_back_says_why_and_comes_again(world: World) -> None:
    _goal(world)
    row = _propose(world)
    with working_as(world.universe.actor("tina")) as by:
        assert [one.pk for one in queries.plans_to_approve(by)] == [row.pk]
        actions.send_plan_back(by=by, version=row, comment="Bitte mit Terminen.")
        assert queries.plans_to_approve(by) == []
    again = _propose(world)
    assert (again.pk, again.number) == (row.pk, 1)


def test_the_team_lead_gets_a_task_that_ends_with_the_answer(world: World) -> None:
    _goal(world)
    row = _propose(world)
    with working_as(world.universe.actor("tina")) as by:
        task = Task.objects.get(owner=f"planversions.plan_version:{row.pk}")
        assert (task.user_id, task.done_at) == (by.user_id, None)
        assert "Kaya" not in task.title
    _approve(world, row)
    with working_as(world.universe.actor("tina")):
        assert Task.objects.get(pk=task.pk).done_at is not None


def test_a_plan_without_goals_is_not_proposed_and_a_second_one_waits(world: World) -> None:
    with pytest.raises(Conflict):
        _propose(world)
    _goal(world)
    _propose(world)
    with pytest.raises(Conflict):
        _propose(world)


# --- what is different -----------------------------------------------------------------------------------------------

OLD: plan_content.Plan = [
    {
        "id": "a", "title": "Wohnung", "why": "", "life_area": "home", "state": "agreed", "due_on": "2026-01-01",
        "steps": [
            {"id": "1", "title": "Anmelden", "owner": "Ayşe", "due_on": "", "done_on": "", "part": ""},
            {"id": "2", "title": "Suchen", "owner": "Ayşe", "due_on": "", "done_on": "", "part": ""},
        ],
    },
    {"id": "b", "title": "Sport", "why": "", "life_area": "social", "state": "draft", "due_on": "", "steps": []},
]  # fmt: skip
NEW: plan_content.Plan = [
    {
        "id": "a", "title": "Wohnung", "why": "", "life_area": "home", "state": "agreed", "due_on": "2026-03-01",
        "steps": [
            {"id": "1", "title": "Anmelden", "owner": "Ayşe", "due_on": "", "done_on": "2026-01-05", "part": ""},
            {"id": "3", "title": "Umziehen", "owner": "Ayşe", "due_on": "", "done_on": "", "part": ""},
        ],
    },
    {"id": "c", "title": "Kita", "why": "", "life_area": "family", "state": "agreed", "due_on": "", "steps": []},
]  # fmt: skip


def test_compare_names_every_difference_once() -> None:
    found = [
        (one.kind, one.what, one.title, one.field, one.before, one.after) for one in plan_content.compare(OLD, NEW)
    ]
    assert found == [
        ("changed", "goal", "Wohnung", "due_on", "2026-01-01", "2026-03-01"),
        ("changed", "step", "Anmelden", "done_on", "", "2026-01-05"),
        ("added", "step", "Umziehen", "", "", "Umziehen"),
        ("removed", "step", "Suchen", "", "Suchen", ""),
        ("added", "goal", "Kita", "", "", "Kita"),
        ("removed", "goal", "Sport", "", "Sport", ""),
    ]
    assert plan_content.compare(NEW, NEW) == []


# --- pages -----------------------------------------------------------------------------------------------------------


def _client(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.universe.users[name])
    return client


def _url(world: World, name: str, *ids: Any) -> str:
    return reverse(f"planversions:{name}", args=[world.file.pk, *ids])


def test_from_the_proposal_to_the_print_through_the_pages(world: World) -> None:
    _goal(world)
    anna, tina = _client(world, "anna"), _client(world, "tina")
    assert "Noch keine Fassung" in anna.get(_url(world, "versions")).content.decode()
    anna.post(_url(world, "propose"))
    with working_as(world.actor):
        row = PlanVersion.objects.get()
    assert anna.post(_url(world, "approve", row.pk)).status_code == 404
    assert _url(world, "versions") in tina.get(reverse("planversions:approvals")).content.decode()
    assert tina.post(_url(world, "send_back", row.pk), {"comment": ""}).status_code == 422
    assert tina.post(_url(world, "approve", row.pk), {"comment": "Gut so."}).status_code == 302
    page = anna.get(_url(world, "versions")).content.decode()
    assert "Gut so." in page
    late = {"agreed_on": (time.today() + dt.timedelta(days=1)).isoformat(), "agreement": "signed"}
    assert anna.post(_url(world, "in_force", row.pk), late).status_code == 422
    anna.post(_url(world, "in_force", row.pk), {"agreed_on": time.today().isoformat(), "agreement": "signed"})
    day = time.format_date(time.today(), language="de", weekday=False)
    assert f"Fassung 1 (In Kraft), vereinbart am {day}" in _pdf(anna.get(_url(world, "pdf")).content)
    goal = _goal(world, "Noch ein Ziel")
    assert "Entwurf für Fassung 2" in _pdf(anna.get(_url(world, "pdf")).content)
    old = _pdf(anna.get(_url(world, "version_pdf", row.pk)).content)
    assert "Fassung 1" in old
    assert "Noch ein Ziel" not in old
    anna.post(_url(world, "propose"))
    with working_as(world.actor):
        second = PlanVersion.objects.get(number=2)
    text = anna.get(_url(world, "version", second.pk)).content.decode()
    assert "Neues Ziel" in text
    assert goal.title in text
    for name in ("carla", "jan"):
        assert _client(world, name).get(_url(world, "version", second.pk)).status_code == 404


def test_from_one_plan_to_the_next_that_waits(world: World) -> None:
    other = World(world.universe, world.partners, world.actor, open_case(world.universe))
    for one in (world, other):
        _goal(one)
        _propose(one)
    with working_as(world.actor):
        first, second = PlanVersion.objects.order_by("proposed_at").select_related("file")
    tina, approvals = _client(world, "tina"), reverse("planversions:approvals")
    before = tina.get(_url(world, "versions")).content.decode()
    assert _url(other, "versions") in before
    answer = tina.post(_url(world, "approve", first.pk), {"comment": ""}, follow=True).content.decode()
    assert f'href="{_url(other, "versions")}"' in answer
    assert "Nächster Plan (1 wartet)" in answer
    answer = tina.post(_url(other, "approve", second.pk), {"comment": ""}, follow=True).content.decode()
    assert "Nächster Plan" not in answer
    assert f'href="{approvals}"' in answer
    assert approvals not in _client(world, "anna").get(_url(world, "versions")).content.decode()


def _pdf(content: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


# --- whatever is done ------------------------------------------------------------------------------------------------


class PlanLife(RuleBasedStateMachine):
    """Propose, approve, send back, take back, agree, change goals, in any order."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.model: dict[int, PlanState] = {}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    def _try(self, who: str, action: Any, number: int | None, target: PlanState, **values: Any) -> None:
        by: Actor = self.world.universe.actor(who)
        with working_as(by):
            try:
                row = PlanVersion.objects.select_related("file").get(number=number)
                action(by=by, version=row, **values)
            except Conflict:
                assert target not in PLAN_TRANSITIONS[self.model[number or 0]]
                return
        assert target in PLAN_TRANSITIONS[self.model[number or 0]]
        if target is PlanState.ACTIVE:
            self.model = {one: PlanState.REVISED if was is PlanState.ACTIVE else was for one, was in self.model.items()}
        self.model[number or 0] = target

    def _coming(self) -> int | None:
        return next((one for one, state in self.model.items() if state in queries.COMING), None)

    @rule()
    def goal(self) -> None:
        _goal(self.world, f"Ziel {len(self.model)}")

    @rule()
    def propose(self) -> None:
        coming = self._coming()
        try:
            row = _propose(self.world)
        except Conflict:
            with working_as(self.world.actor):
                empty = not Goal.objects.exclude(state=GoalState.DROPPED).exists()
            assert empty or self.model.get(coming or 0) in {PlanState.PROPOSED, PlanState.APPROVED}
            return
        assert row.number == (coming or len(self.model) + 1)
        self.model[row.number] = PlanState.PROPOSED

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def approve(self, data: Any) -> None:
        number = data.draw(st.sampled_from(sorted(self.model)))
        self._try("tina", actions.approve_plan, number, PlanState.APPROVED)

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def take_back(self, data: Any) -> None:
        number = data.draw(st.sampled_from(sorted(self.model)))
        self._try("anna", actions.take_plan_back, number, PlanState.DRAFT)

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def agree(self, data: Any) -> None:
        number = data.draw(st.sampled_from(sorted(self.model)))
        values = {"agreed_on": time.today(), "agreement": PlanAgreement.SPOKEN}
        self._try("anna", actions.put_plan_in_force, number, PlanState.ACTIVE, **values)

    @invariant()
    def exactly_one_is_in_force(self) -> None:
        with working_as(self.world.actor):
            stored = {number: PlanState(state) for number, state in PlanVersion.objects.values_list("number", "state")}
        assert stored == self.model
        counted = Counter(stored.values())
        assert counted[PlanState.ACTIVE] == bool(counted[PlanState.ACTIVE] + counted[PlanState.REVISED])


@pytest.mark.django_db
def test_whatever_is_done_exactly_one_plan_is_in_force(world: World) -> None:
    PlanLife.world = world
    run_state_machine_as_test(
        PlanLife,
        settings=settings(
            max_examples=15, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


# --- twenty at once --------------------------------------------------------------------------------------------------

HANDS = 20


@pytest.fixture(scope="module")
def living(live_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Universe, Canary]]:
    with two_families(tmp_path_factory.mktemp("uploads")) as (universe, own, _other):
        _finish(universe, own.ids["version_id"])  # the family comes with a proposal that waits
        yield universe, own


def _finish(universe: Universe, version_id: uuid.UUID) -> int:
    """Take a proposal all the way: approved by the team lead, agreed with the family. Returns its number."""
    anna, tina = universe.actor("anna"), universe.actor("tina")
    with working_as(tina):
        row = PlanVersion.objects.select_related("file").get(pk=version_id)
        row = actions.approve_plan(by=tina, version=row)
    with working_as(anna):
        agreed = {"agreed_on": time.today(), "agreement": PlanAgreement.SIGNED}
        return actions.put_plan_in_force(by=anna, version=row, **agreed).number


def _replace_the_plan(universe: Universe, own: Canary) -> int:
    """Take a version all the way; try again when another hand was faster. Returns its number."""
    anna = universe.actor("anna")
    chance, give_up = random.Random(threading.get_ident()), monotonic() + 90
    while monotonic() < give_up:
        try:
            with working_as(anna):
                actions.start_plan_version(by=anna, file=own.file)
                row = actions.propose_plan(by=anna, file=own.file)
            return _finish(universe, row.pk)
        except (Conflict, StaleVersion):
            threading.Event().wait(chance.uniform(0.002, 0.05))  # unlike hands must not meet again and again
    raise AssertionError("never in force")


def test_twenty_writers_each_get_their_version_in_force_in_turn(living: tuple[Universe, Canary]) -> None:
    universe, own = living

    def work(_number: int, barrier: threading.Barrier) -> int:
        barrier.wait()
        return _replace_the_plan(universe, own)

    numbers = at_once(HANDS, work)
    assert sorted(numbers) == list(range(2, HANDS + 2))  # the first one was there before
    with working_as(universe.actor("anna")):
        states = Counter(PlanVersion.objects.filter(file=own.file).values_list("state", flat=True))
    assert states == {PlanState.ACTIVE: 1, PlanState.REVISED: HANDS}


def test_without_the_lock_writers_run_into_each_other(
    living: tuple[Universe, Canary], monkeypatch: pytest.MonkeyPatch
) -> None:
    universe, own = living
    monkeypatch.setattr(actions, "lock_plan", lambda _file: None)
    monkeypatch.setattr(actions, "check_consent", lambda _file: None)  # it locks the consent: a second guard
    look, everybody = queries.coming_plan, threading.Barrier(4, timeout=20)

    def look_and_wait(file: FamilyFile) -> PlanVersion | None:
        found = look(file)
        everybody.wait()
        return found

    monkeypatch.setattr(queries, "coming_plan", look_and_wait)

    def work(_number: int, _barrier: threading.Barrier) -> str:
        by = universe.actor("anna")
        try:
            with working_as(by):
                actions.start_plan_version(by=by, file=own.file)
        except IntegrityError:
            return "lost"
        return "saved"

    # Four looked, saw nothing, and began: three lose what they did. With the lock each is told in time (test above).
    assert Counter(at_once(4, work)) == {"saved": 1, "lost": 3}


def test_the_database_holds_one_version_in_force_even_without_the_action(world: World) -> None:
    _goal(world)
    _in_force(world)
    _goal(world, "Noch eins")
    second = _propose(world)
    with working_as(world.actor), pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion._base_manager.filter(pk=second.pk).update(
            state=PlanState.ACTIVE, agreed_on=time.today(), active_from=time.now()
        )
