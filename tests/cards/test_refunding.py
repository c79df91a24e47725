"""A purchase's money back on the card: the right card, principal and bonus as taken, once."""

from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.models import CardAct, StoredValue, StoredValueCard
from cards.queries import lines_of
from cards.reports.acts import CARD_ACTS
from cards.reports.liability import LIABILITY
from cards.rules import split_refund
from cards.services import freeze, redeem, refund_to_card, replace_lost, report_lost, take_from_card
from cards.takings.liability import liability
from deskops.core.acts import act
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.services import begin_document, file_document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.proofs import prove_books
from deskops.ledger.reports import Asked
from deskops.ledger.services import account_for, post
from tests.factories.cards import TRANSFER, sell, stored_number
from tests.factories.tills import DAY

pytestmark = pytest.mark.django_db

D = Decimal
PAPER = "refund_money"


@pytest.fixture(autouse=True)
def _plugged():
    if PAPER not in document_kinds:
        document_kinds.add(DocumentKind(PAPER, "TK", "退款", str, frozenset()))


def back(counter, number: str, amount: str, *, receipt: str = "", document=None) -> CardAct:
    """A paper that gives money back on a card, posted as the refund's own transfer."""
    here = {"by": counter.clerk, "now": counter.here["now"]}
    with act(request_key=uuid4(), by=counter.clerk, name="test.back", asked={}):
        paper = document or begin_document(kind=PAPER, store=counter.store, amount=D(amount), **here)
        legs, made = refund_to_card(document=paper, number=number, amount=D(amount), receipt=receipt)
        if legs:
            goods = account_for(AccountKind.REFUND_CLEARING, counter.store)
            post(
                kind="refund",
                document=paper,
                store_id=counter.store.pk,
                business_date=paper.business_date,
                by=counter.clerk,
                entries=[*legs, (goods.pk, D(amount))],
            )
            file_document(paper)
    return made


def bonus_of(counter, number: str, amount: str) -> None:
    """Put bonus on a card, as a group purchase will."""
    value = StoredValue.objects.get(cards__number=number)
    granted = account_for(AccountKind.BONUS_GRANTED, counter.store)
    post(
        kind="test",
        document=None,
        store_id=counter.store.pk,
        business_date=DAY,
        by=counter.clerk,
        entries=[(granted.pk, D(amount)), (value.bonus_id, -D(amount))],
    )


def spend(counter, number: str, amount: str, receipt: str) -> CardAct:
    return redeem(request_key=uuid4(), number=number, amount=D(amount), receipt=receipt, **counter.here)


def card(counter, n: int = 1, amount: str = "500.00") -> str:
    sell(counter.member, **counter.here, n=n, amount=amount, how="bank_transfer", details=TRANSFER)
    return stored_number(n)


def left(number: str) -> tuple[Decimal, Decimal]:
    value = StoredValue.objects.select_related("principal", "bonus").get(cards__number=number)
    return value.principal.amount, value.bonus.amount


def wrong() -> list[str]:
    """What the books prove wrong; no refund stands behind these papers, so its own proof is left out."""
    return [line.code for line in prove_books() if line.wrong and line.code != "refund_money"]


def test_what_was_paid_elsewhere_comes_back_as_principal(counter):
    number = card(counter)
    made = back(counter, number, "41.66", receipt="0001")
    assert (made.kind, made.card.number, made.principal, made.bonus) == ("card_refund", number, D("41.66"), 0)
    assert made.balance_after == D("541.66")
    assert left(number) == (D("541.66"), 0)
    assert wrong() == []


def test_principal_and_bonus_come_back_as_they_were_taken_and_the_last_takes_the_rest(counter):
    number = card(counter, amount="100.00")
    bonus_of(counter, number, "50.00")
    spend(counter, number, "150.00", "0007")
    first = back(counter, number, "49.99", receipt="0007")
    second = back(counter, number, "0.01", receipt="0007")
    last = back(counter, number, "100.00", receipt="0007")
    assert [(one.principal, one.bonus) for one in (first, second, last)] == [
        (D("33.33"), D("16.66")),
        (D("0.00"), D("0.01")),
        (D("66.67"), D("33.33")),
    ]
    assert left(number) == (D("100.00"), D("50.00"))


def test_more_than_the_desk_took_for_the_receipt_is_principal(counter):
    number = card(counter, amount="10.00")
    bonus_of(counter, number, "10.00")
    spend(counter, number, "20.00", "0008")
    made = back(counter, number, "30.00", receipt="0008")
    assert (made.principal, made.bonus) == (D("20.00"), D("10.00"))


def test_another_receipts_redemption_says_nothing(counter):
    number = card(counter, amount="10.00")
    bonus_of(counter, number, "10.00")
    spend(counter, number, "20.00", "0008")
    assert back(counter, number, "5.00", receipt="0009").bonus == 0
    assert back(counter, number, "5.00").bonus == 0


