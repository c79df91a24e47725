"""What the worker does about gifts."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .services.counting import after_campaigns


@app.periodic(cron="15 22,23,0-4 * * *")
@app.task(name="gifts.after_campaigns", queue="short", queueing_lock="gifts.after_campaigns")
def count_after_campaigns(timestamp: int) -> None:
    """At a quarter past every hour from 06:00 to noon in Shanghai: the counts owed since campaigns ended."""
    after_campaigns(timezone.now())
