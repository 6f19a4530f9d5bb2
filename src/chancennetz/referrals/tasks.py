"""Jobs of referrals. No names in job arguments."""

from __future__ import annotations

from procrastinate.contrib.django import app

from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.referrals import actions


@app.periodic(cron="20 4 * * *")
@app.task(name="referrals.look_after", queueing_lock="referrals.look_after")
def look_after(timestamp: int) -> None:
    """Every night: ask about answers that are late, empty what is over. Running twice changes nothing."""
    del timestamp
    with working_as(system_actor()) as by:
        actions.empty_expired(by=by)
        actions.raise_tasks(by=by)
