"""Closing a card and paying it out: once, in the books, to the holder's account."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cards.closing.rules import Cause
from cards.closing.services import ToAccount, pay_out
from cards.models import CardAct, Closing, StoredValue, StoredValueCard
from cards.services import freeze, redeem, refund_to_card, report_lost
from cards.takings.liability import liability
from deskops.clocks.models import Target
from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.documents.services import begin_document, file_document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.proofs import prove_books
from deskops.ledger.queries import movement
from deskops.ledger.services import account_for, post
from deskops.org.models import Store
from deskops.papers.forms import Signed
from deskops.tills.models import Payment
from tests.factories.cards import charge, stored_number
from tests.factories.tills import DAY, NOW

from .conftest import ACCOUNT, LONG_AGO, NUMBER, SEEN, close

pytestmark = pytest.mark.django_db
BANK = {"bank_reference": "ICBC202611280001"}


def refusal_of(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def spend(counter, paid, listed=None, *, receipt="", now=LONG_AGO):
    here = {**counter.here, "now": now}
    listed = Decimal(listed) if listed else None
    return redeem(
        request_key=uuid4(), **here, number=NUMBER, amount=Decimal(paid), listed=listed, receipt=receipt
    )


def owed(store: Store) -> Decimal:
    return account_for(AccountKind.CLOSING_DUE, store).amount


def proven() -> bool:
    return [line.code for line in prove_books() if line.wrong] == []


def test_the_own_wish_is_reckoned_before_discount_and_waits_for_the_bank(counter, sold):
    spend(counter, "80.00", "100.00")
    made = close(counter, signed=Signed(None))
    assert (made.state, made.amount, made.withdrawn, made.account_name) == (
        Closing.State.DUE,
        Decimal("400.00"),
        0,
        counter.member.name,
    )
    assert (made.act.principal, made.act.bonus, made.act.balance_after) == (Decimal("-420.00"), 0, 0)
    assert owed(counter.store) == Decimal("400.00")
    assert account_for(AccountKind.CARD_SALES, counter.store).amount == Decimal("100.00")
    assert StoredValue.objects.get().state == StoredValue.State.CLOSED
    assert StoredValueCard.objects.get().state == StoredValueCard.State.CLOSED
    target = Target.objects.get(document=made.document)
    assert (target.due_at - NOW).days == 15
    assert made.document.signatures.get().name == counter.member.name
    assert proven()


def test_the_liability_of_the_day_closes(counter, sold):
    spend(counter, "80.00")
    close(counter)
    day = liability(counter.store, DAY, DAY)
    assert (day.opening, day.sold, day.redeemed, day.refunded, day.paid_out, day.closing) == (
        Decimal("420.00"),
        0,
        0,
        0,
        Decimal("420.00"),
        0,
    )


def test_within_seven_days_all_of_it_goes_back_in_cash_up_to_a_hundred(counter, sold):
    spend(counter, "500.00")
    charge(NUMBER, **counter.here, amount="100.00")
    made = close(counter, way=Closing.Way.CASH, account=ToAccount())
    assert (made.state, made.amount, made.withdrawn) == (
        Closing.State.PAID,
        Decimal("100.00"),
        Decimal("100.00"),
    )
    assert Payment.objects.get(document=made.document).amount == Decimal("-100.00")
    assert not Target.objects.exists()
    assert proven()


def test_above_a_hundred_not_in_cash_and_to_an_account_that_is_named(counter, sold):
    assert refusal_of(lambda: close(counter, way=Closing.Way.CASH)) == "closing_not_in_cash"
    assert refusal_of(lambda: close(counter, account=ToAccount("工商银行", " "))) == "account_missing"
    assert refusal_of(lambda: close(counter, identified_by=" ")) == "not_identified"
    assert StoredValue.objects.get().state == StoredValue.State.ACTIVE


def test_another_cause_is_the_supervisors_word_and_brings_the_price_paid_and_the_lpr(counter, sold):
    spend(counter, "80.00", "100.00")
    merchant = {"cause": Cause.MERCHANT}
    assert refusal_of(lambda: close(counter, **merchant)) == "cause_not_agreed"
    assert refusal_of(lambda: close(counter, **merchant, agreed_by=counter.desk.second)) == "cause_not_agreed"
    made = close(counter, **merchant, agreed_by=counter.desk.supervisor)
    assert (made.amount, made.rate) == (Decimal("420.00"), Decimal("3.000"))


def test_goods_that_came_back_are_not_bought(counter, sold):
    spend(counter, "80.00", "100.00", receipt="A100")
    with act(request_key=uuid4(), by=counter.clerk, name="test.refund", asked={}):
        paper = begin_document(
            kind="refund", store=counter.store, by=counter.clerk, now=NOW, member_id=counter.member.pk
        )
        legs, _act = refund_to_card(document=paper, number=NUMBER, amount=Decimal("40.00"), receipt="A100")
        sales = account_for(AccountKind.REFUND_CLEARING, counter.store)
        post(
            kind="refund",
            document=paper,
            store_id=counter.store.pk,
            business_date=DAY,
            by=counter.clerk,
            entries=[*legs, (sales.pk, Decimal("40.00"))],
        )
        file_document(paper)
    assert close(counter).amount == Decimal("450.00")


def test_what_moved_since_it_was_shown_is_refused(counter, sold):
    spend(counter, "80.00", now=NOW)
    assert refusal_of(lambda: close(counter, shown=Decimal("500.00"))) == "closing_moved"


def test_a_frozen_card_waits_a_lost_one_is_closed_a_closed_one_takes_nothing(counter, sold):
    freeze(request_key=uuid4(), **counter.here, number=NUMBER, reason="可疑")
    assert refusal_of(lambda: close(counter)) == "card_not_active"
    StoredValue.objects.update(state="active")
    report_lost(request_key=uuid4(), **counter.here, number=NUMBER, identified_by=SEEN)
    close(counter)
    assert refusal_of(lambda: close(counter, shown=Decimal(0))) == "card_ended"
    assert refusal_of(lambda: spend(counter, "1.00", now=NOW)) == "card_ended"
    assert refusal_of(lambda: charge(NUMBER, **counter.here)) == "card_ended"


def test_the_same_press_twice_closes_once(counter, sold):
    key = uuid4()
    assert close(counter, request_key=key).pk == close(counter, request_key=key, shown=Decimal("500.00")).pk
    assert CardAct.objects.filter(kind=CardAct.Kind.CLOSE).count() == 1


def test_nothing_left_is_nothing_to_pay(counter, sold):
    spend(counter, "500.00", "600.00")
    made = close(counter, account=ToAccount())
    assert (made.state, made.amount) == (Closing.State.NOTHING, 0)
    assert "不" not in made.bank
    assert not Target.objects.exists()
    assert proven()


def test_finance_pays_once_with_the_banks_number_and_the_interest(counter, sold):
    made = close(counter)
    pay = {"by": counter.desk.finance, "now": NOW + timedelta(days=10), "closing_id": made.pk}
    assert refusal_of(lambda: pay_out(request_key=uuid4(), **pay, bank_reference=" ")) == (
        "bank_number_missing"
    )
    paid = pay_out(request_key=uuid4(), **pay, **BANK)
    assert (paid.state, paid.interest, paid.payout.amount) == (
        Closing.State.PAID,
        Decimal("0.21"),
        Decimal("500.21"),
    )
    assert owed(counter.store) == 0
    bank = movement(
        kind=AccountKind.BANK_TRANSFER,
        store=counter.store,
        first=paid.payout.business_date,
        last=paid.payout.business_date,
    )
    assert bank.closing - bank.opening == Decimal("-500.21")
    target = Target.objects.get(document=made.document)
    assert (target.met_how, target.missed_at) == (paid.payout.number, None)
    assert refusal_of(lambda: pay_out(request_key=uuid4(), **pay, **BANK)) == "closing_paid"
    assert proven()


def test_one_number_of_the_bank_pays_one_closing(counter, sold):
    made = close(counter)
    pay = {"by": counter.desk.finance, "now": NOW}
    pay_out(request_key=uuid4(), closing_id=made.pk, **pay, **BANK)
    from tests.factories.cards import sell

    sell(counter.member, **counter.here, n=2)
    second = close(counter, number=stored_number(2), shown=Decimal("500.00"))
    again = lambda: pay_out(request_key=uuid4(), closing_id=second.pk, **pay, **BANK)  # noqa: E731
    assert refusal_of(again) == "bank_number_used"


def test_the_database_keeps_what_was_reckoned(counter, sold):
    made = close(counter)
    with pytest.raises(DatabaseError), transaction.atomic():
        Closing.objects.filter(pk=made.pk).update(by_rule=Decimal("499.00"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Closing.objects.filter(pk=made.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.filter(pk=made.pk).update(state="paid")
    assert ACCOUNT.number.replace(" ", "") == made.account_number
