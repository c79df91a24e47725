"""One stored-value card under many hands: never overspent, never above its limit, each paper true."""

from decimal import Decimal
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest

from cards.closing.queries import offer
from cards.closing.rules import Cause
from cards.closing.services import ToAccount, close_card
from cards.models import CardAct, Closing, StoredValue
from cards.services import redeem, report_lost, top_up
from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.ledger.proofs import prove_books
from deskops.ledger.services import account_for, post
from tests.factories.cards import TRANSFER, sell, stored_number, tender
from tests.factories.members import make_member
from tests.factories.tills import NOW, make_desk

from .crowd import FEWER, HANDS, ROUNDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

LIMIT = Decimal("5000.00")
AMOUNT = Decimal("100.00")
THOUSAND = Decimal("1000.00")


@pytest.fixture
def desk(transactional_db):
    desk = make_desk()
    yield desk
    assert [line.code for line in prove_books() if line.wrong] == []


@pytest.fixture
def here(desk):
    return {"by": desk.clerk, "store": desk.store, "now": NOW}


@pytest.fixture
def member(desk):
    return make_member(1, store=desk.store, by=desk.clerk)


def sold(member, here, n) -> str:
    """The n-th card, with 1,000 yuan on it."""
    sell(member, **here, n=n, amount="1000.00", how="bank_transfer", details=TRANSFER)
    return stored_number(n)


def left_on(number: str) -> list[Decimal]:
    """What each paper of a card says was left, the last first."""
    acts = CardAct.objects.filter(card__number=number).exclude(balance_after=None)
    return sorted(acts.values_list("balance_after", flat=True))


def spend(number, here, _hand, amount=AMOUNT):
    return redeem(request_key=uuid4(), number=number, amount=amount, **here)


def charge(number, how, here, _hand):
    asked = {"number": number, "amount": THOUSAND, "tender": how, "details": TRANSFER}
    return top_up(request_key=uuid4(), **asked, **here)


def test_a_card_is_never_spent_twice(member, here):
    with crowd() as together:
        for n in range(ROUNDS):
            number = sold(member, here, n)
            codes = together.codes(partial(spend, number, here))
            assert codes == [""] * 10 + ["card_short"] * (HANDS - 10)
            assert left_on(number) == [AMOUNT * k for k in range(11)]


def test_a_card_never_holds_more_than_its_limit(member, here):
    how = tender("bank_transfer")
    with crowd() as together:
        for n in range(ROUNDS):
            number = sold(member, here, n)
            codes = together.codes(partial(charge, number, how, here))
            assert codes == [""] * 4 + ["card_limit"] * (HANDS - 4)
            assert left_on(number) == [THOUSAND * k for k in range(1, 6)]


def test_nothing_is_spent_once_the_loss_is_reported(member, here):
    """One hand reports the loss, the others spend: what comes after the report is refused."""

    def act(number, hand):
        if hand == 0:
            return report_lost(request_key=uuid4(), number=number, identified_by="身份证原件已核", **here)
        return spend(number, here, hand, Decimal("1.00"))

    with crowd() as together:
        for n in range(ROUNDS):
            number = sold(member, here, n)
            together.codes(partial(act, number))
            acts = CardAct.objects.filter(card__number=number).order_by("document__number", "pk")
            lost = acts.get(kind=CardAct.Kind.LOST)
            after = acts.filter(kind=CardAct.Kind.REDEEM, balance_after__lt=lost.balance_after)
            assert list(after) == []
            with pytest.raises(Refused):
                spend(number, here, 0)


def test_the_control_that_looks_without_the_lock_breaks_the_limit(member, here, desk):
    number = sold(member, here, 1)
    bank = account_for(AccountKind.BANK_TRANSFER, desk.store)
    looked = Barrier(HANDS)

    def look_then_charge(_hand: int) -> None:
        value = StoredValue.objects.select_related("principal", "bonus").get(cards__number=number)
        fits = value.balance + THOUSAND <= LIMIT
        looked.wait(timeout=60)
        if fits:
            post(
                kind="test",
                document=None,
                store_id=desk.store.pk,
                business_date=desk.store.business_date(NOW),
                by=desk.clerk,
                entries=[(bank.pk, THOUSAND), (value.principal_id, -THOUSAND)],
            )

    with crowd() as together:
        together(look_then_charge)
    value = StoredValue.objects.select_related("principal", "bonus").get(cards__number=number)
    assert value.balance > LIMIT
    # The proof of the cards sees what no paper explains; this desk's books are put right again.
    over = value.balance - THOUSAND
    post(
        kind="test",
        document=None,
        store_id=desk.store.pk,
        business_date=desk.store.business_date(NOW),
        by=desk.clerk,
        entries=[(bank.pk, -over), (value.principal_id, over)],
    )


