"""What the worker runs for this room."""

from procrastinate.contrib.django import app

from .jobs import perform


@app.task(name="core.run_job")
def run_job(job_id: int) -> None:
    """Do one job; safe to run again after a crash."""
    perform(job_id)
