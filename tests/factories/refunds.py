"""Purchases and refunds for tests, written straight into their tables in the state a test begins with."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from deskops.clocks.services import Job, start
from deskops.documents.models import Document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for, post
from deskops.org.models import Floor, Role, Staff, Store
from deskops.receipts.models import Receipt, ReceiptLine, ReceiptTender
from deskops.tills.models import Tender
from refunds.models import (
    Holding,
    Purchase,
    PurchaseLine,
    PurchaseTender,
    Refund,
    RefundLine,
    RefundTender,
)
from refunds.promises import CREDIT
from tests.factories.tills import NOW

BOUGHT = NOW - timedelta(days=2)
COAT = ("外套", "2", "200.00", "1F")
NUMBER = "40186554202"

type Goods = tuple[str, str, str, str]
"""Name, quantity, amount of the line, floor's code."""


def make_receipt(
    store: Store,
    *,
    number: str = NUMBER,
    pos: str = "03",
    paid: Mapping[str, str] | None = None,
    lines: Sequence[Goods] = (COAT,),
    bought_at: datetime = BOUGHT,
    card_number: str = "",
) -> Receipt:
    """A receipt as the POS reported it."""
    amounts = paid or {"cash": "200.00"}
    receipt = Receipt.objects.create(
        store=store,
        pos=pos,
        number=number,
        bought_at=bought_at,
        bought_on=store.business_date(bought_at),
        card_number=card_number,
        amount=sum(Decimal(line[2]) for line in lines),
        items=len(lines),
        digest="x",
    )
    ReceiptLine.objects.bulk_create(
        ReceiptLine(store=store, receipt=receipt, position=n, floor=floor, **_goods(name, quantity, amount))
        for n, (name, quantity, amount, floor) in enumerate(lines, start=1)
    )
    ReceiptTender.objects.bulk_create(
        ReceiptTender(store=store, receipt=receipt, tender=code, amount=Decimal(amount))
        for code, amount in amounts.items()
    )
    return receipt


def _goods(name: str, quantity: str, amount: str) -> dict[str, object]:
    price = (Decimal(amount) / Decimal(quantity)).quantize(Decimal("0.01"))
    return {"name": name, "quantity": Decimal(quantity), "price": price, "amount": Decimal(amount)}


def make_purchase(
    store: Store,
    *,
    by: Staff,
    number: str = NUMBER,
    pos: str = "03",
    paid: Mapping[str, str] | None = None,
    lines: Sequence[Goods] = (COAT,),
    bought_at: datetime = BOUGHT,
    typed: bool = False,
    **fields,
) -> Purchase:
    """A purchase copied from a receipt or, ``typed``, from the paper that ``by`` saw."""
    of = {"receipt_id": 1, "state": Purchase.State.VERIFIED}
    if typed:
        of = {"sighted_by": by, "sighted_at": NOW, "state": Purchase.State.UNVERIFIED}
    purchase = Purchase.objects.create(
        store=store,
        pos=pos,
        number=number,
        bought_at=bought_at,
        bought_on=store.business_date(bought_at),
        amount=sum(Decimal(line[2]) for line in lines),
        **of | fields,
    )
    floors = {floor.code: floor for floor in Floor.objects.filter(store=store)}
    for n, (name, quantity, amount, floor) in enumerate(lines, start=1):
        PurchaseLine.objects.create(
            purchase=purchase, position=n, floor=floors[floor], **_goods(name, quantity, amount)
        )
    for code, amount in (paid or {"cash": "200.00"}).items():
        PurchaseTender.objects.create(
            purchase=purchase, tender=Tender.objects.get(code=code), paid=Decimal(amount)
        )
    return purchase


def paper(kind: str, *, store: Store, by: Staff, now: datetime = NOW, **fields) -> Document:
    """A paper of any kind, with a number of its own."""
    day = store.business_date(now)
    number = f"{kind.upper()}-{uuid4().hex[:12]}"
    return Document.objects.create(
        kind=kind, number=number, store=store, business_date=day, maker=by, made_at=now, **fields
    )


def make_refund(
    purchase: Purchase,
    *,
    by: Staff,
    now: datetime = NOW,
    back: Mapping[str, str] | None = None,
    way: RefundTender.Way = RefundTender.Way.COUNTER,
    state: Refund.State = Refund.State.APPROVED,
    member_id: int | None = None,
    **fields,
) -> Refund:
    """A refund of one piece of the first line, its money by tender as ``back`` says, reserved."""
    amounts = {code: Decimal(amount) for code, amount in (back or {"cash": "100.00"}).items()}
    total = sum(amounts.values())
    document = paper(
        "refund", store=purchase.store, by=by, now=now, amount=total, state=state, member_id=member_id
    )
    refund = Refund.objects.create(
        document=document,
        purchase=purchase,
        state=state,
        goods_amount=total,
        checked=True,
        **{"reason": "quality", "condition": "defective", "invoice": "none"} | fields,
    )
    line = purchase.lines.select_related("floor").first()
    RefundLine.objects.create(
        refund=refund, line=line, floor=line.floor, quantity=1, amount=total, holding=Holding.RESERVED
    )
    for code, amount in amounts.items():
        paid = purchase.tenders.select_related("tender").get(tender__code=code)
        RefundTender.objects.create(
            refund=refund,
            paid=paid,
            tender=paid.tender,
            out_tender=paid.tender,
            amount=amount,
            way=way,
            holding=Holding.RESERVED,
        )
    return refund


def give_back(money: RefundTender, *, by: Staff, now: datetime = NOW, **fields) -> RefundTender:
    """One tender's money has gone back: its paper is filed and the store's accounts have moved."""
    store, out = money.refund.document.store, money.out_tender
    document = paper(
        "refund_money", store=store, by=by, now=now, amount=money.amount, origin=money.refund.document
    )
    clearing = account_for(AccountKind.REFUND_CLEARING, store)
    by_account = out.account_kind and not out.is_cash
    kind = AccountKind(out.account_kind) if by_account else AccountKind.FINANCE_CASH
    account = account_for(kind, store, out.account_code if by_account else "")
    post(
        kind="refund",
        document=document,
        store_id=store.pk,
        business_date=document.business_date,
        by=by,
        entries=[(clearing.pk, money.amount), (account.pk, -money.amount)],
    )
    values = {
        "document": document,
        "state": RefundTender.State.DONE,
        "holding": Holding.FINAL,
        "done_at": now,
    }
    for name, value in (values | fields).items():
        setattr(money, name, value)
    money.save()
    if money.way == RefundTender.Way.REFUND:
        start(document=document, policy=CREDIT, job=Job(Role.CLERK, store), at=now)
    return money


def bank_refund(
    store: Store, *, by: Staff, amount: str = "100.00", number: str = NUMBER, now: datetime = NOW, **fields
) -> RefundTender:
    """Money that the terminal gave back on a later day: its credit is waited for."""
    purchase = make_purchase(store, by=by, number=number, paid={"bank_card": "200.00"})
    refund = make_refund(
        purchase, by=by, now=now, back={"bank_card": amount}, way=RefundTender.Way.REFUND, **fields
    )
    shown = {"card": "0017", "reference": "112233445566", "terminal_slip": "000123"}
    return give_back(refund.tenders.get(), by=by, now=now, **shown)
