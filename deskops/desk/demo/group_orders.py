"""Group orders and the blank cards they take, in each state, by the services of every department."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from cards.group import rules
from cards.group.queries import bonus_paper, proposed
from cards.group.services import activate, apply, cancel, pay, request_return
from cards.group.services.applying import lines_of
from cards.models import GroupOrder
from cards.stock.kind import give_out
from cards.stock.rules import Numbers, read
from cards.stock.services import count_stock, on_hand, spoil
from cards.takings import prepare_takings
from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.handoffs.services import find_rest_same, receive, send
from deskops.org.models import Role, Staff
from deskops.tills.services import PaymentDetails

from .group_cases import CASES, LONG_AGO, Case, Ending
from .handing import receive_takings
from .refunding import Brought
from .world import World

SIGNERS = {Role.FINANCE: "3001", Role.PROCUREMENT: "7001", Role.MALL_OPERATIONS: "7101"}
SERIES = "9966"
OLD = "9965"
PAID = {Ending.PAID, Ending.ACTIVE, Ending.GRANTED}
WEEKS = 28


@dataclass
class GroupOrders:
    """The orders of the weeks, each visit at its time; by buyer, what became of it."""

    world: World
    made: dict[str, GroupOrder] = field(default_factory=dict)

    def on(self, day: date, by: Staff) -> list[Brought]:
        """What happens to orders and blank cards on a business date."""
        found = self._stock(day, by)
        for case in CASES:
            if self._day(case.back) == day:
                found += [(at, partial(act, case, by, at)) for at, act in self._visits(case, day)]
        return found

    def _day(self, back: int) -> date:
        """The business date of something so many days ago; a shorter demo has them closer together."""
        days = self.world.days
        return self.world.today - timedelta(days=back if back < 3 else max(1, back * days // WEEKS))

    def _visits(
        self, case: Case, day: date
    ) -> list[tuple[datetime, Callable[[Case, Staff, datetime], None]]]:
        start = self.world.at(day, *case.at)
        acts: list[tuple[int, Callable[[Case, Staff, datetime], None]]] = [(0, self._apply), (18, self._sign)]
        if case.ends in PAID:
            acts.append((55, self._pay))
        if case.ends in PAID - {Ending.PAID}:
            acts.append((80, self._activate))
        if case.ends == Ending.GRANTED:
            acts.append((170, self._grant))
        return [(start + timedelta(minutes=minutes), act) for minutes, act in acts]

    def _told(self, by: Staff, now: datetime) -> dict[str, Any]:
        return {"request_key": self.world.key(), "by": by, "now": now}

    def _apply(self, case: Case, by: Staff, now: datetime) -> None:
        self.made[case.buying.buyer] = apply(
            **self._told(by, now),
            store=self.world.first,
            buying=case.buying,
            buyer_paper=case.buyer_paper,
            agent_paper=case.agent_paper,
        )

    def _order(self, case: Case) -> GroupOrder:
        return GroupOrder.objects.select_related("document__store").get(pk=self.made[case.buying.buyer].pk)

    def _sign(self, case: Case, by: Staff, now: datetime) -> None:
        """The customer is walked round; who was asked first does not always sign first."""
        if case.ends == Ending.CANCELLED:
            later = now + timedelta(minutes=40)
            cancel(**self._told(by, later), order_id=self.made[case.buying.buyer].pk, reason=case.reason)
            return
        rows = Approval.objects.filter(
            document=self.made[case.buying.buyer].document, decision=Decision.PENDING
        )
        for at, row in enumerate(sorted(rows, key=lambda row: row.role, reverse=bool(case.back % 2))):
            rejects = case.ends == Ending.REJECTED and row.role == Role.PROCUREMENT
            if case.ends == Ending.REJECTED and not rejects:
                continue
            if case.ends != Ending.ASKED or row.role in case.signs:
                decide(
                    **self._told(self.world.staff[SIGNERS[Role(row.role)]], now + timedelta(minutes=7 * at)),
                    approval_id=row.pk,
                    decision=Decision.REJECTED if rejects else Decision.APPROVED,
                    note=case.reason if rejects else "",
                )

    def _pay(self, case: Case, by: Staff, now: datetime) -> None:
        pay(
            **self._told(by, now),
            order_id=self.made[case.buying.buyer].pk,
            amount=self.made[case.buying.buyer].total,
            tender=self.world.tenders["cash" if case.cash else "bank_transfer"],
            details=PaymentDetails() if case.cash else _transfer(self.world, case),
        )

    def _activate(self, case: Case, by: Staff, now: datetime) -> None:
        """The lowest numbers on hand; the bonus goes to finance at once."""
        order = self._order(case)
        lines = [(line.face, line.count) for line in lines_of(order)]
        found = proposed(order, lines)
        bonus: Sequence[Numbers] = found.get("bonus", ())
        ranges = {face: found[f"{face}"] for face, _count in lines}
        activate(**self._told(by, now), order_id=order.pk, ranges=ranges, bonus_ranges=bonus)
        paper = bonus_paper(order)
        if paper:
            send(**self._told(by, now + timedelta(minutes=6)), handoff_id=paper.pk)

    def _grant(self, case: Case, _by: Staff, now: datetime) -> None:
        paper = bonus_paper(self._order(case))
        if paper:
            receive(**self._told(self.world.staff["3001"], now), handoff_id=paper.pk)

    def _stock(self, day: date, by: Staff) -> list[Brought]:
        """Drawn from finance twice, a few written off, counted; the last count lacks a card."""
        plan: tuple[tuple[int, int, Callable[[Staff, datetime], object]], ...] = (
            (14, 9, partial(self._draw, 1, 400)),
            (8, 9, self._spoil),
            (3, 14, self._count),
            (1, 14, self._count_short),
        )
        found: list[Brought] = []
        for back, hour, act in plan:
            if self._day(back) == day:
                at = self.world.at(day, hour, 5)
                found.append((at, partial(_done, act, by, at)))
        return found

    def _draw(self, first: int, count: int, by: Staff, now: datetime) -> None:
        finance = self.world.staff["3001"]
        made = give_out(
            **self._told(finance, now), store=self.world.first, ranges=numbers(first, first + count - 1)
        )
        send(**self._told(finance, now), handoff_id=made.pk)
        find_rest_same(**self._told(by, now + timedelta(minutes=9)), handoff_id=made.pk)
        receive(**self._told(by, now + timedelta(minutes=10)), handoff_id=made.pk)

    def _spoil(self, by: Staff, now: datetime) -> None:
        spoil(
            **self._told(by, now),
            store=self.world.first,
            ranges=numbers(396, 398),
            reason="磁条划伤",
        )

    def _count(self, by: Staff, now: datetime) -> None:
        count_stock(**self._told(by, now), store=self.world.first, pieces=on_hand(self.world.first))

    def _count_short(self, by: Staff, now: datetime) -> None:
        store = self.world.first
        count_stock(
            **self._told(by, now),
            store=store,
            pieces=on_hand(store) - 1,
            missing=numbers(400, 400),
            reason="盘点少最后一张，封条完好，疑似领取时少装",
        )

    def give_back(self) -> None:
        """Yesterday evening the school brought five unused cards: finance has to decide."""
        granted = next(case for case in CASES if case.ends == Ending.GRANTED)
        request_return(
            **self._told(self.world.staff["1003"], self.world.at(self.world.past()[-1], 20, 10)),
            order_id=self.made[granted.buying.buyer].pk,
            reason="5名教师已调离，卡未使用，原包装完好",
            ranges=self._first_of(granted),
        )

    def _first_of(self, case: Case) -> list[Numbers]:
        rows = self.made[case.buying.buyer].ranges.filter(for_bonus=False).select_related("series")
        bought = rows.earliest("pk")
        return [Numbers(bought.series.prefix, bought.series.digits, bought.first, bought.first + 4)]


def long_ago(world: World) -> None:
    """An order of three years ago, its takings with finance: since then its cards have expired."""
    orders, by = GroupOrders(world), world.staff["1001"]
    before = world.past()[0] - timedelta(days=10)
    day = before.replace(year=before.year - rules.LEAST_YEARS, day=min(before.day, 28))
    now = world.at(day, *LONG_AGO.at)
    orders._apply(LONG_AGO, by, now)
    orders._sign(LONG_AGO, by, now)
    orders._pay(LONG_AGO, by, now)
    face, count = LONG_AGO.buying.lines[0]
    activate(
        request_key=world.key(),
        by=by,
        now=now,
        order_id=orders.made[LONG_AGO.buying.buyer].pk,
        ranges={face: numbers(1, count, OLD)},
    )
    morning = now + timedelta(days=1)
    made = prepare_takings(request_key=world.key(), store=world.first, business_date=day, by=by, now=morning)
    send(request_key=world.key(), handoff_id=made.pk, by=by, now=morning)
    receive_takings(world, made, morning)


def numbers(first: int, last: int, series: str = SERIES) -> list[Numbers]:
    """A range of the demo's bearer cards."""
    return read(f"{series}{first:012d}-{series}{last:012d}")


def _done(act: Callable[[Staff, datetime], object], by: Staff, now: datetime) -> None:
    act(by, now)


def _transfer(world: World, case: Case) -> PaymentDetails:
    return PaymentDetails(
        from_name=case.buying.buyer,
        from_number=f"3700165880805{world.rng.randrange(10**6, 10**7)}",
        to_name="夫章商业管理有限公司",
        to_number="37001658808050012345",
    )
