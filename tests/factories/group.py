"""Group orders and blank cards for tests, by the services."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from cards.group.services import Buying, Shown, activate, apply, pay
from cards.models import CardAct, GroupOrder
from cards.stock.kind import give_out
from cards.stock.rules import Numbers, read
from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.handoffs.models import Handoff
from deskops.handoffs.services import find_rest_same, receive, send
from deskops.org.models import Role, Staff, Store
from tests.factories.cards import TRANSFER, tender
from tests.factories.org import make_staff

D = Decimal
CREDIT_CODE = "91350100M000100Y43"
LICENCE = Shown("licence", CREDIT_CODE)
AGENT = Shown("resident_id", "11010519491231002X")


def signers(store: Store) -> dict[str, Staff]:
    """Who signs for each of the three departments; hired once a store."""
    names = {
        Role.FINANCE: ("3101", "周账"),
        Role.PROCUREMENT: ("3201", "吴采"),
        Role.MALL_OPERATIONS: ("3301", "郑商"),
    }
    found: dict[str, Staff] = {}
    for role, (start, name) in names.items():
        number = f"{start}{store.code}"
        staff = Staff.objects.filter(number=number).first()
        if staff is None:
            staff = make_staff(number, role, store=store)
            staff.name = name
            staff.save(update_fields=["name"])
        found[role] = staff
    return found


def buying(*lines: tuple[str, int], **fields: Any) -> Buying:
    """A unit that buys cards; ``lines`` are (face, cards)."""
    known: dict[str, Any] = {
        "buyer_kind": "unit",
        "buyer": "和安县第一小学",
        "phone": "021-52345678",
        "agent": "单雄信",
        "bonus_as": "cards",
        "bonus_face": D(100),
        "note": "教师节慰问",
    } | fields
    if known["bonus_as"] != "cards":
        known["bonus_face"] = None
    return Buying(lines=[(D(face), count) for face, count in lines or [("500.00", 40)]], **known)


def make_order(
    *lines: tuple[str, int], by, store, now, licence=LICENCE, agent_paper=AGENT, **fields
) -> GroupOrder:
    """An application that waits for the three."""
    return apply(
        request_key=uuid4(),
        by=by,
        store=store,
        now=now,
        buying=buying(*lines, **fields),
        buyer_paper=licence,
        agent_paper=agent_paper,
    )


def decide_all(document, *, now, decision=Decision.APPROVED, note="", but: frozenset = frozenset()) -> None:
    """Let whoever is asked decide; ``but`` are roles left out."""
    people = signers(document.store)
    for row in Approval.objects.filter(document=document, decision=Decision.PENDING).order_by("step", "pk"):
        if row.role not in but:
            decide(
                request_key=uuid4(),
                approval_id=row.pk,
                by=people[row.role],
                decision=decision,
                now=now,
                note=note,
            )


def signed(*lines, now, **here) -> GroupOrder:
    """An order that all three signed."""
    order = make_order(*lines, now=now, **here)
    decide_all(order.document, now=now)
    order.refresh_from_db()
    return order


def pay_for(order: GroupOrder, *, by, now, amount: str | None = None, how="bank_transfer", details=TRANSFER):
    """Pay an order, whole unless an amount is named."""
    made = pay(
        request_key=uuid4(),
        by=by,
        now=now,
        order_id=order.pk,
        amount=order.total if amount is None else D(amount),
        tender=tender(how),
        details=details,
    )
    order.refresh_from_db()
    return made


def ranges_for(order: GroupOrder, start: int = 1) -> tuple[dict[Decimal, list[Numbers]], list[Numbers]]:
    """Numbers one after the other: each line's, then the bonus cards'."""
    at, found = start, {}
    for line in order.lines.filter(count__gt=0).order_by("-face"):
        found[line.face] = span(at, line.count)
        at += line.count
    bonus: list[Numbers] = []
    if order.bonus_face and order.bonus:
        bonus = span(at, len(range(0, int(order.bonus * 100), int(order.bonus_face * 100))))
    return found, bonus


def span(first: int, count: int, series: str = "8899") -> list[Numbers]:
    """So many numbers from the first on, of the series that these tests use or of another one."""
    return read(f"{series}{first:08d}-{series}{first + count - 1:08d}") if count else []


def make_active(order: GroupOrder, *, by, now, start: int = 1) -> CardAct:
    """Activate an order's cards."""
    ranges, bonus = ranges_for(order, start)
    made = activate(request_key=uuid4(), by=by, now=now, order_id=order.pk, ranges=ranges, bonus_ranges=bonus)
    order.refresh_from_db()
    return made


def grant(order: GroupOrder, *, by, finance, now) -> Handoff:
    """Hand the bonus to finance, and let finance receive it."""
    paper = Handoff.objects.get(kind="group_bonus", document__origin=order.document)
    send(request_key=uuid4(), handoff_id=paper.pk, by=by, now=now)
    received = receive(request_key=uuid4(), handoff_id=paper.pk, by=finance, now=now)
    order.refresh_from_db()
    return received


def draw(first: int, count: int, *, store, finance, clerk, now, series: str = "8899") -> Handoff:
    """Blank cards drawn from finance: on hand."""
    ranges = span(first, count, series)
    made = give_out(request_key=uuid4(), by=finance, store=store, now=now, ranges=ranges)
    send(request_key=uuid4(), handoff_id=made.pk, by=finance, now=now)
    find_rest_same(request_key=uuid4(), handoff_id=made.pk, by=clerk, now=now)
    return receive(request_key=uuid4(), handoff_id=made.pk, by=clerk, now=now)
