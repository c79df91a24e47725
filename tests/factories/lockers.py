"""Lockers for tests: a desk with its guard, cabinets, deposits and found items, made by the services."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from deskops.org.models import Role, Staff, Store
from deskops.papers.forms import Signed
from lockers.models import Cabinet, Deposit, FoundItem, LossReport, Opening, Sweep
from lockers.services.boxes import Setup, make_cabinet
from lockers.services.custody import Keeping, Thing, record_found
from lockers.services.deposits import Goods, take_deposit
from lockers.services.losses import Loss, report_loss
from lockers.services.openings import ask_opening
from lockers.services.people import Who
from lockers.services.sweeps import start_sweep
from tests.factories.org import NOW, make_staff, make_store

ON_PAPER = Signed(None)
OWNER = Who("孙㛃", "13805340001")
SHOWN = Who("孙㛃", "13805340001", "resident", "0038")
RACK = Keeping("rack", "A-03")
SAFE = Keeping("safe", "2", "F00018")
TROLLEY = Goods("银色拉杆箱", "rack", "A-03", look="右轮磨损", pieces=2)


@dataclass
class Lockers:
    """A store with its desk and its guard."""

    store: Store
    clerk: Staff
    second: Staff
    supervisor: Staff
    manager: Staff
    guard: Staff
    now: datetime = NOW
    made: list[int] = field(default_factory=list)

    def here(self, by: Staff | None = None, now: datetime | None = None) -> dict[str, object]:
        """What every act is told."""
        return {"request_key": uuid4(), "by": by or self.clerk, "now": now or self.now}

    def cabinet(self, boxes: int = 6, *, code: str = "A", kind: str = "key") -> Cabinet:
        """A cabinet with so many boxes."""
        setup = Setup(code, kind, "一层东门", "柜一电子", "400-8000-800", 10, "总控钥匙右转，按住复位键三秒")
        return make_cabinet(
            request_key=uuid4(), by=self.supervisor, store=self.store, setup=setup, boxes=boxes
        )

    def deposit(self, goods: Goods = TROLLEY, *, who: Who = OWNER, days: int = 0, **more) -> Deposit:
        """A deposit left so many days ago."""
        told = self.here(now=self.now - timedelta(days=days)) | {"store": self.store, "signed": ON_PAPER}
        return take_deposit(**told, goods=goods, who=who, **more)

    def found(
        self,
        category: str = "umbrella",
        description: str = "黑色折叠伞",
        *,
        keeping: Keeping | None = None,
        days: int = 0,
        finder: Who = Who(),  # noqa: B008 - frozen
        by: Staff | None = None,
        **thing,
    ) -> FoundItem:
        """An item found so many days ago, with the clerk."""
        at = self.now - timedelta(days=days)
        fields = {"where": "一层服务台旁", "found_at": at - timedelta(minutes=10), **thing}
        return record_found(
            **self.here(by, now=at),
            store=self.store,
            thing=Thing(category, description, **fields),
            keeping=keeping or RACK,
            finder=finder,
        )

    def loss(self, category: str = "umbrella", description: str = "黑色折叠伞", **fields) -> LossReport:
        """A report of something lost yesterday or today."""
        today = self.store.business_date(self.now)
        days = {"lost_from": today - timedelta(days=1), "lost_to": today}
        told = self.here() | {"store": self.store, "who": OWNER}
        return report_loss(**told, loss=Loss(category, description, **(days | fields)))

    def opening(self, box_id: int) -> Opening:
        """An opening that waits for security."""
        return ask_opening(**self.here(), box_id=box_id, cause="slip_lost", said="一件羽绒服", who=SHOWN)

    def sweep(self, now: datetime | None = None) -> Sweep:
        """Tonight's sweep, begun."""
        return start_sweep(**self.here(now=now), store=self.store)


def make_lockers(code: str = "S1", *, now: datetime = NOW) -> Lockers:
    """A store ``code`` whose people's employee numbers end in that code."""
    store = make_store(code)

    def hire(number: str, name: str, role: Role) -> Staff:
        staff = make_staff(f"{number}{code}", role, store=store)
        staff.name = name
        staff.save(update_fields=["name"])
        return staff

    return Lockers(
        store,
        hire("1001", "王芳", Role.CLERK),
        hire("1002", "李娜", Role.CLERK),
        hire("1101", "赵敏", Role.DESK_SUPERVISOR),
        hire("1201", "孙倩", Role.SERVICE_MANAGER),
        hire("6001", "高峰", Role.SECURITY),
        now,
    )
