"""Cashback of the first store: last month's cycle closed, this month's being paid, a line in each state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cashback.models import Box, Call, CashbackException, Cycle, Line, Payout, Turn
from cashback.services import (
    Collector,
    Identity,
    ask_exception,
    call_next,
    close_cycle,
    close_turn,
    compute_list,
    count_turn,
    draw_cash,
    give_back,
    open_cycle,
    open_turn,
    pay_line,
    record_call,
    send_list,
)
from cashback.services.boxes import held
from cashback.services.drawing import notes_left
from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.handoffs.models import Handoff
from deskops.handoffs.services import find_rest_same, receive
from deskops.org.models import Staff
from deskops.papers.models import Proxy
from deskops.tills.rules import pick
from members.models.people import Missing

from . import files, purchases
from .goods import GOODS
from .membership import signature
from .world import Holder, World

SEEN = Identity(Payout.Identified.ID_CARD)
LICENCE = Identity(Payout.Identified.OTHER, "机动车驾驶证，身份证正在补办")
SAID = ("周末来领", "知道了，谢谢", "请家人代领", "下周路过时来")
ENOUGH = 9  # lines, for one in each state; a small demo leaves its cycle booked
EARLIEST = 15  # day of the month from which this month's cycle is being paid


def make(world: World) -> None:
    """Both cycles with the purchases they are for; before the 15th only last month's."""
    this = world.today.replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    buyers = [one for one in world.holders[world.first.code] if one.member.tier.cashback][:20]
    before = (last - timedelta(days=1)).replace(day=1)
    files.bring(
        world,
        kind="receipts",
        name=f"POS小票_{before:%Y%m}-{last:%Y%m}_会员.csv",
        words="会员消费补传",
        content=purchases.file_with(_receipts(world, buyers, (before, last))),
        by=world.staff["4001"],
        dry=False,
    )
    _closed(_Month(world, last))
    if world.today.day > EARLIEST:
        _running(_Month(world, this))


def _receipts(world: World, buyers: Sequence[Holder], months: Sequence[date]) -> Iterator[purchases.Row]:
    """Two purchases of each buyer in each month: something for the house and something to wear."""
    for month in months:
        for at, holder in enumerate(buyers):
            for turn in range(2):
                day = month.replace(day=2 + (at * 5 + turn * 9) % 26)
                moment = world.at(day, 10 + turn * 5, 7 + at)
                goods = GOODS[(at * 7 + turn * 11 + month.month) % len(GOODS)]
                line = purchases.line_of(goods, 1, Decimal(1 + (at + turn) % 3))
                head = {
                    "门店": world.first.code,
                    "收银机": f"{1 + at % 8:02d}",
                    "小票号": f"8{day:%y%m%d}{turn}{at:04d}",
                    "交易时间": f"{moment:%Y-%m-%d %H:%M:%S}",
                    "会员卡号": holder.card,
                }
                yield {**head, **line, "微信": line["金额"]}


@dataclass
class _Month:
    """A cycle on its way, each act on its day."""

    world: World
    month: date

    def __post_init__(self) -> None:
        staff = self.world.staff
        self.clerk, self.finance, self.information = staff["1003"], staff["3001"], staff["4001"]

    def at(self, day: int, hour: int, minute: int = 0) -> datetime:
        return min(self.world.at(self.month + timedelta(days=day - 1), hour, minute), self.world.now)

    def booked(self) -> Cycle:
        """Opened, computed, sent and booked by the 9th."""
        who: dict[str, Any] = {"by": self.information, "now": self.at(6, 10)}
        made = open_cycle(request_key=self.world.key(), store=self.world.first, month=self.month, **who)
        compute_list(request_key=self.world.key(), cycle_id=made.pk, **who)
        sent = send_list(request_key=self.world.key(), cycle_id=made.pk, **who)
        self.receive(sent, self.finance, self.at(8, 15, 20))
        return Cycle.objects.select_related("store", "document", "due").get(pk=made.pk)

    def receive(self, handoff: Handoff, by: Staff, now: datetime) -> None:
        asked: dict[str, Any] = {"handoff_id": handoff.pk, "by": by, "now": now}
        find_rest_same(request_key=self.world.key(), **asked)
        receive(request_key=self.world.key(), **asked)

    def drawn(self, cycle: Cycle) -> Box:
        handoff = draw_cash(
            request_key=self.world.key(),
            cycle_id=cycle.pk,
            box="1",
            pieces=notes_left(cycle),
            by=self.finance,
            now=self.at(13, 15),
        )
        self.receive(handoff, self.clerk, self.at(13, 16, 10))
        return Box.objects.select_related("cycle__store").get(cycle=cycle)

    def call(self, cycle: Cycle, results: Sequence[Call.Result]) -> None:
        """One call after the other, a quarter of an hour apart."""
        now = self.at(10, 10)
        line = call_next(request_key=self.world.key(), cycle_id=cycle.pk, by=self.clerk, now=now)
        for turn, result in enumerate(results):
            if line is None:
                return
            now += timedelta(minutes=4)
            line = record_call(
                request_key=self.world.key(),
                line_id=line.pk,
                result=result,
                words=SAID[turn % len(SAID)] if result == Call.Result.REACHED else "",
                by=self.clerk,
                now=now,
            )

    def turn(self, box: Box, now: datetime) -> Turn:
        return open_turn(
            request_key=self.world.key(), box_id=box.pk, pieces=held(box), by=self.clerk, now=now
        )

    def shut(self, turn: Turn, now: datetime) -> None:
        asked: dict[str, Any] = {"turn_id": turn.pk, "by": self.clerk, "now": now}
        count_turn(request_key=self.world.key(), pieces=held(turn.box), **asked)
        close_turn(request_key=self.world.key(), **asked)

    def pay(
        self, line: Line, turn: Turn, now: datetime, *, who: Identity = SEEN, by: Collector | None = None
    ) -> None:
        pay_line(
            request_key=self.world.key(),
            line_id=line.pk,
            turn_id=turn.pk,
            identity=who,
            pieces=pick(held(turn.box), line.amount) or {},
            signed=signature(self.world),
            collector=by,
            by=self.clerk,
            now=now,
        )


