"""What a closing is reckoned from, and the closings that wait for finance."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from deskops.core.dated import settings_at
from deskops.core.holidays import calendar_for
from deskops.core.money import ZERO
from deskops.org.models import Store

from ..models import CardAct, Closing, StoredValue
from ..seeds import CLOSING_DAYS, RATE_DEPOSIT, RATE_LPR
from .rules import Cause, PaidIn, Reckoning, Spent, net_of_returns, reckon

Kind = CardAct.Kind


@dataclass(frozen=True)
class Record:
    """What was paid onto an account, and what was bought with it, net of what came back."""

    payments: tuple[PaidIn, ...]
    spent: Spent


@dataclass(frozen=True)
class Offer:
    """A reckoning with the interest that runs on its part by the court's rule."""

    record: Record
    reckoning: Reckoning
    rate: Decimal
    rate_source: str


def record_of(value: StoredValue) -> Record:
    """The record of an account, from its acts that stand, in one query.

    What came back to the card from purchases that it didn't pay is the holder's own money, paid when
    the account was opened.
    """
    acts = CardAct.objects.filter(value=value, kind__in=CardAct.MONEY, reverses=None, reversed_by=None)
    payments: list[PaidIn] = []
    bought: dict[tuple[int, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    for act in acts.exclude(kind=Kind.CLOSE).select_related("document").order_by("document_id"):
        moved = act.principal + act.bonus
        # A redemption without a receipt's number is a purchase of its own.
        purchase = bought[act.document.store_id, act.receipt or f" {act.pk}"]
        if act.kind == Kind.REDEEM:
            purchase[0] += act.listed or -moved
            purchase[1] -= moved
        elif act.kind == Kind.REFUND:
            purchase[2] += moved
        else:
            payments.append(PaidIn(act.document.business_date, act.principal, act.bonus))
    return _record(value, payments, [tuple(one) for one in bought.values()])


def _record(value: StoredValue, payments: list[PaidIn], bought: list[tuple[Decimal, ...]]) -> Record:
    net = [net_of_returns(listed, paid, back) for listed, paid, back in bought]
    beyond = sum((more for _spent, more in net), ZERO)
    if beyond:
        payments = [PaidIn(value.opened_on, beyond), *payments]
    listed = sum((spent.listed for spent, _more in net), ZERO)
    paid = sum((spent.paid for spent, _more in net), ZERO)
    return Record(tuple(payments), Spent(listed, paid))


def offer(value: StoredValue, cause: Cause, *, store: Store, on: date) -> Offer:
    """What an account pays out when it is closed on a day in a store, by the rules that hold there."""
    record = record_of(value)
    days = settings_at([CLOSING_DAYS], on=on, store=store)[CLOSING_DAYS].number
    rates = settings_at([RATE_LPR, RATE_DEPOSIT], on=value.opened_on, store=store)
    rate = rates[RATE_LPR if cause == Cause.MERCHANT else RATE_DEPOSIT]
    reckoning = reckon(
        payments=record.payments,
        spent=record.spent,
        cause=cause,
        asked_on=on,
        days=days,
        calendar=calendar_for({on.year - 1, on.year, on.year + 1}),
    )
    return Offer(record, reckoning, Decimal(str(rate.value)), rate.source)


def closings() -> QuerySet[Closing]:
    """Closings with what lists and pages show of them, the latest first."""
    related = (
        "document__store",
        "document__maker",
        "act__value",
        "act__card",
        "payout",
        "agreed_by",
        "paid_by",
    )
    return Closing.objects.select_related(*related).order_by("-pk")
