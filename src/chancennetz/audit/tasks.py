"""Jobs of the log."""

from __future__ import annotations

from procrastinate.contrib.django import app

from chancennetz.audit import actions
from chancennetz.core.actor import system_actor


@app.periodic(cron="*/5 * * * *")
@app.task(name="audit.sign_head", queueing_lock="audit.sign_head")
def sign_head(timestamp: int) -> None:
    """Every five minutes: sign the end of the chain, so that a cut-off end is noticed."""
    del timestamp  # given by the scheduler; a late run signs the present end just as well
    actions.sign_head()


@app.periodic(cron="40 3 2 * *")
@app.task(name="audit.prune", queueing_lock="audit.prune")
def prune(timestamp: int) -> None:
    """Every month: delete the months of the log whose period is over. Running twice changes nothing."""
    del timestamp
    actions.prune(by=system_actor())
