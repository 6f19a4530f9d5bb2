"""Jobs of the plan. No names in job arguments."""

from __future__ import annotations

from procrastinate.contrib.django import app

from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.plans.actions.goals import remind_of_steps


@app.periodic(cron="40 4 * * *")
@app.task(name="plans.remind_of_steps", queueing_lock="plans.remind_of_steps")
def remind_of_steps_job(timestamp: int) -> None:
    """Every night: turn the reminders that are due into tasks. Running twice changes nothing."""
    del timestamp
    with working_as(system_actor()) as by:
        remind_of_steps(by=by, day=time.today())
