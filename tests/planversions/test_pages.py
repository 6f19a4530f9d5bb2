"""The plan as it stands now, as a PDF."""

from __future__ import annotations

import pytest
from django.test import Client

from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.plans import actions as planning
from tests.casework.pages import page, sign_in
from tests.casework.world import World


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    return sign_in(client, world, "anna")


def test_the_plan_is_a_tagged_pdf_and_logged(anna: Client, world: World) -> None:
    with working_as(world.actor):
        goal = planning.add_goal(by=world.actor, file=world.file, title="Umziehen", life_area=LifeArea.HOME, why="Eng")
        part = planning.add_sub_goal(by=world.actor, goal=goal, title="Schein")
        planning.add_step(by=world.actor, goal=goal, title="Anrufen", due_on=time.today())
        planning.add_step(by=world.actor, goal=goal, sub_goal=part, title="Antrag")
    for query in ("", "?large=1"):
        answer = anna.get(page(world, "planversions:pdf") + query)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert b"/StructTreeRoot" in answer.content
    assert AuditEntry.objects.filter(kind="export", action="planversions.plan.print").count() == 2
