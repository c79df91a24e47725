"""Stored-value cards for tests, sold at a till by the services."""

from decimal import Decimal
from uuid import uuid4

from cards.models import CardAct
from cards.services import sell_card, top_up
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
