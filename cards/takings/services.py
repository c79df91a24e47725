"""Preparing the takings of a business date: by the desk, and by the system every morning."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from deskops.core.refusals import Refused
from deskops.handoffs.models import Handoff, State
from deskops.handoffs.services import draft
from deskops.org.models import Staff, Store
from deskops.tills.models import Payment, Shift

from .kind import TAKINGS
from .posting import refuse_day_not_over

MORNINGS = UUID("6c1b2a34-7a0e-4f3e-9a54-0d4f5c1f7a11")
DAYS_BACK = 7  # days that a morning looks back, so that one on which no worker ran is made up for


def prepare_takings(
    *, request_key: UUID, store: Store, business_date: date, by: Staff, now: datetime
) -> Handoff:
    """Draft the takings of a business date from the books.

    Raises Refused ``day_not_over``, and ``handoff_exists`` when they are there already.
    """
    refuse_day_not_over(store, business_date, now)
    return draft(
        request_key=request_key,
        kind=TAKINGS.code,
        store=store,
        business_date=business_date,
        by=by,
        now=now,
    )


def open_drafts(*, now: datetime) -> int:
    """Draft what is missing of the last days in every store in operation; how many were made.

    Safe to run again and beside itself: each store's day has one request key.
    """
    system = Staff.objects.system()
    missing = [
        (store, day) for store in Store.objects.filter(is_open=True) for day in missing_days(store, now)
    ]
    return sum(_open(store, day, system, now) for store, day in missing)


def missing_days(store: Store, now: datetime, back: int = DAYS_BACK) -> list[date]:
    """The days before today on which money moved at the desk and no takings were drafted; three queries."""
    today = store.business_date(now)
    span = (today - timedelta(days=back), today - timedelta(days=1))
    made = Handoff.objects.filter(kind=TAKINGS.code, store=store, business_date__range=span)
    shifts = Shift.objects.filter(till__store=store, business_date__range=span)
    paid = Payment.objects.filter(document__store=store, document__business_date__range=span)
    worked = set(shifts.values_list("business_date", flat=True).distinct())
    worked |= set(paid.values_list("document__business_date", flat=True).distinct())
    done = made.exclude(state=State.WITHDRAWN).values_list("business_date", flat=True)
    return sorted(worked - set(done))


def _open(store: Store, day: date, system: Staff, now: datetime) -> bool:
    key = uuid5(MORNINGS, f"{store.pk} {day}")
    try:
        made = prepare_takings(request_key=key, store=store, business_date=day, by=system, now=now)
    except Refused as refused:
        if refused.code != "handoff_exists":
            raise
        return False
    return made.state != State.WITHDRAWN
