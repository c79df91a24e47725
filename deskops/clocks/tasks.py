"""What the worker runs for this room."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .misses import watch


@app.periodic(cron="*/5 * * * *")
@app.task(name="clocks.mark_missed", queue="short", queueing_lock="clocks.mark_missed")
def write_misses(timestamp: int) -> None:
    """Every five minutes: write what was missed, tell handlers and managers; safe to run twice."""
    watch(timezone.now())
