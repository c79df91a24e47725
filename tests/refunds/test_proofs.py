"""The proofs of refunds see what isn't as it has to be."""

from decimal import Decimal

import pytest
from django.db import connection
from django.utils import translation

from deskops.ledger.kinds import AccountKind
from deskops.ledger.proofs import prove_books
from deskops.ledger.services import account_for, post
from refunds.models import PurchaseTender
from tests.factories.org import NOW
from tests.factories.paying import money_of, pay_back
from tests.factories.refunding import RICE, SCARF


@pytest.fixture
def paid(mall):
    number = mall.card()
    refund = mall.approved(
        RICE,
        SCARF,
        paid={"cash": "20.05", "stored_value": "29.39", "bank_card": "20.00"},
        cards={"stored_value": number, "bank_card": "4321"},
    )
    return pay_back(refund, mall.clerk)


def wrong() -> dict[str, list[str]]:
    with translation.override("en"):
        return {line.code: [str(one) for one in line.differences] for line in prove_books() if line.wrong}


def test_a_mixed_refund_proves(paid):
    assert wrong() == {}


def test_a_transfer_of_no_refund_is_seen(paid, mall):
    goods, bank = (
        account_for(kind, mall.store) for kind in (AccountKind.REFUND_CLEARING, AccountKind.BANK_CARD)
    )
    post(
        kind="refund",
        document=None,
        store_id=mall.store.pk,
        business_date=mall.store.business_date(NOW),
        by=mall.clerk,
        entries=[(goods.pk, Decimal(5)), (bank.pk, Decimal(-5))],
    )
    assert wrong() == {"refund_money": [" returned goods: 5.00 ≠ 0"]}


def test_money_moved_twice_is_seen(paid, mall):
    paper = money_of(paid, "bank_card").document
    goods, bank = (
        account_for(kind, mall.store) for kind in (AccountKind.REFUND_CLEARING, AccountKind.BANK_CARD)
    )
    post(
        kind="refund",
        document=paper,
        store_id=mall.store.pk,
        business_date=paper.business_date,
        by=mall.clerk,
        entries=[(goods.pk, Decimal(5)), (bank.pk, Decimal(-5))],
    )
    assert wrong() == {
        "refund_money": [
            f"{paper.number} accounts of the tender: 25.00 ≠ 20.00",
            f"{paper.number} returned goods: 25.00 ≠ 20.00",
        ]
    }


def test_a_sum_that_is_not_its_refunds_is_seen(paid):
    row = PurchaseTender.objects.get(purchase=paid.purchase, tender__code="cash")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE refunds_purchasetender SET refunded = 20.00 WHERE id = %s", [row.pk])
    assert wrong() == {"refund_held": [f"{paid.purchase.number} cash refunded: 20.00 ≠ 20.05"]}
