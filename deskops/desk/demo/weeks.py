"""The weeks at two desks, business date by business date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from deskops.core.money import ZERO
from deskops.org.models import Staff
from deskops.tills.models import Shift

from .counter import Counter
from .drawers import COINS, Drawer, begin, end, file_sheet, give, judge, new_drawer, pass_on, take
from .group_orders import GroupOrders
from .handing import morning
from .membership import applies
from .refunding import Brought, Refunds
from .world import World

OFF = {8: Decimal("1.00"), 5: Decimal("-20.00"), 3: Decimal("-0.50"), 1: Decimal("-5.00")}
"""How many business dates ago a count was over or short, and by how much."""
REJECTED = "请先调监控核对，再说明原因。"
OTHER_DAYS = 6  # the second store opens its desk on that many of the last days


@dataclass
class Desk:
    """A store's desk: its counter and its drawers."""

    counter: Counter
    drawers: list[Drawer]
    clerks: list[Staff]


def first_desk(world: World) -> Desk:
    """Two positions, two clerks."""
    code = world.first.code
    return Desk(
        Counter(world, world.first),
        [
            new_drawer(world, "A1", "一号台", store_code=code, has_pos=True),
            new_drawer(world, "A2", "二号台", store_code=code, has_pos=False),
        ],
        [world.staff["1001"], world.staff["1003"]],
    )


def second_desk(world: World) -> Desk:
    """One position, one clerk."""
    code = world.second.code
    drawer = new_drawer(world, "A1", "服务台", store_code=code, has_pos=True)
    return Desk(Counter(world, world.second), [drawer], [world.staff["1002"]])


def one_day(world: World, desk: Desk, day: date, refunds: Refunds, groups: GroupOrders) -> None:
    """A whole business date of the first store: one drawer handed over, or two beside each other."""
    back = (world.today - day).days
    (first, second), (wang, chen) = desk.drawers, desk.clerks
    off = OFF.get(back, ZERO)
    brought = [*refunds.on(day, desk.counter, wang), *groups.on(day, wang)]
    if back % 3 == 2:
        shift = begin(world, first, wang, world.at(day, 8, 46))
        _serve(desk, _served(world, shift, world.at(day, 15, 20), 6), brought)
        shift = end(world, first, shift, world.at(day, 15, 32), off=off)
        evening = pass_on(world, first, shift, chen, world.at(day, 15, 40))
        _serve(desk, _served(world, evening, world.at(day, 21, 20), 5))
        end(world, first, evening, world.at(day, 21, 41))
    else:
        shift = begin(world, first, wang, world.at(day, 8, 48))
        beside = begin(world, second, chen, world.at(day, 10, 58))
        both = _served(world, shift, world.at(day, 18, 0), 6) + _served(
            world, beside, world.at(day, 21, 15), 5
        )
        _serve(desk, both, brought)
        end(world, first, shift, world.at(day, 18, 12))
        end(world, second, beside, world.at(day, 21, 38), off=off)
        shift = beside
        file_sheet(world, second, day, ticked=back > 2)
    file_sheet(world, first, day, ticked=back > 2)
    if off:
        _decide(world, shift, day, back)


def _decide(world: World, shift: Shift, day: date, back: int) -> None:
    """Over by ¥1: both agreed. Then one rejected, one that waits for finance, one for the supervisor."""
    morning = world.at(day + timedelta(days=1), 9, 40)
    if back == 8:
        judge(world, shift, supervisor_at=morning, finance_at=morning + timedelta(hours=2))
    elif back == 5:
        judge(world, shift, supervisor_at=morning, note=REJECTED)
    elif back == 3:
        judge(world, shift, supervisor_at=morning)


def _served(world: World, shift: Shift, until: datetime, customers: int) -> list[tuple[datetime, int, Staff]]:
    """When customers come to a shift: the time, the how many-th of the shift, the clerk."""
    times = world.moments(shift.opened_at, until, customers)
    return [(moment, at, shift.clerk) for at, moment in enumerate(times)]


def _serve(desk: Desk, customers: list[tuple[datetime, int, Staff]], brought: Sequence[Brought] = ()) -> None:
    """Customers one after another, with those who bring something back between them."""
    served: list[Brought] = [
        (moment, partial(_one, desk, moment, at, clerk)) for moment, at, clerk in customers
    ]
    for _moment, serve in sorted([*served, *brought], key=lambda one: one[0]):
        serve()


def _one(desk: Desk, moment: datetime, at: int, clerk: Staff) -> None:
    """A customer at the cards, with new members and rarer acts between them."""
    if at % 5 == 0:
        applies(desk.counter.world, store=desk.counter.store, by=clerk, now=moment)
    desk.counter.serve(clerk, moment)
    if at == 2:
        desk.counter.rarer(clerk, moment)


def other_day(world: World, desk: Desk, day: date) -> None:
    """A business date of the second store."""
    (drawer,), (clerk,) = desk.drawers, desk.clerks
    shift = begin(world, drawer, clerk, world.at(day, 8, 52))
    _serve(desk, _served(world, shift, world.at(day, 20, 30), 6))
    end(world, drawer, shift, world.at(day, 20, 48))
    file_sheet(world, drawer, day, ticked=False)


def float_moves(world: World, desk: Desk, day: date) -> None:
    """Change brought by finance in one week, too much handed in in another; this morning's waits."""
    back = (world.today - day).days
    first = desk.drawers[0]
    if back == 10:
        handoff = give(world, first, COINS, world.at(day, 8, 10))
        take(world, handoff, world.at(day, 8, 25), by=world.staff["1001"])
        first.pieces = {
            face: first.pieces.get(face, 0) + COINS.get(face, 0) for face in {*first.pieces, *COINS}
        }


def today(world: World, desks: tuple[Desk, Desk], refunds: Refunds) -> None:
    """This morning so far: the second position and the other store are at work, the first waits."""
    start = world.at(world.today, 8, 44)
    first, second = desks
    if start + timedelta(minutes=30) > world.now:
        return
    give(world, first.drawers[0], COINS, start - timedelta(minutes=20))
    for desk, drawer, clerk in (
        (first, first.drawers[1], first.clerks[1]),
        (second, second.drawers[0], second.clerks[0]),
    ):
        shift = begin(world, drawer, clerk, start)
        _serve(desk, _served(world, shift, world.at(world.today, 20), 5))
    refunds.this_morning(first.counter, first.clerks[1])


def work(world: World, refunds: Refunds, groups: GroupOrders) -> tuple[Desk, Desk]:
    """All business dates, and this morning."""
    desks = first_desk(world), second_desk(world)
    for day in world.past():
        morning(world, day)
        float_moves(world, desks[0], day)
        one_day(world, desks[0], day, refunds, groups)
        if (world.today - day).days <= OTHER_DAYS:
            other_day(world, desks[1], day)
    yesterday = world.at(world.past()[-1], 21, 30)
    desks[0].counter.leave_stopped(world.staff["1003"], yesterday)
    morning(world, world.today)
    return desks
