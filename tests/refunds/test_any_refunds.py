"""Whatever is refunded in whatever order: no tender gives back more than it took, the last takes the rest."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskops.core.refusals import Refused
from deskops.ledger.proofs import prove_books
from refunds.models import PurchaseTender
from tests.factories.paying import Mall, make_mall, pay_back
from tests.factories.refunding import make_approved, make_receipt

pytestmark = pytest.mark.django_db

TENDERS = ("cash", "bank_card", "wechat")
amounts = st.lists(st.integers(1, 9999).map(lambda fen: Decimal(fen) / 100), min_size=1, max_size=3)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bought=st.integers(1, 6), paid=amounts, asked=st.lists(st.integers(1, 6), min_size=1, max_size=6))
def test_no_sequence_of_refunds_pays_back_more_than_was_paid(bought, paid, asked):
    with transaction.atomic():
        mall = make_mall()
        left = refund_all(mall, bought, dict(zip(TENDERS, paid, strict=False)), asked)
        rows = list(PurchaseTender.objects.all())
        assert [row for row in rows if row.refunded > row.paid or row.reserved] == []
        assert left or [row for row in rows if row.refunded < row.paid] == []
        assert [line.code for line in prove_books() if line.wrong] == []
        connection.check_constraints()
        transaction.set_rollback(True)  # each example leaves the database as it found it


def refund_all(mall: Mall, bought: int, paid: dict[str, Decimal], asked: Sequence[int]) -> int:
    """Refund these quantities one after the other as far as they are left; returns what is left."""
    good = ("麦芽糖", "B1", str(bought), str(sum(paid.values())))
    receipt = make_receipt(mall.store, good, paid={code: str(amount) for code, amount in paid.items()})
    left = bought
    for quantity in asked:
        if quantity > left:
            with pytest.raises(Refused) as refused, transaction.atomic():
                make_approved(receipt, mall.clerk, mall.floors, goods={1: str(quantity)})
            assert refused.value.code in ("too_many", "nothing_left")
        else:
            pay_back(make_approved(receipt, mall.clerk, mall.floors, goods={1: str(quantity)}), mall.clerk)
            left -= quantity
    return left
