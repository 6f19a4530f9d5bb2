"""Jobs of take-up: reachability at night. It changes with offers and timetables, not by the hour."""

from __future__ import annotations

from procrastinate.contrib.django import app

from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.takeup import actions


@app.periodic(cron="0 3 * * *")
@app.task(name="takeup.compute_reach", queueing_lock="takeup.compute_reach")
def compute_reach(timestamp: int) -> None:
    """Every night: compute anew what one gets to from where."""
    del timestamp
    with working_as(system_actor()) as by:
        actions.compute_reach(by=by)
