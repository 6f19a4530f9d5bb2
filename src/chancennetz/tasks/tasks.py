"""Jobs of tasks: reminders in the morning, old drafts at night. No names in job arguments."""

from __future__ import annotations

from procrastinate.contrib.django import app

from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.tasks import actions


@app.periodic(cron="0 5 * * *")
@app.task(name="tasks.remind_due", queueing_lock="tasks.remind_due")
def remind_due(timestamp: int) -> None:
    """Every morning: mark what is due. Running twice changes nothing."""
    del timestamp
    with working_as(system_actor()) as by:
        actions.remind_due(by=by, day=time.today())


@app.periodic(cron="30 2 * * *")
@app.task(name="tasks.forget_old_drafts", queueing_lock="tasks.forget_old_drafts")
def forget_old_drafts(timestamp: int) -> None:
    """Every night: forget drafts that nobody came back to."""
    del timestamp
    with working_as(system_actor()) as by:
        actions.forget_old_drafts(by=by)
