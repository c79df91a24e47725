"""What the worker does about members every day."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from deskops.org.models import Staff, Store

from .services.checking import list_incomplete


@app.periodic(cron="30 23 * * *")
@app.task(name="members.check_completeness", queue="short", queueing_lock="members.check_completeness")
def check_completeness(timestamp: int) -> None:
    """At 07:30 in Shanghai, before the malls open: yesterday's new members of every store."""
    now = datetime.fromtimestamp(timestamp, UTC)
    system = Staff.objects.system()
    for store in Store.objects.filter(is_open=True).order_by("pk"):
        list_incomplete(store=store, day=store.business_date(now) - timedelta(days=1), by=system, now=now)
