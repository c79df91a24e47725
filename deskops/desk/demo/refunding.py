"""Refunds and exchanges of the weeks: planned, brought to the desk, followed up."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from deskops.core.calendar import SHANGHAI
from deskops.org.models import Staff
from refunds.models import Holding, Refund, RefundTender
from refunds.services.credits import confirm_credit
from refunds.services.inquiries import (
    Complaint,
    open_inquiry,
    record_answer,
    record_contact,
    record_reply,
)

from . import files, purchases
from .counter import Counter
from .refund_cases import BANK, CASES, DRAFT, FRESH, MISREAD, MORNING, Case
from .refund_visits import POS, Served, Visit
from .world import World

type Brought = tuple[datetime, Callable[[], None]]
"""When a customer comes, and their visit."""

ASKING: Sequence[tuple[Callable[..., object], str, int]] = (
    (record_contact, "contact", 4),
    (record_reply, "reply", 26),
    (record_answer, "answer", 28),
)
"""The steps of an inquiry, what each is told, and the hours after it was opened."""


@dataclass
class Refunds:
    """All visits of the weeks, planned before them so that their receipts are in the POS's file."""

    world: World
    visits: list[Visit] = field(default_factory=list)
    done: dict[str, tuple[Refund, datetime]] = field(default_factory=dict)

    def plan(self) -> None:
        """Spread the cases over the business dates; a shorter demo has them closer together."""
        on: dict[date, int] = {}
        for case in CASES:
            day = self.world.today - timedelta(days=self._back(case.back))
            turn = on[day] = on.get(day, -1) + 1
            self._add(case, self.world.at(day, 10, 5) + timedelta(minutes=30 * turn))
        now = self.world.now
        self._add(MORNING, min(self.world.at(self.world.today, 9, 12), now))
        self._add(DRAFT, now - timedelta(minutes=4))
        self._add(FRESH, now - timedelta(minutes=25))
        self._add(MISREAD, self.world.at(self.world.past()[-1], 17, 20))

    def _back(self, back: int) -> int:
        return back if back < 3 else max(1, back * self.world.days // 28)

    def _add(self, case: Case, at: datetime) -> None:
        bought_at = at - timedelta(minutes=55)
        if case.bought:
            day = at.astimezone(SHANGHAI).date() - timedelta(days=case.bought)
            bought_at = self.world.at(day, 17, 41) + timedelta(minutes=len(self.visits))
        number = f"7{self.world.first.business_date(bought_at):%y%m%d}9{len(self.visits):04d}"
        holders = self.world.holders[self.world.first.code]
        card = self.world.rng.choice(holders).card if case.member else ""
        self.visits.append(Visit(case, at, bought_at, number, card))

    def rows(self) -> Iterator[purchases.Row]:
        """The receipts as the POS writes them, without what it has still to report."""
        for visit in self.visits:
            if visit.case not in (FRESH, MISREAD):
                yield from receipt_rows(self.world, visit)

    def on(self, day: date, counter: Counter, by: Staff) -> list[Brought]:
        """The visits of a business date, for the day's round of customers."""
        here = [one for one in self.visits if one.case in CASES and one.at.date() == day]
        return [(one.at, partial(self._serve, one, counter, by)) for one in here]

    def _serve(self, visit: Visit, counter: Counter, by: Staff) -> None:
        served = Served(self.world, counter, visit, by, visit.at)
        self.done[visit.case.name] = (served.through(), served.now)

    def this_morning(self, counter: Counter, by: Staff) -> None:
        """The customer at the desk that is open today."""
        for visit in self.visits:
            if visit.case is MORNING:
                self._serve(visit, counter, by)

    def at_last(self, counter: Counter, by: Staff) -> None:
        """What doesn't touch a till: one being prepared, two typed from their paper, one of them wrongly."""
        for visit in self.visits:
            if visit.case in (DRAFT, FRESH, MISREAD):
                self._serve(visit, counter, by)
        misread = next(one for one in self.visits if one.case is MISREAD)
        files.bring(
            self.world,
            kind="receipts",
            name=f"POS小票_{misread.at:%m%d}_补传.csv",
            words="销售小票补传",
            content=purchases.file_with(receipt_rows(self.world, misread, only_one=True)),
            by=self.world.staff["4001"],
            dry=False,
        )

    def afterwards(self) -> None:
        """Credits that were seen, and what customers asked the bank through the desk."""
        for case in CASES:
            refund, paid_at = self.done[case.name]
            if case.inquiry:
                self._ask_bank(case, refund, paid_at)
            if case.credit:
                self._confirm(case, refund, paid_at)

    def _by_bank(self, refund: Refund) -> RefundTender:
        return RefundTender.objects.get(refund=refund, tender__code=BANK, holding=Holding.FINAL)

    def _at(self, start: datetime, **later: int) -> datetime:
        return min(start + timedelta(**later), self.world.now)

    def _confirm(self, case: Case, refund: Refund, paid_at: datetime) -> None:
        confirm_credit(
            request_key=self.world.key(),
            by=self.world.staff["1003"],
            now=self._at(paid_at, days=5),
            money_id=self._by_bank(refund).pk,
            how=case.credit,
        )

    def _ask_bank(self, case: Case, refund: Refund, paid_at: datetime) -> None:
        claim, arrived = case.claim
        by, at = self.world.staff["1003"], self._at(paid_at, days=1)
        telephone = f"1385340{self.world.rng.randrange(1000, 9999)}"
        inquiry = open_inquiry(
            request_key=self.world.key(),
            by=by,
            now=at,
            money_id=self._by_bank(refund).pk,
            said=Complaint(claim, Decimal(arrived), telephone),
        )
        for (step, name, hours), words in zip(ASKING, filter(None, case.inquiry), strict=False):
            asked: dict[str, Any] = {"inquiry_id": inquiry.pk, name: words}
            step(request_key=self.world.key(), by=by, now=self._at(at, hours=hours), **asked)


def receipt_rows(world: World, visit: Visit, *, only_one: bool = False) -> Iterator[purchases.Row]:
    """A receipt's lines; ``only_one`` piece of each, as the POS really sold them."""
    head = {
        "门店": world.first.code,
        "收银机": POS,
        "小票号": visit.number,
        "交易时间": f"{visit.bought_at.astimezone(world.at(world.today, 9).tzinfo):%Y-%m-%d %H:%M:%S}",
        "会员卡号": visit.card,
    }
    tenders = {purchases.COLUMN[code]: amount for code, amount in visit.case.tenders.items()}
    for at, (goods, quantity) in enumerate(visit.case.lines, start=1):
        pieces = 1 if only_one else quantity
        line = purchases.line_of(goods, at, Decimal(pieces))
        paid = {name: f"{amount / quantity if only_one else amount:.2f}" for name, amount in tenders.items()}
        yield {**head, **line, **(paid if at == 1 else {})}
