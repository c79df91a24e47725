"""What the worker runs for this room."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .services import mark_missed


@app.periodic(cron="*/5 * * * *")
@app.task(name="clocks.mark_missed", queue="short", queueing_lock="clocks.mark_missed")
def write_misses(timestamp: int) -> None:
    """Every five minutes: write what was missed; safe to run twice."""
    mark_missed(timezone.now())
