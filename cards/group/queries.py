"""What can be asked about group orders, each in few queries whatever there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from deskops.approvals.models import Approval
from deskops.core.money import ZERO
from deskops.handoffs.models import Handoff
from deskops.handoffs.models import State as HandoffState
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account
from deskops.org.access import Access
from deskops.org.models import Role, Store
from deskops.tills.models import Payment

from ..models import GroupLine, GroupOrder, GroupRange, GroupReturn, Stretch
from ..stock.rules import Numbers, first_of, without
from . import rules

State = GroupOrder.State
BOXES = {
    "": GroupOrder.OPEN,
    "desk": GroupOrder.WITH_THE_DESK,
    "asked": (State.ASKED,),
    "active": (State.ACTIVE,),
    "done": (State.DONE,),
    "cancelled": (State.CANCELLED,),
}


def orders(store: Store) -> QuerySet[GroupOrder]:
    """A store's orders with their papers, the latest first."""
    rows = GroupOrder.objects.filter(document__store=store)
    return rows.select_related("document__store", "document__maker").order_by("-document")


@dataclass(frozen=True)
class Line:
    """So many cards of a face."""

    face: Decimal
    count: int

    @property
    def amount(self) -> Decimal:
        """What they cost, in yuan."""
        return self.face * self.count


@dataclass(frozen=True)
class Opened:
    """An order as its page shows it: the handoff of its ``bonus``, whether a return was ever asked."""

    order: GroupOrder
    lines: Sequence[Line]
    bonus: int | None
    returned: bool


def opened(store: Store, pk: int) -> Opened | None:
    """An order of a store with what hangs on it, in one query; None when there is none."""
    lines = GroupLine.objects.filter(order=OuterRef("pk"), count__gt=0).order_by("-face")
    handoffs = Handoff.objects.filter(kind="group_bonus", document__origin=OuterRef("pk"))
    rows = orders(store).annotate(
        faces=ArraySubquery(lines.values("face")),
        counts=ArraySubquery(lines.values("count")),
        bonus_handoff=Subquery(handoffs.exclude(state=HandoffState.WITHDRAWN).values("pk")[:1]),
        returned=Exists(GroupReturn.objects.filter(order=OuterRef("pk"))),
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        return None
    pairs = zip(found.faces, found.counts, strict=True)
    return Opened(found, [Line(*pair) for pair in pairs], found.bonus_handoff, found.returned)


def listed(store: Store, *, box: str, typed: str) -> QuerySet[GroupOrder]:
    """A store's orders of a box, narrowed by what the number or the buyer's name contains."""
    rows = orders(store)
    if box != "all":
        rows = rows.filter(state__in=BOXES.get(box, GroupOrder.OPEN))
    if typed:
        rows = rows.filter(Q(document__number__icontains=typed) | Q(buyer__icontains=typed))
    return rows


def with_the_desk(access: Access, _now: datetime) -> QuerySet[GroupOrder]:
    """The orders that wait for the desk: rejected, signed, paid; nothing where one has no store."""
    rows = GroupOrder.objects.filter(state__in=GroupOrder.WITH_THE_DESK)
    if access.here is None or not access.may(*Role.desk()):
        return rows.none()
    return rows.filter(document__store=access.here)


@dataclass(frozen=True)
class Money:
    """What an order's money is: yuan."""

    paid: Decimal
    owed: Decimal
    payments: Sequence[Payment]


def money_of(order: GroupOrder) -> Money:
    """What was paid for an order and what went back, payment by payment."""
    own = Q(document__origin=order.document, document__kind="group_payment")
    back = Q(document__origin__origin=order.document, document__kind="group_back")
    unpaid = order.state in (State.ASKED, State.REJECTED)
    found = Payment.objects.filter(own | back).select_related("tender", "document", "by").order_by("pk")
    rows = [] if unpaid else list(found)
    paid = sum((row.amount for row in rows), ZERO)
    closed = order.state in (State.DONE, State.ACTIVE, State.CANCELLED)
    return Money(paid, ZERO if closed else order.total - paid, rows)


def held_for(order: GroupOrder) -> Decimal:
    """What is on the order's account: paid and not on cards."""
    account = Account.objects.filter(
        kind=AccountKind.GROUP_ORDERS, store=order.document.store, code=order.document.number
    ).first()
    return account.amount if account else ZERO


def ranges_of(order: GroupOrder) -> list[GroupRange]:
    """The numbers of an order's cards, bought ones first."""
    return list(order.ranges.select_related("series", "document").order_by("for_bonus", "pk"))


def bonus_paper(order: GroupOrder) -> Handoff | None:
    """The handoff of an order's bonus."""
    rows = Handoff.objects.filter(kind="group_bonus", document__origin=order.document)
    return rows.exclude(state=HandoffState.WITHDRAWN).select_related("document").first()


def returns_of(order: GroupOrder) -> list[GroupReturn]:
    """An order's returns, the latest first."""
    return list(order.returns.select_related("document").order_by("-document"))


def signatures_of(order: GroupOrder) -> list[Approval]:
    """How the last round of the three departments stands."""
    rows = list(
        Approval.objects.filter(document=order.document).select_related("decided_by").order_by("-round", "pk")
    )
    return [row for row in rows if row.round == rows[0].round] if rows else []


def proposed(order: GroupOrder, lines: Sequence[tuple[Decimal, int]]) -> dict[str, list[Numbers]]:
    """Numbers on hand for each line and, under "bonus", for the bonus cards: the lowest that are free.

    Where the store has too few on hand the proposal is short: the clerk names the numbers.
    """
    rows = Stretch.objects.filter(store=order.document.store, state=Stretch.State.ON_HAND)
    free = [
        Numbers(row.series.prefix, row.series.digits, row.first, row.last)
        for row in rows.select_related("series").order_by("series", "first")[:50]
    ]
    found: dict[str, list[Numbers]] = {}
    wanted = [(f"{face}", count) for face, count in lines]
    if order.bonus_face:
        further = rules.bonus_cards(order.bonus, order.bonus_face)
        wanted.append(("bonus", sum(count for _face, count in further)))
    for name, count in wanted:
        found[name] = first_of(free, count)
        free = without(free, found[name])
    return found
