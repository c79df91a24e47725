"""The register of gifts (赠品发放登记) for finance: every line issued, beside the movements of the stock."""

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, F, Func, OuterRef, QuerySet, StringAgg, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cards.reports.acts import masked_name
from deskops.core.exports import Column, Kind
from deskops.core.pages import Compared
from deskops.ledger.reports import Asked, Choice, Report, reports
from deskops.ledger.reports.expressions import person, running, worded
from deskops.org.models import Store
from deskops.tills.reports.payments import clerk_choice

from .models import GiftIssue, GiftIssueLine, GiftUse, Movement
from .queries.stock import campaigns_for

ORDER = ("issue__document__business_date", "issue_id", "pk")


def _rows(asked: Asked) -> QuerySet[GiftIssueLine]:
    dates = (asked.first, asked.last)
    rows = GiftIssueLine.objects.filter(
        issue__document__store=asked.store, issue__document__business_date__range=dates
    )
    return rows.order_by(*ORDER)


def _receipts() -> Any:
    uses = GiftUse.objects.filter(issue=OuterRef("issue")).order_by().values("issue")
    joined = uses.annotate(all=StringAgg("purchase__number", Value("、"))).values("all")
    return Subquery(joined, output_field=CharField())


def _telephone() -> Any:
    """The number with its middle starred."""
    return Func(
        F("issue__telephone"),
        Value(r"^(\+86)?(\d{3})\d+(\d{4})$"),
        Value(r"\2****\3"),
        function="regexp_replace",
        output_field=CharField(),
    )


def _occasion() -> Any:
    """The campaign, or goodwill."""
    return Coalesce(F("issue__campaign__name"), Value(_("Goodwill gift")))


def _columns(_asked: Asked) -> Sequence[Column]:
    return (
        running(*ORDER),
        Column("day", _("Business date"), "issue__document__business_date", Kind.DATE),
        Column("time", _("Time"), "issue__document__made_at", Kind.TIME),
        Column("store", _("Store"), "issue__document__store__code", width=8),
        Column("number", _("Number"), "issue__document__number", width=24),
        Column("campaign", _("Campaign"), _occasion(), width=24),
        Column("receipts", _("Receipt number"), _receipts(), width=24),
        Column("purchased", _("Amount of the purchases"), "issue__purchased", Kind.MONEY),
        Column("item", _("Gift"), "item__name", width=20),
        Column("model", _("Model"), "item__model"),
        Column("specification", _("Specification"), "item__specification"),
        Column("pieces", pgettext("gift", "Pieces"), "quantity", Kind.INT, total=True),
        Column("value", _("Value of one"), "value", Kind.MONEY),
        Column("settled", _("Pieces settled"), "settled", Kind.INT, total=True),
        Column("customer", _("Customer"), masked_name("issue__name")),
        Column("telephone", _("Telephone"), _telephone()),
        Column("state", _("State"), worded("issue__state", GiftIssue.State.choices)),
        Column("operator", _("Operator"), person("issue__document__maker")),
    )


def _compared(asked: Asked) -> Sequence[Compared]:
    """Pieces of the register beside those that left the desk's stock."""
    said = _rows(asked).order_by().aggregate(sum=Sum("quantity", default=0))["sum"]
    moved = Movement.objects.filter(
        store=asked.store, business_date__range=(asked.first, asked.last), kind=Movement.Kind.ISSUED
    )
    left = -moved.aggregate(sum=Sum("change", default=0))["sum"]
    return [Compared(_("Pieces issued"), said, left)]


def _campaigns(store: Store) -> Sequence[tuple[str, str]]:
    rows = campaigns_for(store).order_by("-ends", "-pk").values_list("pk", "name")[:200]
    return [(str(pk), name) for pk, name in rows]


def _changes(asked: Asked) -> str:
    """Gifts come back after the date is closed."""
    found = _rows(asked).order_by().aggregate(sum=Sum("settled", default=0))
    return str(found["sum"])


REGISTER = Report(
    "gifts",
    gettext_lazy("Register of gifts"),
    _rows,
    _columns,
    _compared,
    (
        Choice("campaign", gettext_lazy("Campaign"), "issue__campaign", _campaigns),
        clerk_choice("issue__document__maker__number"),
    ),
    gettext_lazy("Every gift issued at this desk, with its receipts; what refunds settled of it since."),
    order=70,
    changes=_changes,
)
reports.add(REGISTER)
