"""Customers at the lockers are forgotten when their papers have been kept for long enough."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Model, Q

from deskops.core.acts import background
from deskops.core.dated import setting_at
from deskops.org.clock import SHANGHAI
from deskops.org.models import Staff, Store

from ..models import BoxUse, Claim, Deposit, FoundItem, LossReport, Opening, Person
from ..seeds import FORGET_DAYS

NOTHING = {"name": "", "phone": "", "paper": "", "last4": ""}


def forget_people(now: datetime) -> int:
    """Blank name, telephone and paper of everybody whose matter ended more than the term ago; how many.

    Source: 个人信息保护法 47; the term is a dated setting of each store. Safe to run again. What is under
    way keeps its people; what they signed stays as evidence, with the telephone masked.
    """
    forgotten = 0
    today = now.astimezone(SHANGHAI).date()
    with background(by=Staff.objects.system(), name="lockers.forget"):
        for store in Store.objects.order_by("pk"):
            days = setting_at(FORGET_DAYS, on=today, store=store).number
            ended = _ended(store, now - timedelta(days=days))
            rows = Person.objects.filter(forgotten_on__isnull=True, pk__in=ended)
            forgotten += rows.update(forgotten_on=today, **NOTHING)
    return forgotten


def _ended(store: Store, before: datetime) -> set[int]:
    """The people of a store's matters that ended before a time."""
    made = Q(document__made_at__lt=before)
    rows = (
        _people(Deposit, "owner", Q(store=store, returned_at__lt=before)),
        _people(Deposit, "taker", Q(store=store, returned_at__lt=before)),
        _people(Deposit, "owner", made & Q(store=store, state=Deposit.State.LEFT)),
        _people(Opening, "customer", made & Q(document__store=store) & ~Q(state=Opening.State.ASKED)),
        _people(BoxUse, "customer", Q(box__cabinet__store=store, ended_at__lt=before)),
        _people(Claim, "claimant", made & Q(document__store=store)),
        _people(LossReport, "owner", made & Q(store=store) & ~Q(state=LossReport.State.OPEN)),
        _people(FoundItem, "finder", made & Q(store=store) & ~Q(state=FoundItem.State.KEPT)),
    )
    return {pk for people in rows for pk in people}


def _people(model: type[Model], role: str, ended: Q) -> Iterable[int]:
    found: Iterable[int] = (
        model._default_manager.filter(
            ended, **{f"{role}__forgotten_on__isnull": True, f"{role}__isnull": False}
        )
        .values_list(f"{role}_id", flat=True)
        .distinct()
    )
    return found
