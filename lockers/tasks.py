"""What the worker runs for lockers."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .services.forgetting import forget_people


@app.periodic(cron="40 19 * * *")
@app.task(name="lockers.forget", queue="short", queueing_lock="lockers.forget")
def forget(timestamp: int) -> None:
    """At 03:40 in Shanghai: forget customers whose papers have been kept for long enough."""
    forget_people(timezone.now())
