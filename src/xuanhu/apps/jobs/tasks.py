"""Jobs about jobs."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from xuanhu.apps.jobs.actions import delete_finished, retry_stalled
from xuanhu.apps.jobs.worker import STALLED


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="jobs.stalled", pass_context=True)
async def put_back_stalled(context: JobContext, timestamp: int) -> None:
    """Every minute: what a dead worker held is done again."""
    del timestamp
    await retry_stalled(jobs=context.app, silent_for=STALLED)


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="jobs.finished", pass_context=True)
async def remove_finished(context: JobContext, timestamp: int) -> None:
    """Every hour: what ended long ago is removed."""
    del timestamp
    await delete_finished(jobs=context.app)
