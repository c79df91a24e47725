"""The order in which the demo is made."""

from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import translation

from deskops.core.calendar import SHANGHAI
from deskops.org.models import Staff
from deskops.tills.models import Tender

from . import (
    cases,
    cashback_month,
    files,
    handing,
    lifetimes,
    lockers,
    machines,
    paperwork,
    passing,
    weeks,
)
from .chain import make_chain
from .gifts import Gifts
from .group_orders import GroupOrders, long_ago
from .membership import SHARES, take_over
from .refunding import Refunds
from .world import World

WEEKS = 28  # days
CUT_OFF, OPEN = time(6), time(9, 45)


def ending(now: datetime) -> datetime:
    """When a demo made ``now`` ends: then, or before the stores open at the end of the last business date.

    Between the cut-off hour and the first customers nobody is at a till, and the demo's last acts need one.
    """
    local = now.astimezone(SHANGHAI)
    return local.replace(hour=5, minute=55) if CUT_OFF <= local.time() < OPEN else now


def load(now: datetime, *, days: int = WEEKS) -> None:
    """Fill an empty database with what a desk has after some weeks, ending at ``now`` (see ``ending``).

    All of it or nothing: one transaction. ``days`` is how many business dates before today have
    happened, at least 3; members are in proportion.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        world = _world(ending(now), days)
        take_over(world, shares=tuple(max(12, share * days // WEEKS) for share in SHARES))
        refunds = Refunds(world)
        refunds.plan()
        files.receipts(world, refunds.rows())
        long_ago(world)
        groups = GroupOrders(world)
        desks = weeks.work(world, refunds, groups)
        groups.give_back()
        files.members(world)
        paperwork.second_cards(world)
        paperwork.changes(world)
        paperwork.looks(world)
        paperwork.withdrawals(world)
        paperwork.deputies(world)
        weeks.today(world, desks, refunds)
        refunds.at_last(desks[0].counter, world.staff["1003"])
        refunds.afterwards()
        lifetimes.new_silver(world)
        passing.passed_on(world, desks[0].counter)
        passing.exchanged(world)
        passing.years(world)
        cases.complaints(world)
        Gifts(world).make()
        machines.bank(world)
        machines.pos(world)
        lockers.fill(world)
        cashback_month.make(world)
        handing.exports(world)


def _world(now: datetime, days: int) -> World:
    stores = make_chain()
    return World(
        now=now,
        days=days,
        stores=stores,
        staff={one.number: one for one in Staff.objects.all()},
        holders={code: [] for code in stores},
        tenders={tender.code: tender for tender in Tender.objects.all()},
    )
