"""Money on a card: sold, topped up, redeemed; every yuan in the books; what the trade forbids, refused."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from cards.models import CardAct, StoredValue, StoredValueCard
from cards.services import redeem, sell_card, top_up
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account, Entry, Transfer
from deskops.ledger.services import account_for
from deskops.tills.models import Payment
from deskops.tills.services import PaymentDetails
from tests.factories.cards import TRANSFER, charge, sell, stored_number, tender
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db
NUMBER = stored_number(1)


def refusal_of(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def nothing_changed():
    return {
        model: model.objects.count() for model in (Document, Transfer, Entry, Payment, CardAct, StoredValue)
    }


def test_a_sale_for_cash_moves_the_till_and_the_card(counter):
    till = Account.objects.get(kind=AccountKind.TILL_CASH, store=counter.store)
    before = till.amount
    made = sell(counter.member, **counter.here, amount="500.00")
    value = StoredValue.objects.select_related("principal", "bonus").get(pk=made.value_id)
    till.refresh_from_db()
    assert (till.amount - before, value.principal.amount, value.bonus.amount) == (500, 500, 0)
    assert (made.document.amount, made.document.member_id) == (Decimal("500.00"), counter.member.pk)
    assert made.document.number.startswith("SK-")
    assert value.referrer == counter.member.cards.get().number
    assert list(Payment.objects.filter(document=made.document).values_list("tender__code", "amount")) == [
        ("cash", Decimal("500.00"))
    ]


def test_the_web_may_do_all_of_it(counter, web_role):
    sell(counter.member, **counter.here, amount="100.00")
    charge(NUMBER, **counter.here, amount="20.00")
    made = redeem(request_key=uuid4(), **counter.here, number=NUMBER, amount=Decimal("30.00"))
    assert made.balance_after == Decimal("90.00")


def test_the_same_press_twice_sells_one_card(counter):
    key = uuid4()
    asked = {"member_id": counter.member.pk, "number": NUMBER, "amount": Decimal(100), "tender": tender()}
    first = sell_card(request_key=key, **counter.here, **asked)
    assert sell_card(request_key=key, **counter.here, **asked) == first
    assert (StoredValueCard.objects.count(), Transfer.objects.filter(kind="card_sale").count()) == (1, 1)


def test_the_limit_holds_for_a_sale_and_after_a_top_up_and_names_its_rule(counter):
    before = nothing_changed()
    assert refusal_of(lambda: sell(counter.member, **counter.here, amount="5000.01")) == "card_limit"
    assert nothing_changed() == before
    sell(counter.member, **counter.here, amount="4999.99")
    charge(NUMBER, **counter.here, amount="0.01", how="bank_transfer", details=TRANSFER)
    with pytest.raises(Refused) as refused:
        charge(NUMBER, **counter.here, amount="0.01", how="bank_transfer", details=TRANSFER)
    assert (refused.value.code, refused.value.field, refused.value.value) == (
        "card_limit",
        "amount",
        Decimal("0.01"),
    )
    assert "第十八条" in str(refused.value)


def test_a_unit_pays_from_five_thousand_by_transfer(counter):
    unit = PaymentDetails(payer_name="夫章物业", payer_paper="licence", payer_last4="001X")
    by_cash = lambda: sell(counter.member, **counter.here, amount="5000.00", details=unit)  # noqa: E731
    assert refusal_of(by_cash) == "transfer_required"
    made = sell(counter.member, **counter.here, amount="4999.00", details=unit)
    assert made.principal == Decimal("4999.00")


def test_without_an_id_number_there_is_no_stored_value_card(counter):
    nobody = make_member(2, store=counter.store, by=counter.clerk, id_number=None)
    assert refusal_of(lambda: sell(nobody, **counter.here)) == "number_missing"


def test_without_an_open_till_no_cash_is_taken(counter):
    elsewhere = {**counter.here, "by": counter.desk.second}
    assert refusal_of(lambda: sell(counter.member, **elsewhere)) == "till_closed"


def test_a_number_in_use_is_refused_in_words(counter):
    sell(counter.member, **counter.here)
    other = make_member(2, store=counter.store, by=counter.clerk)
    assert refusal_of(lambda: sell(other, **counter.here)) == "card_number_taken"


@pytest.mark.parametrize(("amount", "code"), [("0.00", "amount"), ("-1.00", "amount")])
def test_nothing_and_less_is_no_amount(counter, amount, code):
    assert refusal_of(lambda: sell(counter.member, **counter.here, amount=amount)) == code


def test_a_card_does_not_pay_for_a_card(counter):
    assert refusal_of(lambda: sell(counter.member, **counter.here, how="stored_value")) == "tender_for_card"


def test_redeeming_stores_both_prices_and_takes_the_principal_first(counter):
    sell(counter.member, **counter.here, amount="100.00")
    made = redeem(
        request_key=uuid4(), **counter.here, number=NUMBER, amount=Decimal("30.50"), listed=Decimal("40.00")
    )
    assert (made.listed, made.paid, made.principal, made.bonus) == (
        Decimal("40.00"),
        Decimal("30.50"),
        Decimal("-30.50"),
        Decimal("0.00"),
    )
    assert made.balance_after == Decimal("69.50")
    assert account_for(AccountKind.CARD_SALES, counter.store).amount == Decimal("30.50")


def test_more_than_the_card_holds_is_refused_with_what_it_lacks(counter):
    sell(counter.member, **counter.here, amount="100.00")
    with pytest.raises(Refused) as refused:
        redeem(request_key=uuid4(), **counter.here, number=NUMBER, amount=Decimal("100.01"))
    assert refused.value.code == "card_short"
    assert "0.01" in str(refused.value)


def test_the_price_before_discount_is_not_below_the_price_paid(counter):
    sell(counter.member, **counter.here)
    ask = lambda: redeem(  # noqa: E731
        request_key=uuid4(), **counter.here, number=NUMBER, amount=Decimal(2), listed=Decimal(1)
    )
    assert refusal_of(ask) == "price_below_paid"


def test_what_was_done_cannot_be_rewritten(counter):
    made = sell(counter.member, **counter.here)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        CardAct.objects.filter(pk=made.pk).update(principal=1)


def test_the_database_refuses_money_on_a_freeze(counter):
    made = sell(counter.member, **counter.here)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cards_cardact (document_id, kind, value_id, card_id, principal, bonus, fee, receipt,"
            " reason, identified_by) VALUES (999, 'card_freeze', %s, %s, 1, 0, 0, '', 'x', '')",
            [made.value_id, made.card_id],
        )


def test_a_top_up_takes_ten_statements_at_most(counter, django_assert_max_num_queries):
    sell(counter.member, **counter.here)
    cash, asked = tender(), {"number": NUMBER, "amount": Decimal(100)}
    with django_assert_max_num_queries(12):  # ten, and the savepoint's two
        top_up(request_key=uuid4(), **counter.here, **asked, tender=cash)
