"""A store in its cashback month: people, silver members with purchases, the cycle at any step."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

from cashback.models import Box, Cycle, Line, Payout, Turn
from cashback.services import (
    Collector,
    Identity,
    close_cycle,
    close_turn,
    compute_list,
    count_turn,
    draw_cash,
    give_back,
    open_cycle,
    open_turn,
    pay_line,
    send_list,
)
from cashback.services.boxes import held
from cashback.services.drawing import notes_left
from deskops.handoffs.models import Handoff
from deskops.handoffs.services import find_rest_same, receive
from deskops.org.models import Role, Staff, Store
from deskops.papers.forms import Signed
from deskops.receipts.models import Receipt
from deskops.tills.rules import pick
from members.models import Member, MemberCard
from tests.factories.members import make_members
from tests.factories.org import make_staff
from tests.factories.tills import make_desk

MONTH = date(2026, 11, 1)
BOUGHT = datetime(2026, 10, 12, 4, 0, tzinfo=UTC)
MADE = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
CALLED = datetime(2026, 11, 11, 2, 0, tzinfo=UTC)
PAID = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
AFTER = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
SEEN = Identity(Payout.Identified.ID_CARD)


@dataclass
class Month:
    """A store's people and its cycle; every act by the services, at the day it belongs to."""

    store: Store
    clerk: Staff
    second: Staff
    supervisor: Staff
    finance: Staff
    information: Staff
    members: list[Member] = field(default_factory=list)
    cycle: Cycle | None = None

    def opened(self, month: date = MONTH, now: datetime = MADE) -> Cycle:
        self.cycle = open_cycle(
            request_key=uuid4(), store=self.store, month=month, by=self.information, now=now
        )
        return self.cycle

    def computed(self, now: datetime = MADE) -> Cycle:
        self.cycle = compute_list(request_key=uuid4(), cycle_id=self.cycle.pk, by=self.information, now=now)
        return self.cycle

    def sent(self, now: datetime = MADE) -> Handoff:
        return send_list(request_key=uuid4(), cycle_id=self.cycle.pk, by=self.information, now=now)

    def booked(self, now: datetime = MADE) -> Cycle:
        self.receive(self.sent(now), self.finance, now)
        return self.fresh()

    def receive(self, handoff: Handoff, by: Staff, now: datetime = MADE) -> Handoff:
        find_rest_same(request_key=uuid4(), handoff_id=handoff.pk, by=by, now=now)
        return receive(request_key=uuid4(), handoff_id=handoff.pk, by=by, now=now)

    def draw(self, now: datetime = CALLED, *, box: str = "1", pieces=None) -> Handoff:
        return draw_cash(
            request_key=uuid4(),
            cycle_id=self.cycle.pk,
            box=box,
            pieces=pieces if pieces is not None else notes_left(self.cycle),
            by=self.finance,
            now=now,
        )

    def drawn(self, now: datetime = CALLED) -> Box:
        self.receive(self.draw(now), self.clerk, now)
        self.fresh()
        return self.box()

    def box(self, code: str = "1") -> Box:
        return Box.objects.select_related("cycle__store", "account").get(cycle=self.cycle, code=code)

    def turn(self, now: datetime = PAID, *, by: Staff | None = None, box: str = "1") -> Turn:
        found = self.box(box)
        return open_turn(
            request_key=uuid4(), box_id=found.pk, pieces=held(found), by=by or self.clerk, now=now
        )

    def pay(self, line: Line, turn: Turn, now: datetime = PAID, **more) -> Payout:
        line = Line.objects.get(pk=line.pk)
        pieces = more.pop("pieces", None)
        return pay_line(
            request_key=more.pop("key", None) or uuid4(),
            line_id=line.pk,
            turn_id=turn.pk,
            identity=more.pop("identity", SEEN),
            pieces=pick(held(turn.box), line.amount) or {} if pieces is None else pieces,
            signed=Signed(None),
            by=turn.clerk,
            now=now,
            **more,
        )

    def handed_back(self, now: datetime = AFTER) -> Handoff:
        return give_back(request_key=uuid4(), cycle_id=self.cycle.pk, by=self.clerk, now=now)

    def ended(self, turn: Turn, now: datetime = PAID) -> Turn:
        """A turn counted as it is and closed."""
        pieces = held(turn.box)
        count_turn(request_key=uuid4(), turn_id=turn.pk, pieces=pieces, by=turn.clerk, now=now)
        return close_turn(request_key=uuid4(), turn_id=turn.pk, by=turn.clerk, now=now)

    def closed(self, now: datetime = AFTER) -> Cycle:
        return close_cycle(request_key=uuid4(), cycle_id=self.cycle.pk, by=self.finance, now=now)

    def fresh(self) -> Cycle:
        self.cycle = Cycle.objects.select_related("store", "document", "due", "list_paper").get(
            pk=self.cycle.pk
        )
        return self.cycle

    def line(self, member: Member) -> Line:
        return Line.objects.get(cycle=self.cycle, member=member)

    def paying(self, *amounts: str) -> list[Line]:
        """A cycle with its cash at the desk; one silver member for each amount of purchases."""
        self.silver(*amounts)
        self.opened()
        self.computed()
        self.booked()
        self.drawn()
        return list(self.cycle.lines.select_related("member").order_by("pk"))

    def silver(self, *amounts: str, first: int = 1, **fields) -> list[Member]:
        """Silver members who bought for so much in October."""
        made = make_members(
            range(first, first + len(amounts)),
            store=self.store,
            by=self.information,
            tier="silver",
            joined_on=date(2026, 1, 5),
            **fields,
        )
        for member, amount in zip(made, amounts, strict=True):
            buy(member, amount)
        self.members += made
        return made


def buy(
    member: Member,
    amount: str,
    *,
    at: datetime = BOUGHT,
    store: Store | None = None,
    card: str = "",
    number: str = "",
) -> Receipt:
    """A receipt of a member's, in their home store unless told otherwise."""
    where = store or member.home_store
    card = card or MemberCard.objects.get(member=member, state__in=MemberCard.LIVE).number
    return Receipt.objects.create(
        store=where,
        pos="01",
        number=number or f"R{Receipt.objects.count() + 1:06d}",
        bought_at=at,
        bought_on=where.business_date(at),
        card_number=card,
        amount=Decimal(amount),
        items=1,
        digest="x",
    )


def make_month(code: str = "S1") -> Month:
    """A store ``code`` with its desk, finance and information; numbers end in the code."""
    desk = make_desk(code)
    information = make_staff(f"4001{code}", Role.INFORMATION, store=desk.store)
    return Month(desk.store, desk.clerk, desk.second, desk.supervisor, desk.finance, information)


def collector(name: str = "王小明") -> Collector:
    """Somebody who collects for the member."""
    from deskops.papers.models import Proxy

    return Collector(name, Proxy.Seen.RESIDENT, "002X")
