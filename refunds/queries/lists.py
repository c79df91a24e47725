"""The lists: refunds of a store, goods that wait for their floors."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from deskops.documents.models import Document
from deskops.org.access import Access
from deskops.org.models import Role

from ..models import Holding, Pickup, Refund, RefundLine

State = Refund.State
PAGE = 30
EVERY_FLOOR = Role.desk() | {Role.FINANCE, Role.STORE_MANAGER, Role.AUDITOR}
UNDER_WAY = (State.DRAFT, State.ASKED, State.APPROVED, State.REJECTED, State.PAYING, State.PAID)
WITH_THE_CLERK = (State.DRAFT, State.APPROVED, State.REJECTED, State.PAYING)
BOXES = {
    "": UNDER_WAY,
    "clerk": WITH_THE_CLERK,
    "asked": (State.ASKED,),
    "paid": (State.PAID,),
    "closed": (State.CLOSED,),
    "cancelled": (State.CANCELLED,),
}
"""The named filters of the list, by what the address carries."""


def listed(access: Access, *, box: str, day: date | None, before: int | None) -> list[Refund]:
    """A page of the store's refunds and one row more, the newest first; ``before`` goes on from a key.

    A floor's supervisor sees those with goods of the own floors.
    """
    rows = Refund.objects.filter(document__store=access.store, state__in=BOXES.get(box, UNDER_WAY))
    floors = _floors(access)
    if floors is not None:
        rows = rows.filter(Exists(RefundLine.objects.filter(refund=OuterRef("pk"), floor__in=floors)))
    if day:
        rows = rows.filter(document__business_date=day)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related("document__maker", "purchase").order_by("-pk")[: PAGE + 1])


def with_the_clerk(access: Access, _now: datetime) -> QuerySet[Refund]:
    """What the desk has to go on with: to prepare, to ask, to pay."""
    return Refund.objects.filter(document__store=access.store, state__in=WITH_THE_CLERK)


def on_the_desk(access: Access, now: datetime) -> QuerySet[Refund]:
    """What the desk goes on with, and what lies behind it until a floor collects the goods."""
    rows = Refund.objects.filter(document__store=access.store, state__in=[*WITH_THE_CLERK, Refund.State.PAID])
    return rows.select_related("document").order_by("pk")


def waiting_goods(access: Access, _now: datetime) -> QuerySet[Pickup]:
    """Goods that wait in the store: for a floor's supervisor those of the own floors."""
    rows = Pickup.objects.filter(refund__document__store=access.store, state=Pickup.State.WAITING)
    return _own_floors(rows, access)


def _own_floors(rows: QuerySet[Pickup], access: Access) -> QuerySet[Pickup]:
    floors = _floors(access)
    return rows if floors is None else rows.filter(floor__in=floors)


def _floors(access: Access) -> frozenset[int] | None:
    """The floors whose refunds concern the person; None for all of the store."""
    return None if access.may(*EVERY_FLOOR) else access.floors()


def opens(document: Document, access: Access) -> bool:
    """Whether a refund's paper is of the person's floors, for whom only floors let read it."""
    if not access.roles_at(document.store).isdisjoint(EVERY_FLOOR):
        return True
    rows: QuerySet[RefundLine] | QuerySet[Pickup] = Pickup.objects.filter(document=document)
    if document.kind != "goods_pickup":
        rows = RefundLine.objects.filter(refund__document__in=[document.pk, document.origin_id])
    floors = access.floors()
    return (rows if floors is None else rows.filter(floor__in=floors)).exists()


def late(today: date) -> Q:
    """Goods are late from the day after they came back."""
    return Q(document__business_date__lt=today)


def pickups(access: Access, now: datetime, *, done: bool) -> QuerySet[Pickup]:
    """What waits, the oldest first; or what was collected, the latest first."""
    rows = waiting_goods(access, now).order_by("pk")
    if done:
        ended = Pickup.objects.filter(refund__document__store=access.store, state=Pickup.State.COLLECTED)
        rows = _own_floors(ended, access).order_by("-pk")
    return with_goods(rows)


def with_goods(rows: QuerySet[Pickup]) -> QuerySet[Pickup]:
    """Pick-ups with their papers and the refund's goods, of which ``goods_of`` are the floor's."""
    goods = RefundLine.objects.filter(holding=Holding.FINAL, quantity__gt=0).select_related("line")
    return rows.select_related(
        "document__store", "floor", "refund__document__maker", "refund__purchase", "collected_by"
    ).prefetch_related(Prefetch("refund__lines", goods, to_attr="gone_back"))