def _due(cycle: Cycle) -> list[Line]:
    return list(cycle.lines.filter(state=Line.State.DUE).select_related("member").order_by("pk"))


def _closed(month: _Month) -> None:
    """Everybody called; all but two came; the cash went back and the cycle is closed."""
    cycle = month.booked()
    lines = _due(cycle)
    month.call(cycle, [Call.Result.REACHED] * len(lines))
    box = month.drawn(cycle)
    for day, part in ((16, lines[:6]), (22, lines[6:-2])):
        turn = month.turn(box, month.at(day, 9, 30))
        for number, line in enumerate(part):
            month.pay(line, turn, month.at(day, 10, 3 * number))
        month.shut(turn, month.at(day, 18))
    after = month.world.at(cycle.pay_until + timedelta(days=1), 10)
    back = give_back(request_key=month.world.key(), cycle_id=cycle.pk, by=month.clerk, now=after)
    month.receive(back, month.finance, after + timedelta(hours=5))
    close_cycle(
        request_key=month.world.key(), cycle_id=cycle.pk, by=month.finance, now=after + timedelta(hours=6)
    )


def _running(month: _Month) -> None:
    """Some paid, one fetched by a daughter, some not reached; one exception asked, one whose cash comes."""
    cycle = month.booked()
    lines = _due(cycle)
    if len(lines) < ENOUGH:
        return
    reached, missed = [Call.Result.REACHED] * (len(lines) - 5), [Call.Result.NO_ANSWER, Call.Result.BUSY]
    month.call(cycle, [*reached[:4], *missed, *reached[4:]])
    box = month.drawn(cycle)
    turn = month.turn(box, month.at(15, 9, 40))
    for number, line in enumerate(lines[:5]):
        month.pay(line, turn, month.at(15, 10, 5 * number), who=LICENCE if number == 3 else SEEN)
    daughter = Collector("王晓梅", Proxy.Seen.RESIDENT, "3428")
    month.pay(lines[5], turn, month.at(15, 11, 20), by=daughter)
    month.shut(turn, month.at(15, 18))
    _exceptions(month, cycle, lines)
    month.turn(box, month.world.now)


def _exceptions(month: _Month, cycle: Cycle, lines: Sequence[Line]) -> None:
    waiting, added = lines[-1], lines[-2]
    for line, more in ((added, Decimal("6.50")), (waiting, Decimal("3.20"))):
        if Missing.NUMBER in line.member.missing:
            continue
        made = ask_exception(
            request_key=month.world.key(),
            cycle_id=cycle.pk,
            member_id=line.member_id,
            kind=CashbackException.Kind.WRONG,
            amount=line.amount + more,
            words="顾客出示上月小票一张，名单未计入",
            by=month.clerk,
            now=month.at(15, 12),
        )
        if line is added:
            for role, by in (("information", month.information), ("finance", month.finance)):
                approval = Approval.objects.get(document=made.document, role=role)
                decide(
                    request_key=month.world.key(),
                    approval_id=approval.pk,
                    by=by,
                    decision=Decision.APPROVED,
                    now=month.at(15, 14),
                )
