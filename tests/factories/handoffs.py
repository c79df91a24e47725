"""Handoffs for tests: a store with its desk and finance, and kinds of their own to hand over."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from deskops.core.files import store_file
from deskops.core.models import StoredFile
from deskops.handoffs.kinds import Cell, Column, HandoffKind, Line, Section, handoff_kinds
from deskops.handoffs.models import Handoff
from deskops.handoffs.plugging import register
from deskops.handoffs.rules import next_working_day
from deskops.handoffs.services import draft, send
from deskops.org.models import Floor, Role, Staff, Store

from .org import NOW, TODAY, make_staff, make_store

BOOKS: list[Line] = []
HEARD: list[tuple[str, str, Decimal | None]] = []
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def _heard(what):
    def heard(*, handoff: Handoff, by, now) -> None:
        HEARD.append((what, handoff.state, handoff.final_amount))

    return heard


def _from_books(*, store: Store, business_date, floor: Floor | None):
    return list(BOOKS)


SECTIONS = (
    Section("tenders", "营业款", (Column("count", "笔数", Cell.INT),)),
    Section(
        "cards",
        "储值卡销售对账",
        (
            Column("sold", "售出", Cell.MONEY),
            Column("until", "有效期至", Cell.DATE),
            Column("card", "卡号"),
        ),
        counted=False,
    ),
)


def plug_kinds() -> None:
    """Plug the kinds of these tests once."""
    if "t_takings" in handoff_kinds:
        return
    desk_to_finance = {"giver": Role.CLERK, "receiver": Role.FINANCE, "sections": SECTIONS}
    follows = {"sent": _heard("sent"), "received": _heard("received"), "settled": _heard("settled")}
    register(
        HandoffKind(
            "t_takings",
            "TT",
            "营业款",
            **desk_to_finance,
            **follows,
            build=_from_books,
            due=next_working_day,
            daily=True,
            copies=("客服联", "财务联", "稽核联"),
        )
    )
    register(HandoffKind("t_float", "TF", "备用金", **desk_to_finance, **follows, receipt=True))
    register(HandoffKind("t_goods_to_finance", "TX", "凭条", **desk_to_finance, **follows))
    register(HandoffKind("t_count", "TC", "清点", **desk_to_finance, check_all=True))
    both = {"giver": Role.CLERK, "receiver": Role.FINANCE}
    register(
        HandoffKind("t_both", "TB", "零钱", **both, sections=(Section("both", "零钱", quantity="张数"),))
    )
    goods = (Section("", "商品", amount=None, quantity="件数"),)
    register(HandoffKind("t_goods", "TG", "退货取走", Role.CLERK, Role.FLOOR_SUPERVISOR, goods))


@dataclass
class Counter:
    """One store's desk and finance."""

    store: Store
    clerk: Staff
    finance: Staff
    people: dict[str, Staff] = field(default_factory=dict)

    def floor(self, code: str) -> Floor:
        return Floor.objects.get(store=self.store, code=code)

    def draft(self, kind: str = "t_float", lines=None, **more) -> Handoff:
        """A draft of two tenders unless told otherwise."""
        return draft(
            request_key=more.pop("key", None) or uuid4(),
            kind=kind,
            store=self.store,
            business_date=more.pop("day", TODAY),
            by=more.pop("by", self.clerk),
            now=NOW,
            lines=LINES if lines is None and kind != "t_takings" else lines,
            **more,
        )

    def sent(self, kind: str = "t_float", lines=None, **more) -> Handoff:
        """A handoff signed by the clerk."""
        made = self.draft(kind, lines, **more)
        return send(request_key=uuid4(), handoff_id=made.pk, by=self.clerk, now=NOW + timedelta(minutes=5))


LINES = (
    Line("cash", "现金", Decimal("18600.00"), values={"count": 12}, section="tenders"),
    Line("bank", "银行卡", Decimal("420.50"), values={"count": 3}, section="tenders"),
    Line(
        "6222020000000000001",
        "储值卡 0001",
        Decimal("500.00"),
        values={"sold": Decimal("500.00"), "until": TODAY, "card": "6222020000000000001"},
        section="cards",
    ),
)


def make_counter(code: str = "S1") -> Counter:
    """A store with a clerk and finance; their numbers end in the store's code."""
    plug_kinds()
    store = make_store(code)
    people = {
        "second": make_staff(f"1002{code}", Role.CLERK, store=store),
        "supervisor": make_staff(f"1101{code}", Role.DESK_SUPERVISOR, store=store),
        "floor_b1": make_staff(f"2001{code}", Role.FLOOR_SUPERVISOR, floor=store.floors.get(code="B1")),
        "floor_1f": make_staff(f"2002{code}", Role.FLOOR_SUPERVISOR, floor=store.floors.get(code="1F")),
        "both": make_staff(f"3009{code}", Role.CLERK, store=store),
    }
    from deskops.org.services import post

    from .org import STARTS

    post(staff=people["both"], role=Role.FINANCE, starts=STARTS, store=store)
    return Counter(
        store,
        make_staff(f"1001{code}", Role.CLERK, store=store),
        make_staff(f"3001{code}", Role.FINANCE, store=store),
        people,
    )


def picture(by: Staff) -> StoredFile:
    """A stored image, as of a receipt."""
    return store_file(PNG, name="收据.png", content_type="image/png", by=by)
