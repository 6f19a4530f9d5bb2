"""Hours used against planned."""

from __future__ import annotations

import datetime as dt

from chancennetz.access.context import working_as
from chancennetz.contacts import queries as contact_queries
from chancennetz.core import time
from chancennetz.participation import actions, queries, rules
from tests.casework.world import World, days_ago


def test_hours_summed_by_stretches_of_days_are_those_of_every_single_contact(world: World) -> None:
    """The page sums minutes in the database; the rule counts each contact by itself."""
    with working_as(world.actor):
        [participant] = queries.participants_of(world.file)
        actions.add_module(by=world.actor, participant=participant, module="benefits", start=days_ago(30))
        actions.add_module(by=world.actor, participant=participant, module="employment", start=days_ago(10))
    for days, module in ((55, "basic"), (50, "benefits"), (31, "benefits"), (30, "benefits"), (11, "employment")):
        world.log(20, happened_at=time.now() - dt.timedelta(days=days), module=module, person_ids=world.person_ids[:2])
    for days in (10, 6, 5, 4):
        world.log(35, happened_at=time.now() - dt.timedelta(days=days), module="employment")
    world.log(45, happened_at=time.now() - dt.timedelta(days=6), reached=False)
    with working_as(world.actor):
        [participant] = queries.participants_of(world.file)
        actions.leave_programme(by=world.actor, participant=participant, exit_on=days_ago(5))
        every = rules.used_minutes(
            queries.participations_of([world.file.pk]), contact_queries.contact_facts([world.file.pk])
        )
        shown = {one.module: one.used_minutes for one in queries.hours_of(world.file)}
    # 55 days ago was before the entry, 4 days ago after the last day; until a module begins its time counts as basic.
    assert shown == {"basic": 60, "benefits": 20, "employment": 105}
    assert shown == {module: every[world.person_ids[0], module] for module in shown}
