"""A mall of any size by bulk statements: what a desk finds after some years.

Everything about member n follows from n, so a mall grows by another stretch of numbers. Triggers rest
meanwhile and foreign keys are checked at the end; the books prove afterwards. What waits for somebody is
as much at any size; what is done grows with the members.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.db import connection

from deskops.approvals.services import Asked, ask
from deskops.approvals.terms import Terms
from deskops.core.acts import act
from deskops.documents.services import begin_document, file_document
from deskops.handoffs.services import draft, send
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.org.models import Role, Staff, Store
from lockers.models import BoxUse
from lockers.models.cabinets import MOST_BOXES
from lockers.services.boxes import Setup, make_cabinet
from members import sealing
from members.models import Tier
from members.rules.names import name_keys
from members.rules.searching import typed_name
from tests.bench.bulk import in_bulk
from tests.bench.mall import sql
from tests.factories.gifts import bring, make_campaign, make_item
from tests.factories.handoffs import LINES, plug_kinds
from tests.factories.members import make_member
from tests.factories.org import make_staff, make_store
from tests.factories.refunding import RICE, make_asked, make_receipt, make_rule
from tests.factories.tills import make_desk, open_till

STORES = 20
CLERKS = 30
BASE = 1000
"""Numbers up to here are for what the services make."""
WAITING = 30
GIFTS = 40
"""Gifts whose movements grow with the members; ``sql`` counts on it."""
CABINETS = 4
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁"
GIVEN = "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂英 秀兰 建国 志强 晓东 婷婷 雪梅"


@dataclass
class Mall:
    """The store where the bench stands, its people, and how many members there are."""

    store: Store
    clerks: list[Staff]
    finance: Staff
    supervisor: Staff
    floor_supervisor: Staff
    members: int = 0

    @property
    def clerk(self) -> Staff:
        return self.clerks[0]


def make_mall(now: datetime) -> Mall:
    """Stores, people with open tills, and what waits for them, by the services."""
    plug_papers()
    desk = make_desk("00")
    for number in range(1, STORES):
        make_store(f"{number:02d}")
    clerks = [desk.clerk, *_more_clerks(desk.store)]
    for number, clerk in enumerate(clerks):
        open_till(desk.store, clerk, code=f"A{number}", now=now)
    floor = desk.store.floors.get(code="B1")
    on_floor = make_staff("2001", Role.FLOOR_SUPERVISOR, store=desk.store, floor=floor)
    mall = Mall(desk.store, clerks, desk.finance, desk.supervisor, on_floor)
    _templates(mall, now)
    _refunds(mall, now)
    _gifts(mall)
    make_boxes(mall.store, mall.clerk, mall.supervisor)
    for kind in (
        AccountKind.BANK_TRANSFER,
        AccountKind.CARD_SALES,
        AccountKind.REFUND_CLEARING,
        AccountKind.BANK_CARD,
    ):
        account_for(kind, mall.store)
    with connection.cursor() as cursor:
        cursor.execute(sql.NAMES)
        with cursor.copy("COPY bench_name (n, name, keys) FROM STDIN") as copy:
            for row in _names():
                copy.write_row(row)
        cursor.execute(sql.TAILS)
        with cursor.copy("COPY bench_tail (tail, digest) FROM STDIN") as copy:
            for n in range(10_000):
                copy.write_row((f"{n:04d}", sealing.tail_index(f"{n:04d}")))
    return mall


def _more_clerks(store: Store) -> Iterator[Staff]:
    for number in range(1, CLERKS):
        yield make_staff(f"11{number:02d}", Role.CLERK, store=store)


def plug_papers() -> None:
    """Kinds of paper of the bench's own: one that asks for approval, and those of the handoffs' tests."""
    plug_kinds()
    from deskops.approvals.kinds import ApprovalKind, approval_kinds
    from deskops.documents.kinds import DocumentKind, document_kinds

    if "bench_slip" not in document_kinds:
        document_kinds.add(DocumentKind("bench_slip", "BS", "凭条", lambda _d: "/", Role.everyone()))
        approval_kinds.add(ApprovalKind("bench_slip", lambda **_heard: None))


def _templates(mall: Mall, now: datetime) -> None:
    """One member, approvals that wait, handoffs that were sent: the bulk statements copy the first."""
    make_member(1, store=mall.store, by=mall.clerk, now=now)
    for number in range(WAITING):
        with act(request_key=uuid4(), by=mall.clerk, name="bench.ask", asked={}):
            paper = begin_document(kind="bench_slip", store=mall.store, by=mall.clerk, now=now)
            terms = Terms("退货 羊毛围巾", "尺码不合", Decimal("299.00"), f"王芳 {number}", "7 天内凭票可退")
            ask(document=paper, terms=terms, of=[Asked(Role.DESK_SUPERVISOR)], by=mall.clerk, now=now)
            file_document(paper)
        day = mall.store.business_date(now)
        here = {"store": mall.store, "business_date": day, "by": mall.clerk, "now": now}
        made = draft(request_key=uuid4(), kind="t_float", lines=LINES, **here)
        send(request_key=uuid4(), handoff_id=made.pk, by=mall.clerk, now=now)


def _refunds(mall: Mall, now: datetime) -> None:
    """Refunds that wait for the floor's supervisor."""
    make_rule(days=30)
    for number in range(WAITING):
        receipt = make_receipt(
            mall.store, RICE, number=f"9{number:010d}", bought_at=now - timedelta(hours=1), category="食品"
        )
        make_asked(receipt, mall.clerk, now=now)


