"""Takings by tender, clerk and till: what papers were paid by, beside the accounts the money went to."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    StringAgg,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from deskops.core.exports import Column, Kind
from deskops.core.money import ZERO
from deskops.core.pages import Compared
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Entry
from deskops.ledger.reports import Asked, Choice, Report
from deskops.ledger.reports.expressions import person, running
from deskops.org.models import Staff, Store

from ..models import Payment, Tender, Till
from ..queries import AT_POS

ORDER = ("document__business_date", "tender__sort", "tender__code", "by__number", "shift__till__code")


def tender_name() -> str:
    """The field that holds a tender's name in the reader's language."""
    return "label_zh" if (get_language() or "").startswith("zh") else "label_en"


def paid_by(document: str) -> Any:
    """The tenders by which the paper that ``document`` is the path to was paid."""
    return _of_payments(document, F(f"tender__{tender_name()}"))


def slips_of(document: str) -> Any:
    """Slip and reference numbers of a paper's payments."""
    slip = Case(When(slip="", then=F("reference")), default=F("slip"), output_field=CharField())
    return _of_payments(document, slip)


def counterpart_of(document: str) -> Any:
    """The name on the account that paid, or of somebody else who did."""
    name = Case(When(from_name="", then=F("payer_name")), default=F("from_name"), output_field=CharField())
    return _of_payments(document, name)


def _of_payments(document: str, expression: Any) -> Any:
    paid = Payment.objects.filter(document=OuterRef(document)).order_by()
    words = paid.values("document").annotate(words=StringAgg(expression, Value("、"), order_by="pk"))
    return Subquery(words.values("words"))


def payments(asked: Asked) -> QuerySet[Payment]:
    """The payments of a store's business dates."""
    dates = (asked.first, asked.last)
    return Payment.objects.filter(document__store=asked.store, document__business_date__range=dates)


def _rows(asked: Asked) -> QuerySet[Any]:
    grouped = payments(asked).values(
        "document__business_date",
        "document__store__code",
        "tender__sort",
        "tender__code",
        "tender__label_zh",
        "tender__label_en",
        "by__number",
        "by__name",
        "shift__till__code",
    )
    return grouped.annotate(
        number=Count("pk"),
        taken=Sum("amount", filter=Q(amount__gt=0), default=ZERO),
        given=-Sum("amount", filter=Q(amount__lt=0), default=ZERO),
        rounded=Sum("rounding"),
        net=Sum(F("amount") + F("rounding")),
    ).order_by(*ORDER)


def _columns(_asked: Asked) -> Sequence[Column]:
    return (
        running(*ORDER),
        Column("day", _("Business date"), "document__business_date", Kind.DATE),
        Column("store", _("Store"), "document__store__code", width=8),
        Column("tender", _("Tender"), f"tender__{tender_name()}"),
        Column("clerk", _("Clerk"), person("by")),
        Column("till", _("Till"), Coalesce(F("shift__till__code"), Value("")), width=8),
        Column("number", _("Payments"), "number", Kind.INT, total=True),
        Column("taken", _("Taken"), "taken", Kind.MONEY, total=True),
        Column("given", _("Paid back"), "given", Kind.MONEY, total=True),
        Column("rounded", _("Rounding"), "rounded", Kind.MONEY, total=True),
        Column("net", _("Net"), "net", Kind.MONEY, total=True),
    )


def _compared(asked: Asked) -> Sequence[Compared]:
    """Each tender's payments beside the entries that their papers made on its account."""
    net = Sum(F("amount") + F("rounding"))
    every = payments(asked).order_by()
    at_pos = Q(AT_POS, tender__code=Tender.CASH)
    pos_cash = every.filter(at_pos).aggregate(net=net)["net"] or ZERO
    paid = {row["tender"]: row["net"] for row in every.exclude(at_pos).values("tender").annotate(net=net)}
    booked = _booked(asked)
    found = [
        Compared(str(tender), paid.get(tender.pk, ZERO), booked.get(_account(tender), ZERO))
        for tender in Tender.objects.all()
        if tender.account_kind or tender.is_cash
    ]
    pos = Compared(_("Cash at the POS"), pos_cash, booked.get((AccountKind.POS_TAKINGS, ""), ZERO))
    return [*found, pos] if pos.report or pos.accounts else found


def _account(tender: Tender) -> tuple[str, str]:
    return (AccountKind.TILL_CASH, "") if tender.is_cash else (tender.account_kind, tender.account_code)


def _booked(asked: Asked) -> dict[tuple[str, str], Decimal]:
    entries = Entry.objects.filter(
        transfer__store=asked.store,
        transfer__business_date__range=(asked.first, asked.last),
        transfer__document__in=payments(asked).order_by().values("document"),
    )
    code = Case(
        When(account__kind=AccountKind.TILL_CASH, then=Value("")),
        default=F("account__code"),
        output_field=CharField(),
    )
    rows = entries.order_by().values("account__kind").annotate(code=code).annotate(sum=Sum("amount"))
    return {(row["account__kind"], row["code"]): row["sum"] for row in rows}


def tender_choice(path: str) -> Choice:
    """The filter by tender."""
    return Choice("tender", gettext_lazy("Tender"), path, lambda _store: _tenders())


def _tenders() -> list[tuple[str, str]]:
    return [(tender.code, str(tender)) for tender in Tender.objects.all()]


def clerk_choice(path: str) -> Choice:
    """The filter by who did it, among the people of the store."""
    return Choice("clerk", gettext_lazy("Clerk"), path, _people)


def _people(store: Store) -> list[tuple[str, str]]:
    return [(one.number, str(one)) for one in Staff.objects.filter(home_store=store).order_by("number")]


def till_choice(path: str) -> Choice:
    """The filter by drawer."""
    return Choice("till", gettext_lazy("Till"), path, _tills)


def _tills(store: Store) -> list[tuple[str, str]]:
    return [
        (till.code, f"{till.code} {till.name}") for till in Till.objects.filter(store=store).order_by("code")
    ]


TAKINGS = Report(
    "takings",
    gettext_lazy("Takings by tender, clerk and till"),
    _rows,
    _columns,
    _compared,
    (tender_choice("tender__code"), clerk_choice("by__number"), till_choice("shift__till__code")),
    gettext_lazy("How the desk's papers were paid, added up by day, tender, clerk and till."),
    order=20,
)
