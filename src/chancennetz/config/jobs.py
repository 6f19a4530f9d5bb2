"""Jobs that keep the job queue itself healthy."""

from __future__ import annotations

from procrastinate.contrib.django import app

KEPT_HOURS = 24 * 14


@app.periodic(cron="* * * * *")
@app.task(name="config.retry_stalled", queueing_lock="config.retry_stalled")
async def retry_stalled(timestamp: int) -> int:
    """Every minute: give back jobs whose worker was killed, else they would stay in `doing` for ever.

    Returns how many jobs were given back. All tasks are written to be repeatable.
    """
    del timestamp
    stalled = list(await app.job_manager.get_stalled_jobs())
    for job in stalled:
        await app.job_manager.retry_job(job)
    await app.job_manager.prune_stalled_workers(300)
    return len(stalled)


@app.periodic(cron="17 3 * * *")
@app.task(name="config.remove_old_jobs", queueing_lock="config.remove_old_jobs")
async def remove_old_jobs(timestamp: int) -> None:
    """Every night: remove finished jobs after two weeks (retention)."""
    del timestamp
    await app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
