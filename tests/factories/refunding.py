"""Refunds for tests, brought to each state by the public services."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.org.models import Floor, Role, Staff, Store
from deskops.receipts.models import Receipt, ReceiptLine, ReceiptTender
from refunds.models import Refund, ReturnRule
from refunds.services.asking import ask_refund
from refunds.services.opening import open_refund
from refunds.services.preparing import Chosen, check, choose_goods
from tests.factories.org import NOW, make_staff

BOUGHT = NOW - timedelta(hours=1)

Goods = tuple[str, str, str, str]
"""Name, floor, quantity, amount of the line."""
RICE: Goods = ("东北大米", "B1", "2", "41.66")
SCARF: Goods = ("羊毛围巾", "1F", "1", "27.78")


def make_receipt(
    store: Store,
    *goods: Goods,
    number: str = "40186554202",
    bought_at: datetime = BOUGHT,
    paid: dict[str, str] | None = None,
    category: str = "百货",
    card_number: str = "",
) -> Receipt:
    """An imported receipt of these goods, paid in cash unless ``paid`` says by which tenders."""
    lines = goods or (RICE,)
    total = sum(Decimal(amount) for *_rest, amount in lines)
    receipt = Receipt.objects.create(
        store=store,
        pos="03",
        number=number,
        bought_at=bought_at,
        bought_on=store.business_date(bought_at),
        card_number=card_number,
        amount=total,
        items=len(lines),
        digest=number,
    )
    ReceiptLine.objects.bulk_create(
        ReceiptLine(
            store=store,
            receipt=receipt,
            position=position,
            barcode=f"69000000{position:05d}",
            name=name,
            category=category,
            floor=floor,
            quantity=Decimal(quantity),
            price=(Decimal(amount) / Decimal(quantity)).quantize(Decimal("0.01")),
            amount=Decimal(amount),
        )
        for position, (name, floor, quantity, amount) in enumerate(lines, start=1)
    )
    ReceiptTender.objects.bulk_create(
        ReceiptTender(store=store, receipt=receipt, tender=code, amount=Decimal(amount))
        for code, amount in (paid or {"cash": str(total)}).items()
    )
    return receipt


def make_rule(category: str = "百货", *, store: Store | None = None, days: int = 30, **terms) -> ReturnRule:
    """The company's rule for a category: refund and exchange within so many days."""
    fields = {"refund_days": days, "exchange_days": days, "source": "退换货商品规定", **terms}
    return ReturnRule.objects.update_or_create(
        store=store, category=category, starts=fields.pop("starts", date(2020, 1, 1)), defaults=fields
    )[0]


def make_draft(
    receipt: Receipt,
    by: Staff,
    *,
    goods: dict[int, str] | None = None,
    now: datetime = NOW,
    purpose: Refund.Purpose = Refund.Purpose.REFUND,
    reason: Refund.Reason = Refund.Reason.UNWANTED,
    condition: Refund.Condition = Refund.Condition.UNOPENED,
    taken=(),
    gifts_back=None,
) -> Refund:
    """A refund with its goods chosen: all of them, or ``goods`` as quantity by position."""
    refund = open_refund(
        request_key=uuid4(), by=by, store=receipt.store, now=now, receipt_id=receipt.pk, purpose=purpose
    )
    lines = {line.position: line for line in refund.purchase.lines.all()}
    wanted = goods or {position: str(line.quantity) for position, line in lines.items()}
    return choose_goods(
        request_key=uuid4(),
        by=by,
        now=now,
        refund_id=refund.pk,
        goods=[Chosen(lines[position].pk, Decimal(quantity)) for position, quantity in wanted.items()],
        reason=reason,
        condition=condition,
        taken=taken,
        gifts_back=gifts_back,
    )


def make_checked(receipt: Receipt, by: Staff, *, now: datetime = NOW, cards=None, **draft) -> Refund:
    """A refund of which everything was shown, no invoice given. ``cards`` by tender code."""
    checking = {
        name: draft.pop(name)
        for name in ("way_out", "payee", "pay_tender", "invoice", "invoice_number")
        if name in draft
    }
    refund = make_draft(receipt, by, now=now, **draft)
    return check(
        request_key=uuid4(),
        by=by,
        now=now,
        refund_id=refund.pk,
        cards=cards or {"bank_card": "4321"},
        **{"invoice": Refund.Invoice.NONE, **checking},
    )


def make_asked(receipt: Receipt, by: Staff, *, now: datetime = NOW, **draft) -> Refund:
    """A refund that waits for its approvals; its goods and money are reserved."""
    refund = make_checked(receipt, by, now=now, **draft)
    return ask_refund(request_key=uuid4(), by=by, now=now, refund_id=refund.pk)


def make_supervisors(store: Store) -> dict[str, Staff]:
    """A floor supervisor for every floor of the store, by the floor's code."""
    return {
        floor.code: make_staff(f"FS{store.code}{floor.code}", Role.FLOOR_SUPERVISOR, store=store, floor=floor)
        for floor in Floor.objects.filter(store=store)
    }


def approve(
    refund: Refund, by: dict[str, Staff], *, now: datetime = NOW, finance: Staff | None = None
) -> None:
    """Every floor asked approves, then finance where it was asked too."""
    waiting = Approval.objects.filter(document=refund.document, decision=Decision.PENDING)
    for one in waiting.select_related("floor").order_by("step", "pk"):
        decide(
            request_key=uuid4(),
            approval_id=one.pk,
            by=by[one.floor.code] if one.floor else finance,
            decision=Decision.APPROVED,
            now=now,
        )


def make_approved(
    receipt: Receipt, by: Staff, supervisors: dict[str, Staff], *, finance: Staff | None = None, **draft
) -> Refund:
    """An approved refund, ready to be paid."""
    refund = make_asked(receipt, by, **draft)
    approve(refund, supervisors, now=draft.get("now", NOW), finance=finance)
    refund.refresh_from_db()
    return refund
