"""How a refund divides over the tenders of its purchase."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from deskops.core.money import FEN, ZERO
from deskops.core.refusals import Refused
from refunds.rules.split import Difference, Paid, exchange, split

CODES = ("bank_card", "stored_value", "alipay", "wechat", "voucher", "cheque")
fen = st.integers(min_value=0, max_value=10**7)
EITHER = st.booleans()
ANY_SIZE = st.integers(0, len(CODES))


def yuan(count):
    return Decimal(count) / 100


@st.composite
def payments(draw, *, cash=EITHER, size=ANY_SIZE):
    """What paid for a purchase: some tenders, perhaps cash among them."""
    amounts = st.one_of(fen, st.integers(0, 30))
    paid = [Paid(code, yuan(draw(amounts)), is_cash=False) for code in CODES[: draw(size)]]
    if draw(cash) or not paid:
        paid.append(Paid("cash", yuan(draw(amounts)), is_cash=True))
    return draw(st.permutations(paid))


@st.composite
def refunds(draw, **kinds):
    paid = draw(payments(**kinds))
    total = int(sum(one.remaining for one in paid) * 100)
    return yuan(draw(st.integers(0, total))), paid


def exact(amount, one, paid):
    """Its share times the sum, so that nothing is rounded here."""
    return amount * one.remaining, sum(each.remaining for each in paid)


@given(refunds())
@example((Decimal("0.01"), [Paid("a", FEN, is_cash=False), Paid("b", FEN, is_cash=False)]))
def test_shares_add_up_and_stay_within_what_remains(refund):
    amount, paid = refund
    shares = split(amount, paid)
    assert sum(shares.values()) == amount
    assert {one.tender: ZERO <= shares[one.tender] <= one.remaining for one in paid} == dict.fromkeys(
        shares, True
    )


@given(refunds())
def test_every_share_is_less_than_a_fen_off_its_exact_one(refund):
    amount, paid = refund
    assume(amount)
    for one in paid:
        share, total = exact(amount, one, paid)
        assert abs(split(amount, paid)[one.tender] * total - share) < FEN * total


@given(refunds(cash=st.just(True), size=st.just(1)))
def test_beside_cash_the_other_tender_is_rounded_half_up_and_cash_takes_the_rest(refund):
    amount, paid = refund
    assume(amount)
    (other,) = (one for one in paid if not one.is_cash)
    share, total = exact(amount, other, paid)
    shares = split(amount, paid)
    above = shares[other.tender] * total - share
    assert -FEN / 2 * total < above <= FEN / 2 * total
    assert shares["cash"] == amount - shares[other.tender]


@given(refunds(cash=st.just(False), size=st.just(2)))
def test_without_cash_the_tender_with_most_left_takes_the_rest(refund):
    amount, paid = refund
    assume(amount)
    small, _large = sorted(paid, key=lambda one: (one.remaining, one.tender))
    share, total = exact(amount, small, paid)
    above = split(amount, paid)[small.tender] * total - share
    assert -FEN / 2 * total < above <= FEN / 2 * total


@given(payments())
def test_a_refund_of_all_takes_exactly_what_remains(paid):
    total = sum(one.remaining for one in paid)
    assert split(total, paid) == {one.tender: one.remaining for one in paid}


@given(refunds(), st.randoms(use_true_random=False))
def test_the_order_of_the_tenders_changes_nothing(refund, random):
    amount, paid = refund
    other = list(paid)
    random.shuffle(other)
    assert split(amount, other) == split(amount, paid)


@given(payments(), st.data())
def test_no_sequence_of_refunds_takes_more_by_a_tender_than_was_paid_and_all_of_them_take_all(paid, data):
    back: Counter[str] = Counter()
    left = int(sum(one.remaining for one in paid) * 100)
    for _time in range(6):
        part = data.draw(st.integers(0, left))
        back.update(split(yuan(part), remaining(paid, back)))
        left -= part
        assert [one for one in paid if back[one.tender] > one.remaining] == []
    back.update(split(yuan(left), remaining(paid, back)))
    assert {one.tender: back[one.tender] for one in paid} == {one.tender: one.remaining for one in paid}


def remaining(paid, back):
    return [Paid(one.tender, one.remaining - back[one.tender], one.is_cash) for one in paid]


@given(refunds(cash=st.just(True), size=st.just(1)), st.data())
def test_refunds_one_after_another_stay_in_proportion_to_what_was_paid(refund, data):
    """Each shifts it by at most half a fen, and a later one never adds to the shift of an earlier."""
    amount, paid = refund
    assume(amount)
    first = yuan(data.draw(st.integers(0, int(amount * 100))))
    back: Counter[str] = Counter(split(first, paid))
    back.update(split(amount - first, remaining(paid, back)))
    for one in paid:
        share, total = exact(amount, one, paid)
        assert abs(back[one.tender] * total - share) <= FEN * total


@given(payments(), st.integers(1, 1000))
def test_more_than_remains_is_refused(paid, more):
    total = sum(one.remaining for one in paid)
    with pytest.raises(Refused) as refused:
        split(total + yuan(more), paid)
    assert (refused.value.code, refused.value.field, refused.value.value) == (
        "more_than_paid",
        "amount",
        total + yuan(more),
    )


@pytest.mark.parametrize(
    ("amount", "paid", "words"),
    [
        (-FEN, [Paid("cash", FEN, is_cash=True)], "positive"),
        (FEN / 10, [Paid("cash", FEN, is_cash=True)], "two decimal places"),
        (FEN, [Paid("cash", FEN, is_cash=True), Paid("cash", FEN, is_cash=True)], "once"),
        (FEN, [Paid("cash", FEN, is_cash=True), Paid("bank_card", -FEN, is_cash=False)], "positive"),
    ],
)
def test_what_makes_no_sense_is_a_mistake_of_the_caller(amount, paid, words):
    with pytest.raises(ValueError, match=words):
        split(amount, paid)


@pytest.mark.parametrize(
    ("returned", "taken", "to_pay", "to_refund"),
    [
        ("100.00", "88.50", "0.00", "11.50"),
        ("88.50", "100.00", "11.50", "0.00"),
        ("5.00", "5.00", "0.00", "0.00"),
    ],
)
def test_an_exchange_leaves_a_difference_to_one_side(returned, taken, to_pay, to_refund):
    assert exchange(Decimal(returned), Decimal(taken)) == Difference(Decimal(to_pay), Decimal(to_refund))


def test_goods_are_never_worth_less_than_nothing():
    with pytest.raises(ValueError, match="nothing or more"):
        exchange(Decimal("-1.00"), ZERO)
