"""What the worker runs for this room."""

from django.core.management import call_command
from procrastinate import JobContext
from procrastinate.contrib.django import app

from .jobs import perform

STALLED_AFTER = 30.0  # seconds without a heartbeat, which comes every ten
KEPT_HOURS = 14 * 24


@app.task(name="core.run_job")
def run_job(job_id: int) -> None:
    """Do one job; safe to run again after a crash."""
    perform(job_id)


@app.periodic(cron="* * * * *")
@app.task(name="core.retry_stalled", queue="short", queueing_lock="core.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that was killed to another; every task is safe to run again."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await jobs.retry_job(job)


@app.periodic(cron="40 19 * * *")
@app.task(name="core.tidy", queue="short", queueing_lock="core.tidy", pass_context=True)
def tidy(context: JobContext, timestamp: int) -> None:
    """At 03:40 in Shanghai: forget ended sessions, and jobs of the queue that ended two weeks ago."""
    call_command("clearsessions")
    context.app.configure_task("builtin:procrastinate.builtin_tasks.remove_old_jobs", queue="short").defer(
        max_hours=KEPT_HOURS, remove_failed=True, remove_cancelled=True, remove_aborted=True
    )
