"""Columns and filters that several reports of refunds have."""

from typing import Any

from django.db.models import Case, CharField, F, Func, OuterRef, StringAgg, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.approvals.models import Approval, Decision
from deskops.ledger.reports import Choice
from deskops.ledger.reports.expressions import worded
from deskops.org.models import Floor, Role, Staff, Store

from ..models import Holding, Refund, RefundLine

AND = "、"


def exception(path: str = "") -> Any:
    """The mark of a refund by another way than it was paid: empty, or why."""
    why = worded(f"{path}exception", Refund.WayOut.choices)
    words = Concat(Value(_("exception") + "："), why, output_field=CharField())
    return Case(When(**{f"{path}exception": ""}, then=Value("")), default=words, output_field=CharField())


def unverified(path: str) -> Any:
    """How sure the purchase is: empty when the POS told the same."""
    state = worded(f"{path}state", _states())
    return Case(When(**{f"{path}state": "verified"}, then=Value("")), default=state, output_field=CharField())


def _states() -> list[tuple[str, Any]]:
    from ..models import Purchase

    return Purchase.State.choices


def floors_of(refund: str) -> Any:
    """The codes of the floors whose goods came back by the refund that ``refund`` is the path to."""
    lines = RefundLine.objects.filter(refund=OuterRef(refund)).exclude(holding=Holding.RELEASED)
    codes = lines.order_by().values("refund")
    agreed = StringAgg("floor__code", Value(AND), distinct=True, order_by="floor__code")
    found = Subquery(codes.annotate(codes=agreed).values("codes"))
    return Coalesce(found, Value(""), output_field=CharField())


def goods_of(refund: str) -> Any:
    """Which goods came back, with their quantities."""
    lines = RefundLine.objects.filter(refund=OuterRef(refund)).exclude(holding=Holding.RELEASED)
    quantity = Cast(Func(F("quantity"), function="trim_scale"), CharField())
    price = Concat(F("line__name"), Value(" "), Value(_("price difference")), output_field=CharField())
    words = Case(
        When(quantity=0, then=price),
        default=Concat(F("line__name"), Value(" × "), quantity, output_field=CharField()),
        output_field=CharField(),
    )
    return Subquery(
        lines.order_by()
        .values("refund")
        .annotate(said=StringAgg(words, Value(AND), order_by="pk"))
        .values("said")
    )


def approved_by(document: str) -> Any:
    """The numbers of who approved a refund, each between marks, to be searched by a filter."""
    decided = Approval.objects.filter(document=OuterRef(document), decision=Decision.APPROVED).order_by()
    numbers = decided.values("document").annotate(
        numbers=StringAgg("decided_by__number", Value(AND), order_by="pk")
    )
    return marked(Subquery(numbers.values("numbers")))


def marked(codes: Any) -> Any:
    """Codes in one text with a mark before and after each: one of them is found whole."""
    return Concat(Value(AND), codes, Value(AND), output_field=CharField())


def floor_choice(path: str, *, mark: str = "") -> Choice:
    """The filter by floor; with a mark where several stand in one text."""

    def floors(store: Store) -> list[tuple[str, str]]:
        rows = Floor.objects.filter(store=store).order_by("code")
        return [(f"{mark}{floor.code}{mark}", floor.name) for floor in rows]

    return Choice("floor", gettext_lazy("Floor"), path, floors)


def reason_choice(path: str) -> Choice:
    """The filter by reason."""
    reasons = [(reason.value, reason.label) for reason in Refund.Reason]
    return Choice(
        "reason", gettext_lazy("Reason"), path, lambda _store: [(code, str(label)) for code, label in reasons]
    )


def approver_choice(path: str) -> Choice:
    """The filter by who approved: supervisors and finance of the store."""
    return Choice("approver", gettext_lazy("Approved by"), path, _approvers)


def _approvers(store: Store) -> list[tuple[str, str]]:
    roles = [Role.FLOOR_SUPERVISOR, Role.FINANCE, Role.STORE_MANAGER]
    people = Staff.objects.filter(home_store=store, postings__role__in=roles).distinct().order_by("number")
    return [(f"{AND}{one.number}{AND}", str(one)) for one in people]


def exception_choice(path: str) -> Choice:
    """The filter by exception."""
    return Choice("exception", gettext_lazy("Exception"), path, lambda _store: _ways_out())


def _ways_out() -> list[tuple[str, str]]:
    return [(way.value, str(way.label)) for way in Refund.WayOut]
