"""The pages of participation: begin, another module, leave."""

from __future__ import annotations

from django.test import Client

from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.participation import queries
from tests.casework import world as worlds
from tests.casework.pages import page, sign_in
from tests.casework.world import World


def test_participation_by_form(client: Client, world: World) -> None:
    anna = sign_in(client, world, "anna")
    father = str(world.person_ids[1])
    data = {"person": father, "entry_on": worlds.days_ago(3).isoformat(), "modules": ["basic", "benefits"]}
    assert anna.post(page(world, "participation:enrol"), data).status_code == 302
    assert anna.post(page(world, "participation:enrol"), data).status_code == 422
    with working_as(world.actor):
        row = queries.participants_of(world.file)[1]
        assert row.modules == ["basic", "benefits"]
    start = {"module": "employment", "start": worlds.days_ago(2).isoformat()}
    assert anna.post(page(world, "participation:module_new", row.id), start).status_code == 302
    assert (
        anna.post(page(world, "participation:leave", row.id), {"exit_on": worlds.days_ago(9).isoformat()}).status_code
        == 422
    )
    assert (
        anna.post(page(world, "participation:leave", row.id), {"exit_on": time.today().isoformat()}).status_code == 302
    )
    assert worlds.tallies() == worlds.recount()
    assert {key.what for key in worlds.tallies()} == {"entry", "module", "exit"}
