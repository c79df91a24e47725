"""Stored-value cards for tests, sold at a till by the services."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from cards.models import CardAct, StoredValue, StoredValueCard
from cards.services import sell_card, top_up
from deskops.core.acts import act
from deskops.documents.services import begin_document, file_document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import accounts_for, post
from deskops.tills.models import Tender
from deskops.tills.services import PaymentDetails

TRANSFER = PaymentDetails(
    from_name="张三", from_number="6222000000000001", to_name="夫章商业", to_number="6222000000000002"
)


def tender(code: str = "cash") -> Tender:
    """A way to pay, as every store has it."""
    return Tender.objects.get(code=code)


def stored_number(n: int) -> str:
    """The n-th stored-value card's number."""
    return f"66{n:010d}"


def sell(
    member, *, by, store, now, n: int = 1, amount: str = "500.00", how: str = "cash", **fields
) -> CardAct:
    """Sell the n-th card to a member."""
    return sell_card(
        request_key=uuid4(),
        by=by,
        store=store,
        now=now,
        member_id=member.pk,
        number=stored_number(n),
        amount=Decimal(amount),
        tender=tender(how),
        **fields,
    )


def charge(number: str, *, by, store, now, amount: str = "100.00", how: str = "cash", **fields) -> CardAct:
    """Put money on a card."""
    return top_up(
        request_key=uuid4(),
        by=by,
        store=store,
        now=now,
        number=number,
        amount=Decimal(amount),
        tender=tender(how),
        **fields,
    )


def bearer(
    *,
    by,
    store,
    now,
    n: int = 9001,
    amount: str = "200.00",
    bonus: str = "0.00",
    until: date = date(2099, 12, 31),
) -> StoredValueCard:
    """A bearer card with principal and bonus on it, paid by transfer: as an order's cards are."""
    number, principal, granted = stored_number(n), Decimal(amount), Decimal(bonus)
    with act(request_key=uuid4(), by=by, name="test.bearer", asked={"number": number}):
        owed, owed_bonus, bank, given = accounts_for(
            store,
            [
                (AccountKind.CARD_PRINCIPAL, number),
                (AccountKind.CARD_BONUS, number),
                (AccountKind.BANK_TRANSFER, ""),
                (AccountKind.BONUS_GRANTED, ""),
            ],
        )
        value = StoredValue.objects.create(
            kind=StoredValue.Kind.BEARER,
            store=store,
            principal=owed,
            bonus=owed_bonus,
            opened_on=store.business_date(now) if until.year == 2099 else until - timedelta(days=1),
            valid_until=until,
        )
        card = StoredValueCard.objects.create(
            number=number, value=value, store=store, issued_on=value.opened_on, issued_by=by
        )
        paper = begin_document(kind="card_sale", store=store, by=by, now=now, amount=principal)
        moved = [
            (bank.pk, principal),
            (given.pk, granted),
            (owed.pk, -principal),
            (owed_bonus.pk, -granted),
        ]
        post(
            kind="card_sale",
            document=paper,
            store_id=store.pk,
            business_date=paper.business_date,
            by=by,
            entries=[(account, amount) for account, amount in moved if amount],
        )
        CardAct.objects.create(
            document=paper,
            kind=CardAct.Kind.SALE,
            value=value,
            card=card,
            principal=principal,
            bonus=granted,
            balance_after=principal + granted,
        )
        file_document(paper)
    return card
