"""Who may open the discharge card, against a table written by hand.

The card tells of debts and instalments, of what is settled with the offices, and of the new job: whoever was only shown
the plan must not see it. The table is the agreement with the data protection officer, as in `tests/access`.
"""

from __future__ import annotations

import csv
import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.actions import open_release
from chancennetz.access.constants import Facet, Role
from chancennetz.access.context import working_as
from chancennetz.casework.queries import timeline
from chancennetz.closure import actions
from chancennetz.closure.constants import CardReason
from chancennetz.closure.models import CardLine
from chancennetz.core import time
from tests.casework.world import World

with (Path(__file__).parent / "matrix_card.csv").open(encoding="utf-8") as _file:
    MATRIX = list(csv.DictReader(_file))
OFFICES = {"jan": ("jobcenter", Role.JOB_CENTRE), "cora": ("unna", Role.COORDINATOR)}
DEBT = "Rate an das Jobcenter: 30 Euro"


def _card(world: World) -> CardLine:
    with working_as(world.actor) as by:
        card = actions.make_card(
            by=by, file=world.file, reason=CardReason.JOB, starts_on=time.today(), keys=["rent", "office_recovery"]
        )
        line = CardLine.objects.filter(card=card).select_related("file", "card").order_by("position")[0]
        actions.change_line(by=by, line=line, text=DEBT, due_on=None, remind=False, expected=line.version)
    return line


def _release(world: World, who: str, facets: str) -> None:
    place, role = OFFICES[who]
    with working_as(world.actor) as by:
        open_release(
            by=by,
            file=world.file,
            organisation=world.universe.organisations[place],
            role=role,
            facets=[Facet(one) for one in facets.split()],
            starts_at=time.now(),
            ends_at=time.now() + dt.timedelta(days=1),
            basis_id=uuid.uuid4(),
        )


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row['who']} {row['released']}".strip())
def test_the_card_opens_for_whom_the_table_says(client: Client, world: World, row: dict[str, str]) -> None:
    line = _card(world)
    if row["released"]:
        _release(world, row["who"], row["released"])
    client.force_login(world.universe.users[row["who"]])
    answer = client.get(reverse("closure:card", args=[world.file.pk]))
    assert (answer.status_code == 200) is (row["page"] == "yes")
    assert (DEBT in answer.content.decode()) is (row["page"] == "yes")
    printed = client.get(reverse("closure:card_pdf", args=[world.file.pk]))
    assert (printed.status_code == 200) is (row["print"] == "yes")
    address = reverse("closure:card_tick", args=[world.file.pk, line.pk])
    client.post(address)
    with working_as(world.actor):
        assert (CardLine.objects.get(pk=line.pk).done_on is not None) is (row["change"] == "yes")


def test_the_history_does_not_say_why_there_is_a_card(world: World) -> None:
    _card(world)
    with working_as(world.actor):
        entry = next(one for one in timeline(world.file).entries if one.what == "card")
    assert (entry.title, entry.text) == ("Entlasskarte angelegt", "")
