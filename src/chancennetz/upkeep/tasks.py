"""Jobs of the map: reminders every Monday, links every Sunday night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.upkeep import actions, linkcheck
from chancennetz.upkeep.queries import current_links


@app.periodic(cron="0 6 * * 1")
@app.task(name="upkeep.remind_stale", queueing_lock="upkeep.remind_stale")
def remind_stale(timestamp: int) -> None:
    """Every Monday: ask those who keep an offer whether it is still correct."""
    del timestamp
    with working_as(system_actor()) as by:
        actions.remind_stale(by=by, day=time.today())


@app.periodic(cron="0 3 * * 0")
@app.task(name="upkeep.check_links", queueing_lock="upkeep.check_links")
def check_links(timestamp: int) -> None:
    """Every Sunday night, where it is switched on: try the links of the offers that are shown."""
    del timestamp
    if not linkcheck.is_on():
        return
    results = list(linkcheck.check(url for url, _service in current_links()))
    with working_as(system_actor()) as by:
        actions.keep_link_checks(by=by, results=results)
