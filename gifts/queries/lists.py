"""The lists of gifts, each bounded."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from deskops.core.refusals import Refused
from deskops.org.access import Access
from deskops.org.models import Role, Store
from members.models import Member
from members.rules.phones import read_phone

from ..models import CountLine, GiftCount, GiftIssue, GiftPlan, GiftPurchase, GiftRequest, GiftUse
from ..models.asks import AskState

PAGE = 50
State = GiftCount.State
WORKING = (State.OPEN, State.COUNTED, State.ASKED, State.REJECTED)


def register(
    store: Store, *, campaign: int | None = None, typed: str = "", before: int | None = None
) -> list[GiftIssue]:
    """What was issued at a store, the latest first, one more than a page holds.

    ``typed`` is a receipt's number, a telephone or the last four of one.
    """
    rows = GiftIssue.objects.filter(document__store=store)
    if campaign:
        rows = rows.filter(campaign=campaign)
    if typed.strip():
        rows = rows.filter(pk__in=_typed(store, typed.strip()))
    if before:
        rows = rows.filter(document_id__lt=before)
    joined = rows.select_related("document__maker", "campaign", "member").prefetch_related(
        "lines__item", "uses__purchase"
    )
    return list(joined.order_by("-document_id")[: PAGE + 1])


def _typed(store: Store, typed: str) -> QuerySet[Any, Any]:
    """The issues of a receipt's number or of a telephone: each found by its index, then put together."""
    by_receipt = GiftUse.objects.filter(purchase__store=store, purchase__number=typed).values("issue")
    try:
        phone = read_phone(typed).e164
    except Refused:
        return by_receipt
    return by_receipt.union(GiftIssue.objects.filter(telephone=phone).values("document_id"))


def of_member(member: Member) -> QuerySet[GiftIssue]:
    """What a member was given, in any store, the latest first."""
    rows = GiftIssue.objects.filter(member=member).select_related("document__store", "campaign")
    return rows.prefetch_related("lines__item").order_by("-document_id")


def counts(access: Access) -> QuerySet[GiftCount]:
    """The counts a person may know of: an unannounced one is seen by its planner alone before it starts."""
    secret = Q(kind=GiftCount.Kind.UNANNOUNCED, state__in=[State.PLANNED, State.CANCELLED])
    rows = GiftCount.objects.filter(~secret | Q(planned_by=access.staff))
    return rows.select_related("document", "place__store", "campaign", "planned_by", "store")


def counts_of(access: Access, *, done: bool) -> QuerySet[GiftCount]:
    """The counts of the store, those under way by their day, those done the latest first."""
    rows = counts(access).filter(store=access.store)
    if done:
        return rows.filter(state__in=[State.DONE, State.CANCELLED]).order_by("-pk")
    return rows.exclude(state__in=[State.DONE, State.CANCELLED]).order_by("planned_for", "pk")


def counts_waiting(access: Access, now: datetime) -> QuerySet[GiftCount]:
    """Counts to be started today, entered, reviewed or asked for again; for the navigation."""
    today = access.store.business_date(now)
    if not access.may(*Role.desk(), Role.WAREHOUSE):
        return GiftCount.objects.none()
    due = Q(state=State.PLANNED, planned_for__lte=today) | Q(
        state__in=[State.OPEN, State.COUNTED, State.REJECTED]
    )
    return counts(access).filter(due, store=access.store)


def to_check(store: Store, state: str) -> QuerySet[GiftPurchase]:
    """Papers that wait for the POS's file, or of which it tells otherwise."""
    rows = GiftPurchase.objects.filter(store=store, state=state).select_related("sighted_by")
    return rows.prefetch_related("uses__issue__document").order_by("-pk")


def mismatches(access: Access, _now: datetime) -> QuerySet[GiftPurchase]:
    """What the desk supervisor has to settle."""
    return GiftPurchase.objects.filter(store=access.store, state=GiftPurchase.State.MISMATCH)


def requests(access: Access) -> QuerySet[GiftRequest]:
    """Requests of the stores within reach, the latest first."""
    rows = access.scope(GiftRequest.objects.all(), "document__store")
    return rows.select_related("document__store", "document__maker", "campaign").order_by("-document_id")


def to_ship(access: Access, _now: datetime) -> QuerySet[GiftRequest]:
    """Approved requests that the central warehouse hasn't sent."""
    if not access.may(Role.WAREHOUSE):
        return GiftRequest.objects.none()
    return requests(access).filter(state=AskState.APPROVED)


def plans(access: Access) -> QuerySet[GiftPlan]:
    """Purchase plans within reach, the latest first."""
    rows = access.scope(GiftPlan.objects.all(), "document__store")
    return rows.select_related("document__store", "document__maker").order_by("-document_id")


def lines_with(count: GiftCount) -> QuerySet[CountLine]:
    """The lines of a count with their gifts."""
    return (
        CountLine.objects.filter(count=count).select_related("item", "stock", "again_by").order_by("position")
    )


def issues_for(number: str) -> QuerySet[GiftIssue]:
    """What was issued for a receipt's number, the latest first."""
    found = GiftIssue.objects.filter(uses__purchase__number=number)
    return found.select_related("document__store", "campaign").order_by("-document_id")
