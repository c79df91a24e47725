"""A desk, its open till, and a paper that can be paid."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from deskops.core.acts import act
from deskops.core.money import break_down
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.services import begin_document, file_document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for, post
from deskops.org.models import Role
from deskops.tills.models import Payment, Tender
from deskops.tills.services import (
    PaymentDetails,
    close_shift,
    count_blind,
    merged,
    require_shift,
    take_payment,
)
from tests.factories.tills import NOW, Desk, make_desk, open_till


def plug_slips() -> None:
    """Declare the paper that these tests pay, once."""
    if "test_fee" not in document_kinds:
        document_kinds.add(DocumentKind("test_fee", "TF", "fee", lambda _d: "/", Role.everyone()))


@pytest.fixture(autouse=True, scope="session")
def _slips():
    plug_slips()


@pytest.fixture
def desk(db) -> Desk:
    return make_desk()


@pytest.fixture
def shift(desk):
    return open_till(desk.store, desk.clerk)


def pay(
    desk: Desk, amount: str, tender: str = "cash", *, by=None, now=NOW, on_pos=False, **details: str
) -> Payment:
    """One paper over ``amount``, paid by one tender as an upper workflow does it."""
    plug_slips()
    by = by or desk.clerk
    with act(request_key=uuid4(), by=by, name="test.pay", asked={}):
        shift = require_shift(by=by, store=desk.store, now=now)
        paper = begin_document(kind="test_fee", store=desk.store, by=by, now=now, amount=Decimal(amount))
        legs = take_payment(
            document=paper,
            tender=Tender.objects.get(code=tender),
            amount=Decimal(amount),
            by=by,
            now=now,
            shift=shift,
            details=PaymentDetails(**details),
            on_pos=on_pos,
        )
        fees = account_for(AccountKind.FEES, desk.store)
        post(
            kind="test_fee",
            document=paper,
            store_id=desk.store.pk,
            business_date=paper.business_date,
            by=by,
            entries=merged([*legs, (fees.pk, -Decimal(amount))]),
        )
        file_document(paper)
    return Payment.objects.get(document=paper)


def close_till(shift, by, counted: str, *, takings: str = "0.00", reason: str = "", close: bool = True):
    """Count a drawer without a POS blind and close its shift, eight hours after it opened."""
    now = shift.opened_at + timedelta(hours=8)
    pieces = break_down(Decimal(counted))
    shift = count_blind(shift=shift, pieces=pieces, by=by, now=now, request_key=uuid4())
    if not close:
        return shift
    return close_shift(
        shift=shift,
        takings=break_down(Decimal(takings)),
        reason=reason,
        by=by,
        now=now,
        request_key=uuid4(),
    )
