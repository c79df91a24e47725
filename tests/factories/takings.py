"""A day at the desk for tests: cards sold, spent, replaced, the till closed, its takings handed over."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from cards.services import redeem
from cards.takings import prepare_takings
from deskops.core.money import break_down
from deskops.handoffs.models import Handoff
from deskops.handoffs.services import send
from deskops.tills.models import Shift
from deskops.tills.services import PaymentDetails, close_shift, count_blind

from .cards import TRANSFER, charge, sell, stored_number
from .tills import DAY, NOW

TOMORROW = NOW + timedelta(days=1)
CASH = Decimal("700.00")


def trade(counter) -> None:
    """500 and 200 in cash, 300 by transfer, 100 by bank card; 120 spent."""
    here = counter.here
    sell(counter.member, **here, n=1, amount="500.00")
    charge(stored_number(1), **here, amount="200.00")
    charge(stored_number(1), **here, amount="300.00", how="bank_transfer", details=TRANSFER)
    charge(stored_number(1), **here, amount="100.00", how="bank_card", details=PaymentDetails(slip="000123"))
    redeem(request_key=uuid4(), number=stored_number(1), amount=Decimal("120.00"), **here)


def close(counter, counted: str = "1200.00", takings: str = "700.00", reason: str = "") -> Shift:
    """Count the drawer blind, compare and close the clerk's shift in the evening."""
    now = NOW + timedelta(hours=10)
    shift = Shift.objects.get(clerk=counter.clerk, state="open")
    pieces = break_down(Decimal(counted))
    shift = count_blind(shift=shift, pieces=pieces, by=counter.clerk, now=now, request_key=uuid4())
    return close_shift(
        shift=shift,
        takings=break_down(Decimal(takings)),
        reason=reason,
        by=counter.clerk,
        now=now,
        request_key=uuid4(),
    )


def prepared(counter, **more) -> Handoff:
    """The day's takings drafted the next morning."""
    asked = {"store": counter.store, "business_date": DAY, "by": counter.clerk, "now": TOMORROW}
    return prepare_takings(request_key=uuid4(), **asked | more)


def handed_over(counter) -> Handoff:
    """The day's takings signed by the desk."""
    draft = prepared(counter)
    return send(request_key=uuid4(), handoff_id=draft.pk, by=counter.clerk, now=TOMORROW)