def _gifts(mall: Mall) -> None:
    """Forty gifts in the warehouse and the campaign that gives them."""
    keeper = make_staff("6001", Role.WAREHOUSE, store=mall.store)
    make_gifts(mall.store, mall.clerk, keeper)


def make_gifts(store: Store, clerk: Staff, keeper: Staff) -> None:
    """The gifts that ``sql.GIFTS`` moves."""
    items = [make_item(clerk, f"G{number:02d}", f"赠品{number:02d}") for number in range(GIFTS)]
    make_campaign(None, clerk, *items)
    bring(store, keeper, *((item, 2_000_000) for item in items))


def make_boxes(store: Store, clerk: Staff, supervisor: Staff) -> None:
    """Two thousand boxes, a few of them given out."""
    for number in range(CABINETS):
        setup = Setup(f"L{number}", "key", "一层", "柜一电子", columns=25)
        cabinet = make_cabinet(request_key=uuid4(), by=supervisor, store=store, setup=setup, boxes=MOST_BOXES)
        for box in cabinet.boxes.order_by("number")[:WAITING]:
            BoxUse.objects.create(
                box=box, business_date="2026-01-01", given_by=clerk, given_at="2026-01-01T10:00+08:00"
            )


def _names() -> Iterator[tuple[int, str, list[str]]]:
    for n, (surname, given) in enumerate((s, g) for s in SURNAMES for g in GIVEN.split()):
        name = surname + given
        keys = name_keys(name)
        yield n, name, sorted({typed_name(name), *keys.pinyin, *keys.initials})


def grow(mall: Mall, members: int, now: datetime) -> None:
    """Add members up to this number, with all that comes with them."""
    first, last = mall.members, members - 1
    asked = {
        "first": first,
        "last": last,
        "base": BASE,
        "store": mall.store.pk,
        "clerk": mall.clerk.pk,
        "supervisor": mall.supervisor.pk,
        "finance": mall.finance.pk,
        "tier": Tier.objects.get(code="normal").pk,
        "now": now,
        "today": mall.store.business_date(now),
    }
    in_bulk(sql.GROW, asked, tables=sql.TABLES, keyed=sql.KEYED)
    mall.members = members
