"""How papers are paid: legs, rounding, what a tender needs, what a till can cover."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.tills.models import Payment, Tender
from tests.factories.tills import NOW, balance

from .conftest import pay

yuan = Decimal


def test_cash_goes_into_the_till_of_the_clerk(shift, desk):
    paid = pay(desk, "120.00")
    assert (paid.amount, paid.rounding, paid.shift_id) == (yuan("120.00"), 0, shift.pk)
    assert balance(shift.till) == yuan("620.00")


@pytest.mark.parametrize(
    ("amount", "moved", "rounding"),
    [
        ("41.66", "41.70", "0.04"),
        ("41.64", "41.60", "-0.04"),
        ("-41.66", "-41.70", "-0.04"),
        ("-41.61", "-41.70", "-0.09"),
    ],
)
def test_cash_moves_to_the_jiao_never_against_who_is_refunded(shift, desk, amount, moved, rounding):
    paid = pay(desk, amount)
    assert paid.rounding == yuan(rounding)
    assert balance(shift.till) == 500 + yuan(moved)
    assert account_for(AccountKind.ROUNDING, desk.store).amount == yuan(rounding)


def test_less_than_half_a_jiao_moves_no_cash(shift, desk):
    assert pay(desk, "0.04").rounding == yuan("-0.04")
    assert balance(shift.till) == 500


def test_a_payment_the_till_cannot_cover_is_refused_with_what_it_lacks(shift, desk):
    with pytest.raises(Refused) as refused:
        pay(desk, "-512.30")
    assert (refused.value.code, refused.value.value) == ("till_short", yuan("12.30"))
    assert Payment.objects.count() == 0


def test_no_open_till_no_payment(desk):
    with pytest.raises(Refused) as refused:
        pay(desk, "10.00")
    assert refused.value.code == "till_closed"
    assert "开" in str(refused.value.remedy) or "open" in str(refused.value.remedy)


def test_a_shift_of_another_business_date_takes_nothing(shift, desk):
    with pytest.raises(Refused) as refused:
        pay(desk, "10.00", now=NOW + timedelta(days=1))
    assert refused.value.code == "till_of_another_day"


def test_a_bank_card_needs_its_slip_and_moves_no_cash(shift, desk):
    with pytest.raises(Refused) as refused:
        pay(desk, "88.88", "bank_card")
    assert (refused.value.code, refused.value.field) == ("tender_incomplete", "slip")
    assert pay(desk, "88.88", "bank_card", slip="000123").slip == "000123"
    assert balance(shift.till) == 500
    assert account_for(AccountKind.BANK_CARD, desk.store).amount == yuan("88.88")


def test_a_transfer_names_both_accounts(shift, desk):
    accounts = {"from_name": "甲公司", "from_number": "6222 0001", "to_name": "夫章商业"}
    with pytest.raises(Refused) as refused:
        pay(desk, "5000.00", "bank_transfer", **accounts)
    assert refused.value.field == "to_number"
    pay(desk, "5000.00", "bank_transfer", to_number="6222 0002", **accounts)
    assert account_for(AccountKind.BANK_TRANSFER, desk.store).amount == yuan("5000.00")


def test_payment_apps_have_an_account_each(shift, desk):
    pay(desk, "10.00", "wechat", reference="4200001")
    pay(desk, "20.00", "alipay", reference="2026112")
    assert account_for(AccountKind.PAYMENT_APPS, desk.store, "wechat").amount == 10
    assert account_for(AccountKind.PAYMENT_APPS, desk.store, "alipay").amount == 20


def test_a_tender_out_of_use_is_refused(shift, desk):
    Tender.objects.filter(code="alipay").update(is_active=False)
    with pytest.raises(Refused) as refused:
        pay(desk, "10.00", "alipay", reference="1")
    assert refused.value.code == "tender_out_of_use"


def test_who_pays_for_another_is_identified(shift, desk):
    with pytest.raises(Refused) as refused:
        pay(desk, "10.00", payer_name="张三")
    assert refused.value.code == "payer_unidentified"
    paid = pay(desk, "10.00", payer_name="张三", payer_paper="id_card", payer_last4="123X")
    assert paid.payer_last4 == "123X"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tills_payment SET amount = 1",
        "DELETE FROM tills_payment",
        "UPDATE tills_count SET amount = 1",
        "DELETE FROM tills_countline",
        "UPDATE tills_countline SET pieces = 6",
        "UPDATE tills_shift SET opening = 1",
        "DELETE FROM tills_shift",
        "INSERT INTO tills_countline (count_id, face, pieces) SELECT id, 50, 1 FROM tills_count",
    ],
)
def test_what_was_written_down_stays(shift, desk, statement):
    pay(desk, "10.00")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_count_is_the_sum_of_its_lines(shift, desk):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tills_count (shift_id, purpose, amount, by_id, at)"
            " VALUES (%s, 'closing', 5, %s, now())",
            [shift.pk, desk.clerk.pk],
        )
