"""What the worker runs for cashback."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from procrastinate.contrib.django import app

from deskops.org.models import Staff, Store

from .models import Cycle, TierRate
from .services import open_cycle


@app.periodic(cron="15 23 * * *")
@app.task(name="cashback.open_cycles", queue="short", queueing_lock="cashback.open_cycles")
def open_cycles(timestamp: int) -> None:
    """At 07:15 in Shanghai: the month's cycle of every store that has members who earn."""
    now = datetime.fromtimestamp(timestamp, UTC)
    system = Staff.objects.system()
    earning = TierRate.objects.filter(rate__gt=0).values("tier")
    for store in Store.objects.filter(is_open=True, members__tier__in=earning).distinct().order_by("pk"):
        month = store.business_date(now).replace(day=1)
        if not Cycle.objects.filter(store=store, month=month).exists():
            key = uuid5(NAMESPACE_URL, f"cashback {store.code} {month}")
            open_cycle(request_key=key, store=store, month=month, by=system, now=now)
