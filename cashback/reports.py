"""Finance's settlement of cashback: every payout, tied to the accounts; and every line of the cycles."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cards.reports.acts import masked_name
from deskops.core.exports import Column, Kind
from deskops.core.money import ZERO
from deskops.core.pages import Compared
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Entry
from deskops.ledger.reports import Asked, Report, reports
from deskops.ledger.reports.expressions import person, running, worded
from deskops.tills.reports.payments import clerk_choice

from .models import Cycle, Line, Payout

ORDER = ("document__business_date", "document_id")
LINES = ("cycle__month", "pk")


def _paid(asked: Asked) -> QuerySet[Payout]:
    dates = (asked.first, asked.last)
    rows = Payout.objects.filter(document__store=asked.store, document__business_date__range=dates)
    return rows.order_by(*ORDER)


def _paid_columns(_asked: Asked) -> Sequence[Column]:
    return (
        running(*ORDER),
        Column("day", _("Business date"), "document__business_date", Kind.DATE),
        Column("time", _("Time"), "document__made_at", Kind.TIME),
        Column("store", _("Store"), "document__store__code", width=8),
        Column("number", _("Number"), "document__number", width=24),
        Column("month", _("Cashback of"), "line__cycle__month", Kind.DATE),
        Column("card", _("Member card"), "line__card_number"),
        Column("member", _("Member"), masked_name("line__member__name")),
        Column("amount", pgettext("cashback", "Paid"), "amount", Kind.MONEY, total=True),
        Column("identity", _("Identity"), worded("identified", Payout.Identified.choices)),
        Column("words", _("Another paper"), "identity_words"),
        Column("collector", _("Collected by"), masked_name("collector")),
        Column("box", _("Box"), "turn__box__account__code"),
        Column("operator", _("Operator"), person("document__maker")),
    )


def _moved(asked: Asked, kind: str, account: AccountKind) -> Decimal:
    entries = Entry.objects.filter(
        transfer__kind=kind,
        transfer__store=asked.store,
        transfer__business_date__range=(asked.first, asked.last),
        account__kind=account,
    )
    found: Decimal = entries.order_by().aggregate(sum=Sum("amount", default=ZERO))["sum"]
    return found


def _paid_compared(asked: Asked) -> Sequence[Compared]:
    papers = _paid(asked).order_by().aggregate(sum=Sum("amount", default=ZERO))["sum"]
    due = _moved(asked, "cashback_paid", AccountKind.CASHBACK_DUE)
    box = _moved(asked, "cashback_paid", AccountKind.CASHBACK_BOX)
    return [
        Compared(str(AccountKind.CASHBACK_DUE.label), papers, due),
        Compared(str(AccountKind.CASHBACK_BOX.label), papers, -box),
    ]


def _settled(asked: Asked) -> QuerySet[Line]:
    first = asked.first.replace(day=1)
    rows = Line.objects.filter(cycle__store=asked.store, cycle__month__range=(first, asked.last))
    return rows.exclude(cycle__state=Cycle.State.LISTING).order_by(*LINES)


def _settled_columns(_asked: Asked) -> Sequence[Column]:
    return (
        running(*LINES),
        Column("month", _("Cashback of"), "cycle__month", Kind.DATE),
        Column("store", _("Store"), "cycle__store__code", width=8),
        Column("card", _("Member card"), "card_number"),
        Column("member", _("Member"), masked_name("member__name")),
        Column("source", _("Source"), worded("source", Line.Source.choices)),
        Column("purchases", _("Purchases"), "purchases", Kind.MONEY, total=True),
        Column("returned", _("Returned"), "returned", Kind.MONEY, total=True),
        Column("earned", _("Earned"), "earned", Kind.MONEY, total=True),
        Column("brought", _("Owed from before"), "brought", Kind.MONEY, total=True),
        Column("correction", _("Correction"), "correction", Kind.MONEY, total=True),
        Column("added", _("Changed by exception"), "added", Kind.MONEY, total=True),
        Column("amount", _("Amount"), "amount", Kind.MONEY, total=True),
        Column("left", _("Carried on"), "left", Kind.MONEY, total=True),
        Column("state", _("State"), worded("state", Line.State.choices)),
        Column("reach", _("Notice"), worded("reach", Line.Reach.choices)),
        Column("paper", _("Paid on paper"), "payout__document__number", width=24),
        Column("day", _("Paid on"), "payout__document__business_date", Kind.DATE),
        Column("exception", _("Exception"), "exception__number", width=24),
        Column("cycle", _("Cycle"), worded("cycle__state", Cycle.State.choices)),
    )


def _settled_compared(asked: Asked) -> Sequence[Compared]:
    """The lines of whole cycles beside the accounts of those cycles, whatever the day of an entry."""
    rows = _settled(asked).order_by()
    sums = {row["state"]: row["sum"] for row in rows.values("state").annotate(sum=Sum("amount"))}
    owed = rows.filter(state__in=Line.OWED).exclude(cycle__state=Cycle.State.CLOSED)
    cycles = Cycle.objects.filter(pk__in=rows.values("cycle"))
    entries = Entry.objects.filter(account__in=cycles.values("due")).order_by()
    moved = {
        row["transfer__kind"]: row["sum"]
        for row in entries.values("transfer__kind").annotate(sum=Sum("amount"))
    }
    payable = sum((sums.get(state, ZERO) for state in Line.PAYABLE), ZERO)
    booked = -(moved.get("cashback_booked", ZERO) + moved.get("cashback_added", ZERO))
    return [
        Compared(_("Due: booked with exceptions"), payable, booked),
        Compared(
            pgettext("cashback", "Paid"), sums.get(Line.State.PAID, ZERO), moved.get("cashback_paid", ZERO)
        ),
        Compared(
            _("Still owed"),
            owed.aggregate(sum=Sum("amount", default=ZERO))["sum"],
            -sum(moved.values(), ZERO),
        ),
    ]


PAID = Report(
    "cashback_paid",
    gettext_lazy("Cashback paid"),
    _paid,
    _paid_columns,
    _paid_compared,
    (clerk_choice("document__maker__number"),),
    gettext_lazy("Every payout at the counter, with who was identified how."),
    order=40,
)
SETTLED = Report(
    "cashback",
    gettext_lazy("Cashback settlement"),
    _settled,
    _settled_columns,
    _settled_compared,
    (),
    gettext_lazy("Every line of the cycles whose month begins in these dates' months, paid and unpaid."),
    order=41,
)
reports.add(PAID)
reports.add(SETTLED)
