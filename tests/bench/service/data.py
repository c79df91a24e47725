"""The desk of the bench: what waits and what was done grows with the movements of its gifts."""

from dataclasses import dataclass
from datetime import datetime

from deskops.clocks.misses import watch
from deskops.org.models import Role, Staff, Store
from tests.bench.bulk import in_bulk
from tests.bench.mall.data import BASE, make_boxes, make_gifts
from tests.bench.mall.sql import GIFTS
from tests.factories.complaints import make_case, make_enquiry, make_office
from tests.factories.org import make_staff

from . import sql


@dataclass
class Service:
    """The store, its people, and how many movements there are."""

    store: Store
    clerk: Staff
    supervisor: Staff
    manager: Staff
    head: Staff
    now: datetime
    moved: int = 0


def make_service(now: datetime) -> Service:
    """People, boxes, gifts, and one of each paper that the bulk statements take after."""
    office = make_office("00")
    keeper = make_staff("6001", Role.WAREHOUSE, store=office.store)
    make_gifts(office.store, office.clerk, keeper)
    make_boxes(office.store, office.clerk, office.supervisor)
    make_case(office, now=now)
    make_enquiry(office, now=now)
    return Service(office.store, office.clerk, office.supervisor, office.manager, office.head, now)


def grow(desk: Service, moved: int) -> None:
    """Add movements up to this number with all that comes with them; what is late is told of."""
    asked = {
        "first": desk.moved,
        "last": moved - 1,
        "base": BASE,
        "store": desk.store.pk,
        "floor": desk.store.floors.get(code="1F").pk,
        "clerk": desk.clerk.pk,
        "second": desk.supervisor.pk,
        "now": desk.now,
        "today": desk.store.business_date(desk.now),
    }
    in_bulk((sql.STRETCH, *GIFTS, *sql.CASES, *sql.KEPT), asked, tables=sql.TABLES, keyed=sql.KEYED)
    desk.moved = moved
    watch(desk.now)