def test_a_card_is_closed_once_and_pays_out_what_was_left(member, desk, here):
    """Fifteen hands close a card and one spends from it: the books know each yuan once."""

    def act(number, hand):
        return closed_by(number, desk, here) if hand else spend(number, here, hand)

    with crowd() as together:
        for n in range(FEWER):
            number = sold(member, here, n)
            codes = together.codes(partial(act, number))
            assert set(codes) <= {"", "card_ended", "closing_moved"}
            acts = CardAct.objects.filter(card__number=number)
            spent = acts.filter(kind=CardAct.Kind.REDEEM).count()
            closed = list(Closing.objects.filter(act__card__number=number))
            assert codes.count("") == spent + len(closed)
            assert [one.amount for one in closed] == [THOUSAND - AMOUNT * spent] * len(closed)
            assert len(closed) <= 1
            assert closed or spent


def closed_by(number, desk, here):
    """Close a card for what it shows when it is looked at."""
    value = StoredValue.objects.select_related("principal", "bonus").get(cards__number=number)
    due = offer(value, Cause.CONSUMER, store=desk.store, on=desk.store.business_date(NOW)).reckoning.due
    return close_card(
        request_key=uuid4(),
        number=number,
        cause=Cause.CONSUMER,
        shown=due,
        identified_by="身份证原件已核",
        account=ToAccount("工商银行", "6222021612004321"),
        **here,
    )


def test_nothing_is_left_on_a_card_that_is_closed_while_others_top_it_up(member, desk, here):
    how = tender("bank_transfer")

    def act(number, hand):
        return closed_by(number, desk, here) if hand % 2 else charge(number, how, here, hand)

    with crowd() as together:
        for n in range(FEWER):
            number = sold(member, here, n)
            codes = together.codes(partial(act, number))
            assert set(codes) <= {"", "card_ended", "closing_moved", "card_limit"}
            value = StoredValue.objects.select_related("principal", "bonus").get(cards__number=number)
            closed = list(Closing.objects.filter(act__value=value))
            assert len(closed) <= 1
            assert (value.state == StoredValue.State.CLOSED) == bool(closed)
            assert not closed or value.balance == 0


def test_the_control_that_closes_without_the_lock_leaves_money_on_a_closed_card(member, desk, here):
    number, how = sold(member, here, 1), tender("bank_transfer")
    bank = account_for(AccountKind.BANK_TRANSFER, desk.store)
    looked, charged = Barrier(2), Barrier(2)

    def look_then_close() -> None:
        value = StoredValue.objects.select_related("principal", "bonus").get(cards__number=number)
        shown = value.balance
        looked.wait(timeout=60)
        charged.wait(timeout=60)
        move(bank, value, -shown, desk)
        value.state = StoredValue.State.CLOSED
        value.save(update_fields=["state"])

    def top_up_between() -> None:
        looked.wait(timeout=60)
        charge(number, how, here, 0)
        charged.wait(timeout=60)

    with crowd(2) as together:
        together(lambda hand: (look_then_close, top_up_between)[hand]())
    value = StoredValue.objects.select_related("principal", "bonus").get(cards__number=number)
    assert (value.state, value.balance) == (StoredValue.State.CLOSED, THOUSAND)
    move(bank, value, THOUSAND, desk)  # this desk's books are put right again


def move(bank, value, amount, desk) -> None:
    """Money between a card and the bank without any paper."""
    post(
        kind="test",
        document=None,
        store_id=desk.store.pk,
        business_date=desk.store.business_date(NOW),
        by=desk.clerk,
        entries=[(bank.pk, amount), (value.principal_id, -amount)],
    )
