"""What a refund's voucher says once it is paid: read as it was then, whatever comes after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from deskops.approvals.models import Approval, Decision
from deskops.clocks.models import Target
from deskops.core.calendar import local_date
from deskops.core.holidays import calendar_for
from deskops.core.money import ZERO
from deskops.tills.models import Payment, Tender
from members.models import Member

from ..models import ExchangeLine, Holding, PurchaseTender, Refund, RefundLine, RefundTender
from ..promises import CREDIT
from ..rules.tenders import Tendered, credit_due, invoiceable


@dataclass(frozen=True)
class Promised:
    """By when the customer's bank credits a refund, and within how many working days that is."""

    due: date
    days: int


@dataclass(frozen=True)
class Voucher:
    """A paid refund with everything its voucher says.

    ``payments`` are those of its money by paper: what cash rounded, the slip of a difference.
    ``may_be_invoiced`` is the yuan of the purchase that an invoice may show after this refund.
    """

    refund: Refund
    customer: str
    lines: Sequence[RefundLine]
    taken: Sequence[ExchangeLine]
    money: Sequence[RefundTender]
    payments: dict[int, Payment]
    approvals: Sequence[Approval]
    may_be_invoiced: Decimal
    promised: Promised | None


def voucher_of(refund: Refund) -> Voucher:
    """The voucher of a paid refund; few queries, whatever its length."""
    money = list(
        refund.tenders.filter(holding=Holding.FINAL)
        .select_related("tender", "out_tender", "document")
        .order_by("done_at", "pk")
    )
    lines = refund.lines.filter(holding=Holding.FINAL).select_related("line", "floor")
    return Voucher(
        refund=refund,
        customer=customer_of(refund),
        lines=list(lines.order_by("floor__code", "line__position")),
        taken=list(refund.taken.select_related("floor").order_by("floor__code", "position")),
        money=money,
        payments=_payments(refund, money),
        approvals=_approvals(refund),
        may_be_invoiced=_may_be_invoiced(refund),
        promised=_promised(money),
    )


def customer_of(refund: Refund) -> str:
    """The name of the member who bought, or of the account's holder; empty for a stranger."""
    member_id = refund.document.member_id
    member = Member.objects.filter(pk=member_id).first() if member_id else None
    if member:
        return member.name
    holders = refund.tenders.exclude(holding=Holding.RELEASED).exclude(payee_name="")
    return holders.order_by("pk").values_list("payee_name", flat=True).first() or ""


def _payments(refund: Refund, money: Sequence[RefundTender]) -> dict[int, Payment]:
    papers = [row.document_id for row in money] + [refund.pay_document_id]
    rows = Payment.objects.filter(document__in=[pk for pk in papers if pk]).select_related("tender")
    return {row.document_id: row for row in rows}


def _approvals(refund: Refund) -> list[Approval]:
    """Who agreed to it, in the round that it was paid by."""
    rows = Approval.objects.filter(document=refund.document, decision=Decision.APPROVED)
    found = list(rows.select_related("floor", "decided_by").order_by("-round", "step", "decided_at"))
    return [row for row in found if row.round == found[0].round]


def _may_be_invoiced(refund: Refund) -> Decimal:
    """What was paid, less what had gone back and plus what was added for exchanges until this refund."""
    later = Q(refunds__holding=Holding.FINAL, refunds__done_at__lte=refund.paid_at)
    rows = PurchaseTender.objects.filter(purchase=refund.purchase).annotate(
        back=Sum("refunds__amount", filter=later, default=ZERO)
    )
    added = dict(
        Refund.objects.filter(purchase=refund.purchase, paid_at__gt=refund.paid_at, to_pay__gt=ZERO)
        .values_list("pay_tender")
        .annotate(sum=Sum("to_pay"))
    )
    return invoiceable(
        Tendered(code, paid - back - added.get(tender, ZERO), is_prepaid=code == Tender.STORED_VALUE)
        for code, tender, paid, back in rows.values_list("tender__code", "tender", "paid", "back")
    )


def _promised(money: Sequence[RefundTender]) -> Promised | None:
    """What the clock of the bank's credit was started with; the void of the day is undone at once."""
    papers = [row.document_id for row in money if row.way == RefundTender.Way.REFUND]
    promises = Target.objects.filter(document__in=papers, policy__code=CREDIT).select_related("policy")
    last = promises.order_by("-started_at").first() if papers else None
    if last is None:
        return None
    day, within = local_date(last.started_at), last.policy.hours // 24
    return Promised(credit_due(day, within, calendar_for({day.year, day.year + 1})), within)
