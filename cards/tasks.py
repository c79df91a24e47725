"""What the worker runs for cards."""

from django.utils import timezone
from procrastinate.contrib.django import app

from deskops.org.models import Staff, Store

from .renewal.rules import LISTED_BY
from .renewal.services import end_years, list_expiring
from .silver.earning import set_by_purchases
from .takings import open_drafts


@app.periodic(cron="5 22,23,0-4 * * *")
@app.task(name="cards.open_takings", queue="short", queueing_lock="cards.open_takings")
def open_takings(timestamp: int) -> None:
    """At five past every hour from 06:00 to noon in Shanghai: draft the takings of the days that ended."""
    open_drafts(now=timezone.now())


@app.periodic(cron="20 22 * * *")
@app.task(name="cards.renew_memberships", queue="short", queueing_lock="cards.renew_memberships")
def renew_memberships(timestamp: int) -> None:
    """At 06:20 in Shanghai: end the years that are over; in the first days of a month list who ends next."""
    now, system = timezone.now(), Staff.objects.system()
    for store in Store.objects.filter(is_open=True).order_by("pk"):
        end_years(store=store, now=now, by=system)
        if store.business_date(now).day <= LISTED_BY:
            list_expiring(store=store, now=now, by=system)


@app.periodic(cron="40 22 * * *")
@app.task(name="cards.set_tiers", queue="short", queueing_lock="cards.set_tiers")
def set_tiers(timestamp: int) -> None:
    """At 06:40 in Shanghai in the first days of a month: who is silver by purchases, where a rule is set."""
    now, system = timezone.now(), Staff.objects.system()
    for store in Store.objects.filter(is_open=True).order_by("pk"):
        if store.business_date(now).day <= LISTED_BY:
            set_by_purchases(store=store, now=now, by=system)
