"""The lines of the takings, all from the books and the papers of one store and business date.

What finance counts or clears is counted once: cash by shift, every other tender in one line. The
other parts explain these figures: who took what, each slip, where the drawers' cash came from, what
was over or short, the fees, and the cards.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Q, Sum
from django.db.models.expressions import Combinable
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.money import ZERO
from deskops.handoffs.kinds import Line
from deskops.ledger.kinds import AccountKind, transfer_label
from deskops.ledger.queries import Movement, movements
from deskops.org.models import Floor, Store
from deskops.tills.models import Difference, Payment
from deskops.tills.plugs import takings_sections
from deskops.tills.queries import DayTakings, takings_of

from ..models import CardAct
from .liability import NAMED, liability


def takings_lines(*, store: Store, business_date: date, floor: Floor | None = None) -> list[Line]:
    """All lines of a store's business date, worded as papers are, in Chinese; some twelve queries."""
    with translation.override(settings.LANGUAGE_CODE):
        day = takings_of(store, business_date)
        payments = _payments(store, business_date)
        books = movements(
            store=store,
            first=business_date,
            last=business_date,
            kinds=[AccountKind.TILL_CASH, AccountKind.FEES],
        )
        return [
            *_cash(day),
            *_tenders(day),
            *_clerks(payments),
            *_slips(payments),
            *_drawers(books[AccountKind.TILL_CASH]),
            *_differences(store, business_date),
            *_fees(books[AccountKind.FEES]),
            *_cards(store, business_date),
            *_liability(store, business_date),
            *_plugged(store, business_date),
        ]


def _payments(store: Store, day: date) -> list[Payment]:
    return list(
        Payment.objects.filter(document__store=store, document__business_date=day)
        .select_related("tender", "by", "document")
        .order_by("document__number", "pk")
    )


def _cash(day: DayTakings) -> Iterable[Line]:
    for one in day.shifts:
        yield Line(
            key=str(one.shift.document),
            label=f"{one.shift.till} · {one.shift.clerk}",
            amount=one.amount,
            quantity=sum(one.pieces.values()),
            section="cash",
        )


def _tenders(day: DayTakings) -> Iterable[Line]:
    for one in day.tenders:
        values = {"taken": one.taken, "paid": one.paid}
        yield Line(one.tender.code, str(one.tender), one.net, one.payments, values, "tenders")


def _clerks(payments: Sequence[Payment]) -> Iterable[Line]:
    found: dict[tuple[str, str], list[Payment]] = {}
    for payment in payments:
        found.setdefault((payment.by.number, payment.tender.code), []).append(payment)
    for (number, code), mine in sorted(found.items()):
        values = {"tender": str(mine[0].tender)}
        total = sum((one.amount + one.rounding for one in mine), ZERO)
        yield Line(f"{number} {code}", str(mine[0].by), total, len(mine), values, "clerks")


def _slips(payments: Sequence[Payment]) -> Iterable[Line]:
    for payment in payments:
        if not payment.tender.is_cash:
            values = {
                "tender": str(payment.tender),
                "slip": payment.slip or payment.reference or _tail(payment.from_number),
                "clerk": str(payment.by),
            }
            key = f"{payment.document} {payment.pk}"
            yield Line(key, str(payment.document), payment.amount, None, values, "slips")


def _tail(account: str) -> str:
    """An account's number as a paper may show it: its last four."""
    return f"…{account[-4:]}" if account else ""


def _drawers(moved: Movement) -> Iterable[Line]:
    yield Line("opening", _("Float at the day's beginning"), moved.opening, section="drawers")
    for line in moved.lines:
        yield Line(line.kind, line.label, line.came_in - line.went_out, section="drawers")
    yield Line("closing", _("Float at the day's end"), moved.closing, section="drawers")


def _differences(store: Store, day: date) -> Iterable[Line]:
    rows = Difference.objects.filter(shift__till__store=store, shift__business_date=day)
    for one in rows.select_related("document", "shift__till", "shift__clerk").order_by("document__number"):
        values = {"moment": one.get_moment_display(), "reason": one.reason}
        yield Line(
            one.document.number,
            f"{one.shift.till} · {one.shift.clerk}",
            one.amount,
            None,
            values,
            "differences",
        )


def _fees(moved: Movement) -> Iterable[Line]:
    for line in moved.lines:
        yield Line(line.kind, transfer_label(line.kind), line.came_in - line.went_out, section="fees")


def _cards(store: Store, day: date) -> Iterable[Line]:
    day_acts = CardAct.objects.filter(
        document__store=store, document__business_date=day, kind__in=CardAct.MONEY
    )
    closed = Q(kind=CardAct.Kind.CLOSE)
    other = ~Q(kind__in=NAMED) & ~closed
    alone = day_acts.filter(card__isnull=False).values("card__number")
    rows = alone.annotate(
        sold=_sum(Q(kind=CardAct.Kind.SALE)),
        topped=_sum(Q(kind=CardAct.Kind.TOP_UP)),
        redeemed=_sum(Q(kind=CardAct.Kind.REDEEM)),
        refunded=_sum(other),
        closed=_sum(closed),
    )
    for row in rows.order_by("card__number"):
        number = row["card__number"]
        figures = {name: row[name] for name in ("sold", "topped", "redeemed", "refunded", "closed")}
        net: Decimal = sum(figures.values(), ZERO)
        shown = figures | {"redeemed": -row["redeemed"], "closed": -row["closed"]}
        yield Line(number, number, net, None, shown, "cards")
    for act in day_acts.filter(kind__in=CardAct.MANY).select_related("document").order_by("document_id"):
        moved = act.principal + act.bonus
        sold, back = (moved, ZERO) if act.kind in NAMED else (ZERO, moved)
        many = {"sold": sold, "topped": ZERO, "redeemed": ZERO, "refunded": back, "closed": ZERO}
        label = f"{act.document.number} {act.get_kind_display()}"
        yield Line(act.document.number, label, moved, None, many, "cards")


def _sum(those: Q) -> Combinable:
    return Sum("principal", filter=those, default=ZERO) + Sum("bonus", filter=those, default=ZERO)


def _liability(store: Store, day: date) -> Iterable[Line]:
    owed = liability(store, day, day)
    words = (
        ("opening", _("Opening"), owed.opening),
        ("sold", _("+ sold and topped up"), owed.sold),
        ("redeemed", _("− redeemed"), owed.redeemed),
        ("refunded", _("+ refunded to cards"), owed.refunded),
        ("paid_out", _("− closed"), owed.paid_out),
        ("closing", _("= closing"), owed.closing),
    )
    for key, label, amount in words:
        yield Line(key, label, amount, section="liability")


def _plugged(store: Store, day: date) -> Iterable[Line]:
    for part in takings_sections:
        for line in part.lines(store, day):
            yield Line(line.key, line.label, line.amount, line.quantity, line.values, part.section.code)