@given(
    st.integers(0, 5000),
    st.integers(0, 5000),
    st.lists(st.integers(1, 4000), min_size=1, max_size=8),
)
def test_no_sequence_of_refunds_gives_more_bonus_than_was_taken(principal, bonus, fen):
    back, back_bonus = ZERO, ZERO
    for amount in (D(one) / 100 for one in fen):
        part, extra = split_refund(
            amount=amount,
            from_principal=D(principal) / 100,
            from_bonus=D(bonus) / 100,
            back=back,
            back_bonus=back_bonus,
        )
        assert min(part, extra) >= 0
        assert part + extra == amount
        back, back_bonus = back + amount, back_bonus + extra
    assert back_bonus <= D(bonus) / 100
    if back >= D(principal + bonus) / 100:
        assert back_bonus == D(bonus) / 100


def test_a_replaced_card_resolves_to_its_successor(counter):
    number = card(counter)
    who = {"identified_by": "身份证原件已核", **counter.here}
    report_lost(request_key=uuid4(), number=number, **who)
    replace_lost(request_key=uuid4(), number=number, new_number=stored_number(9), **who)
    made = back(counter, number, "20.00")
    assert made.card.number == stored_number(9)
    assert left(stored_number(9)) == (D("520.00"), 0)


def test_a_lost_card_is_replaced_first(counter):
    number = card(counter)
    report_lost(request_key=uuid4(), number=number, identified_by="身份证原件已核", **counter.here)
    card(counter, 2)
    with pytest.raises(Refused) as refused:
        back(counter, number, "20.00")
    assert (refused.value.code, refused.value.value) == ("card_lost", number)


def close(number: str) -> None:
    StoredValueCard.objects.filter(number=number).update(state="closed")
    StoredValue.objects.filter(cards__number=number).update(state="closed")


@pytest.mark.parametrize("how", ["closed", "frozen", "full"])
def test_another_card_in_use_of_the_holder_takes_it(counter, how):
    number, other = card(counter, amount="4990.00"), card(counter, 2)
    if how == "closed":
        close(number)
    elif how == "frozen":
        freeze(request_key=uuid4(), number=number, reason="查证", **counter.here)
    made = back(counter, number, "20.00")
    assert made.card.number == other
    assert left(other) == (D("520.00"), 0)


def test_a_full_card_takes_what_still_fits(counter):
    number = card(counter, amount="4990.00")
    card(counter, 2)
    assert back(counter, number, "10.00").card.number == number


@pytest.mark.parametrize("how", ["closed", "full"])
def test_without_a_card_with_room_the_desk_is_told_what_to_do(counter, how):
    number = card(counter, amount="4990.00")
    card(counter, 2, amount="4995.00")
    if how == "closed":
        close(number)
    with pytest.raises(Refused) as refused:
        back(counter, number, "20.00")
    assert (refused.value.code, refused.value.value) == ("no_card_with_room", number)
    assert str(refused.value.remedy) != ""
    assert left(number) == (D("4990.00"), 0)


def test_an_unknown_card_is_refused(counter):
    with pytest.raises(Refused) as refused:
        back(counter, "000000000099", "20.00")
    assert refused.value.code == "card_unknown"


def test_a_document_is_credited_once_whoever_comes_first(counter):
    number = card(counter)
    first = back(counter, number, "20.00")
    again = back(counter, number, "20.00", document=first.document)
    assert (again, left(number)) == (first, (D("520.00"), 0))
    assert CardAct.objects.filter(kind="card_refund").count() == 1


def test_a_card_pays_another_paper_principal_first(counter):
    number = card(counter, amount="10.00")
    bonus_of(counter, number, "10.00")
    with act(request_key=uuid4(), by=counter.clerk, name="test.take", asked={}):
        paper = begin_document(
            kind=PAPER, store=counter.store, by=counter.clerk, now=counter.here["now"], amount=D(15)
        )
        legs, made = take_from_card(document=paper, number=number, amount=D("15.00"), receipt="0010")
        assert sum(amount for _account, amount in legs) == D("15.00")
        file_document(paper)
    assert (made.principal, made.bonus, made.balance_after) == (D("-10.00"), D("-5.00"), D("5.00"))


def test_the_books_and_reports_say_the_same(counter):
    number = card(counter)
    back(counter, number, "20.00")
    owed = liability(counter.store, DAY, DAY)
    assert (owed.sold, owed.refunded, owed.closing) == (D("500.00"), D("20.00"), D("520.00"))
    asked = Asked(counter.store, DAY, DAY)
    for report in (LIABILITY, CARD_ACTS):
        assert [str(one.label) for one in report.compared(asked) if one.difference] == []
    value = StoredValue.objects.get(cards__number=number)
    assert [one.kind for one in lines_of(value)] == ["card_refund", "card_sale"]
