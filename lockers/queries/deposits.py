"""Deposits that wait, that are late, that somebody looks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from deskops.core.dated import setting_at
from deskops.core.refusals import Refused
from deskops.core.shell import Tone
from deskops.org.access import Access
from deskops.org.models import Store
from members.rules.phones import read_phone

from ..models import Deposit
from ..rules.deposits import TONES, Waiting, waiting
from ..seeds import DEPOSIT_DAYS
from ..services.deposits import deposits

PAGE = 30
FOUND = 8


@dataclass(frozen=True)
class Row:
    """A deposit as lists show it, with how long it has waited; None once it has ended."""

    deposit: Deposit
    waits: Waiting | None
    tone: Tone


def rows_of(found: Sequence[Deposit], store: Store, now: datetime) -> list[Row]:
    """Deposits with how long they have waited, as the rules of today count it."""
    today = store.business_date(now)
    days = setting_at(DEPOSIT_DAYS, on=today, store=store).number if found else 0
    return [_row(one, today, days) for one in found]


def _row(deposit: Deposit, today: date, days: int) -> Row:
    if deposit.state != Deposit.State.KEPT:
        return Row(deposit, None, Tone.DONE if deposit.state == Deposit.State.RETURNED else Tone.PLAIN)
    waits = waiting(left_on=deposit.document.business_date, today=today, days=days)
    return Row(deposit, waits, TONES[waits])


def kept(access: Access, _now: datetime) -> QuerySet[Deposit]:
    """What waits behind the desk."""
    return Deposit.objects.filter(store=access.store, state=Deposit.State.KEPT)


def overnight(access: Access, now: datetime) -> QuerySet[Deposit]:
    """What waits since an earlier business date."""
    return kept(access, now).filter(document__business_date__lt=access.store.business_date(now))


def listed(store: Store, *, box: str, typed: str, before: int | None) -> list[Deposit]:
    """A page of deposits and one more: those that wait, or all; what is typed finds one of them."""
    rows = deposits().filter(store=store)
    if typed:
        rows = rows.filter(_meant(typed))
    elif box != "all":
        rows = rows.filter(state=Deposit.State.KEPT)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: PAGE + 1])


def _meant(typed: str) -> Q:
    """A tag, a number, a whole telephone or its tail of what waits, a name."""
    tag = typed.upper()
    meant = Q(tag=typed) | Q(tag=tag) | Q(document__number=tag) | Q(seal=typed)
    tail = Q(state=Deposit.State.KEPT, owner__phone__endswith=typed)
    if typed.isdecimal() and len(typed) == 4:
        return meant | tail
    try:
        return meant | Q(owner__phone=read_phone(typed).e164)
    except Refused:
        return meant | Q(state=Deposit.State.KEPT, owner__name=typed)


def find(store: Store, typed: str) -> list[Deposit]:
    """Deposits that wait in the store and that was typed may mean, in one query."""
    wanted = typed.strip()
    if len(wanted) < 2:
        return []
    rows = deposits().filter(_meant(wanted), store=store, state=Deposit.State.KEPT)
    return list(rows.order_by("pk")[:FOUND])


def of_member(member_id: int, phone: str) -> QuerySet[Deposit]:
    """What waits for a member, by the membership or by the telephone."""
    whose = Q(document__member_id=member_id)
    if phone:
        whose |= Q(owner__phone=phone)
    return deposits().filter(whose, state=Deposit.State.KEPT).order_by("pk")[:FOUND]
