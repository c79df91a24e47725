"""Shifts at the tills: opened, counted, closed, handed over; float between finance and the drawers."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.money import ZERO, break_down
from deskops.handoffs.models import Handoff
from deskops.handoffs.services import find_rest_same, receive
from deskops.ledger.models import Account
from deskops.org.models import Staff
from deskops.tills.models import Difference, Shift, Till
from deskops.tills.rules import Pieces, suggest_takings, total, without
from deskops.tills.services import (
    close_shift,
    count_blind,
    file_day_sheet,
    give_float,
    hand_over,
    make_till,
    open_shift,
    read_pos,
    tick,
)
from deskops.tills.services.shifts import rung_up

from .world import World

FLOAT = {Decimal(face): pieces for face, pieces in
         (("50", 6), ("20", 12), ("10", 24), ("5", 24), ("1", 80), ("0.5", 60), ("0.1", 100))}  # fmt: skip
COINS = {Decimal("10"): 20, Decimal("5"): 20, Decimal("1"): 150, Decimal("0.5"): 80, Decimal("0.1"): 100}


@dataclass
class Drawer:
    """A till and the pieces that lie in it between shifts."""

    till: Till
    pieces: Pieces = field(default_factory=dict)


def new_drawer(world: World, code: str, name: str, *, store_code: str, has_pos: bool) -> Drawer:
    """Put a till into use and have finance fill it for its first day."""
    store = world.stores[store_code]
    till = make_till(store=store, code=code, name=name, float_amount=total(FLOAT), has_pos=has_pos)
    drawer = Drawer(till)
    start = world.past()[0]
    handoff = give(world, drawer, FLOAT, world.at(start, 8, 5))
    take(world, handoff, world.at(start, 8, 20), by=supervisor(world, till))
    drawer.pieces = FLOAT
    return drawer


def supervisor(world: World, till: Till) -> Staff:
    """Whoever answers for the desk that the till stands on."""
    return world.staff["1101" if till.store_id == world.first.pk else "1102"]


def give(world: World, drawer: Drawer, pieces: Pieces, now: datetime) -> Handoff:
    """Finance sends float to a drawer."""
    by = world.staff["3001"]
    return give_float(till=drawer.till, pieces=pieces, by=by, now=now, request_key=world.key())


def take(world: World, handoff: Handoff, now: datetime, *, by: Staff) -> Handoff:
    """Look at every line of a handoff and sign for it."""
    find_rest_same(request_key=world.key(), handoff_id=handoff.pk, by=by, now=now)
    return receive(request_key=world.key(), handoff_id=handoff.pk, by=by, now=now)


def begin(world: World, drawer: Drawer, clerk: Staff, now: datetime) -> Shift:
    """Open a shift with what lies in the drawer."""
    return open_shift(till=drawer.till, pieces=drawer.pieces, by=clerk, now=now, request_key=world.key())


def end(world: World, drawer: Drawer, shift: Shift, now: datetime, *, off: Decimal = ZERO) -> Shift:
    """Count blind, enter the POS, close; ``off`` is what the count is over or short."""
    clerk = shift.clerk
    pos = world.yuan(300, 2600) if drawer.till.has_pos else ZERO
    held = Account.objects.values_list("balance", flat=True).get(pk=drawer.till.account_id)
    counted = _found(drawer.pieces, held + pos + off)
    shift = count_blind(shift=shift, pieces=counted, by=clerk, now=now, request_key=world.key())
    if drawer.till.has_pos:
        total_of_pos = pos + rung_up(shift)
        shift = read_pos(shift=shift, total=total_of_pos, by=clerk, now=now, request_key=world.key())
    takings = suggest_takings(counted, drawer.till.float_amount)
    drawer.pieces = without(counted, takings)
    return close_shift(
        shift=shift,
        takings=takings,
        reason=REASONS.get(off, ""),
        by=clerk,
        now=now,
        request_key=world.key(),
    )


REASONS = {
    Decimal("1.00"): "收款找零时一枚一元硬币顾客未取走",
    Decimal("-5.00"): "中午高峰找零多付一张五元，已调监控核对",
    Decimal("-20.00"): "原因不明，已复点两遍",
    Decimal("-0.50"): "五角硬币滚落柜缝，未找回",
}


def _found(float_pieces: Pieces, amount: Decimal) -> dict[Decimal, int]:
    """The float as it was, and the rest in the fewest notes; all anew where less is left."""
    rest = amount - total(float_pieces)
    if rest < ZERO:
        return break_down(amount)
    found = dict(float_pieces)
    for face, pieces in break_down(rest).items():
        found[face] = found.get(face, 0) + pieces
    return found


def pass_on(world: World, drawer: Drawer, shift: Shift, to: Staff, now: datetime) -> Shift:
    """The drawer goes to the next clerk, both counting."""
    return hand_over(
        shift=shift, to=to, pieces=drawer.pieces, by=shift.clerk, now=now, request_key=world.key()
    )


def judge(
    world: World, shift: Shift, *, supervisor_at: datetime, finance_at: datetime | None = None, note: str = ""
) -> None:
    """The desk supervisor decides about a difference, then finance; a note rejects it."""
    paper = Difference.objects.select_related("document").get(shift=shift).document
    first, second = Approval.objects.filter(document=paper).order_by("step")
    decision = Decision.REJECTED if note else Decision.APPROVED
    by = supervisor(world, shift.till)
    decide(
        request_key=world.key(), approval_id=first.pk, by=by, decision=decision, now=supervisor_at, note=note
    )
    if finance_at and not note:
        decide(
            request_key=world.key(),
            approval_id=second.pk,
            by=world.staff["3001"],
            decision=decision,
            now=finance_at,
        )


def file_sheet(world: World, drawer: Drawer, day: date, *, ticked: bool) -> None:
    """File the desk position's day sheet, finance ticking it off where the day is settled."""
    now = world.at(day, 21, 55)
    sheet = file_day_sheet(
        till=drawer.till,
        business_date=day,
        by=supervisor(world, drawer.till),
        now=now,
        request_key=world.key(),
    )
    for part in sheet.content["sections"] if ticked else ():
        tick(
            sheet=sheet,
            section=part["code"],
            by=world.staff["3001"],
            now=world.now,
            request_key=world.key(),
        )
