"""Jobs put right: those of a worker that died are done again, those that are long over are removed."""

from procrastinate import App, exceptions
from procrastinate.jobs import Status

KEPT_HOURS = 7 * 24


async def retry_stalled(*, jobs: App, silent_for: float) -> int:
    """Put back what a dead worker held; how many jobs that were.

    Where the next of its kind waits already (its queueing lock), the dead one has nothing left to do and is over.
    """
    stalled = list(await jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_for))
    for job in stalled:
        try:
            await jobs.job_manager.retry_job(job)
        except exceptions.UniqueViolation:
            await jobs.job_manager.finish_job(job, Status.ABORTED, delete_job=False)
    return len(stalled)


async def delete_finished(*, jobs: App) -> None:
    """Remove jobs that ended a week ago, however they did."""
    await jobs.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
