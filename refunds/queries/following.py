"""What is followed up in a store: purchases to compare, credits of banks, inquiries at banks."""

from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from deskops.clocks.models import Target
from deskops.org.access import Access
from deskops.org.models import Store
from members.models import Member

from ..models import BankInquiry, Holding, Purchase, Refund, RefundTender
from ..promises import CREDIT, TRANSFERRED

PAGE = 50
OPEN_PROMISE = Q(met_at__isnull=True, dropped_at__isnull=True)


def to_check(store: Store, state: str) -> QuerySet[Purchase]:
    """A store's purchases that are unverified or differ from the POS, the oldest first."""
    rows = Purchase.objects.filter(store=store, state=state).select_related("sighted_by")
    return rows.annotate(times=Count("refunds")).order_by("bought_on", "pk")


def mismatches(access: Access, _now: datetime) -> QuerySet[Purchase]:
    """What the desk supervisor has to settle in the store."""
    return to_check(access.store, Purchase.State.MISMATCH)


def awaited_credits(store: Store) -> QuerySet[Target]:
    """The promises that a bank credits a refund, the next due first, with money, refund and inquiry."""
    asked = BankInquiry.objects.filter(money=OuterRef("document__refunded_money")).exclude(
        state=BankInquiry.State.ANSWERED
    )
    rows = Target.objects.filter(OPEN_PROMISE, store=store, policy__code=CREDIT)
    return (
        rows.filter(document__refunded_money__confirmed_at__isnull=True)
        .select_related(
            "document__refunded_money__refund__document",
            "document__refunded_money__refund__purchase",
            "document__refunded_money__out_tender",
        )
        .annotate(is_asked=Exists(asked))
        .order_by("due_at", "pk")
    )


def late_credits(access: Access, now: datetime) -> QuerySet[Target]:
    """Credits that the bank owes for longer than promised."""
    return awaited_credits(access.store).filter(due_at__lt=now)


def inquiries(store: Store, *, ended: bool) -> QuerySet[BankInquiry]:
    """A store's inquiries: open ones by what is due next, or those that ended, the latest first."""
    due = Target.objects.filter(OPEN_PROMISE, document=OuterRef("document")).order_by("due_at")
    rows = BankInquiry.objects.filter(document__store=store).select_related(
        "document", "money__refund__document", "money__out_tender"
    )
    if ended:
        return rows.filter(state=BankInquiry.State.ANSWERED).order_by("-answered_at")
    rows = rows.exclude(state=BankInquiry.State.ANSWERED)
    return rows.annotate(due_at=Subquery(due.values("due_at")[:1])).order_by(
        F("due_at").asc(nulls_last=True), "pk"
    )


def whole_inquiry() -> QuerySet[BankInquiry]:
    """Inquiries with all that their page shows."""
    return BankInquiry.objects.select_related(
        "document__store",
        "document__maker",
        "money__refund__document",
        "money__refund__purchase",
        "money__out_tender",
        "money__document",
        "paper",
        "contacted_by",
        "answered_by",
    )


def money_of_bank() -> QuerySet[RefundTender]:
    """Money of refunds with what a form about its credit shows."""
    return RefundTender.objects.select_related(
        "refund__document__store", "refund__purchase", "out_tender", "document"
    )


def transfers_waiting(store: Store) -> QuerySet[RefundTender]:
    """Transfers of a store that wait for finance, the customer who asked first on top; ``due_at`` of each."""
    promised = Target.objects.filter(
        OPEN_PROMISE, document=OuterRef("refund__document"), policy__code=TRANSFERRED
    )
    rows = money_of_bank().filter(refund__document__store=store, state=RefundTender.State.FINANCE)
    return (
        rows.filter(holding=Holding.RESERVED, refund__state__in=[Refund.State.APPROVED, Refund.State.PAYING])
        .annotate(
            due_at=Subquery(promised.values("due_at")[:1]), warn_at=Subquery(promised.values("warn_at")[:1])
        )
        .select_related("tender", "refund__document__maker")
        .order_by("refund__document__made_at", "pk")
    )


def transfers(access: Access, _now: datetime) -> QuerySet[RefundTender]:
    """What finance of the store has to transfer."""
    return transfers_waiting(access.store)


def refunds_of(member: Member) -> QuerySet[Refund]:
    """A member's refunds and exchanges in any store, the latest first."""
    rows = Refund.objects.filter(document__member_id=member.pk)
    return rows.select_related("document__store", "purchase").order_by("-document__made_at")
