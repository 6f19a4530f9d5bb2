"""Jobs of documents."""

from __future__ import annotations

from procrastinate.contrib.django import app

from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.documents import actions


@app.periodic(cron="15 3 * * 0")
@app.task(name="documents.sweep_orphans", queueing_lock="documents.sweep_orphans")
def sweep_orphans(timestamp: int) -> None:
    """Every Sunday night: remove files that a crash left behind."""
    del timestamp
    with working_as(system_actor()) as by:
        actions.sweep_orphans(by=by)
