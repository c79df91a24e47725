"""What the worker runs for cards."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .takings import open_drafts


@app.periodic(cron="5 22,23,0-4 * * *")
@app.task(name="cards.open_takings", queue="short", queueing_lock="cards.open_takings")
def open_takings(timestamp: int) -> None:
    """At five past every hour from 06:00 to noon in Shanghai: draft the takings of the days that ended."""
    open_drafts(now=timezone.now())
