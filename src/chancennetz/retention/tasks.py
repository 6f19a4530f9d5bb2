"""Jobs of deletion. Their arguments hold no ids."""

from __future__ import annotations

from procrastinate.contrib.django import app

from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.retention import actions


@app.periodic(cron="10 2 * * *")
@app.task(name="retention.propose_due", queueing_lock="retention.propose_due")
def propose_due(timestamp: int) -> None:
    """Every night: propose files whose period is over, tell team leads. Running twice changes nothing."""
    del timestamp
    with working_as(system_actor()) as by:
        actions.propose_due(by=by)
        actions.tell_team_leads(by=by)


@app.periodic(cron="50 3 * * *")
@app.task(name="retention.check_again", queueing_lock="retention.check_again")
def check_again(timestamp: int) -> None:
    """Every night: look whether anything is left of what was deleted thirty days ago."""
    del timestamp
    with working_as(system_actor()) as by:
        actions.check_again(by=by)
