"""What is read from slips."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskops.core.refusals import Refused
from deskops.org.clock import SHANGHAI
from refunds.rules.slips import (
    card_tail,
    payment_days,
    reference_number,
    same_card,
    slip_number,
    trace_number,
    trade_date,
)

BOUGHT, TODAY = date(2026, 11, 18), date(2026, 11, 22)


@pytest.mark.parametrize(
    ("read", "typed", "stored"),
    [
        (slip_number, "T03-000127", "T03-000127"),
        (slip_number, " t03 000127 ", "T03000127"),
        (slip_number, "7", "7"),
        (slip_number, "9" * 40, "9" * 40),
        (reference_number, "026112200318", "026112200318"),
        (reference_number, "0261 1220 0318", "026112200318"),
        (reference_number, "０２６１１２２００３１８", "026112200318"),
        (trace_number, "000127", "000127"),
        (card_tail, "0318", "0318"),
        (card_tail, " 03 18 ", "0318"),
    ],
)
def test_it_is_stored_as_the_slip_has_it(read, typed, stored):
    assert read(typed) == stored


@pytest.mark.parametrize(
    ("read", "typed", "code", "field"),
    [
        (slip_number, "", "slip_number", "slip"),
        (slip_number, "-127", "slip_number", "slip"),
        (slip_number, "127-", "slip_number", "slip"),
        (slip_number, "小票127", "slip_number", "slip"),
        (slip_number, "9" * 41, "slip_number", "slip"),
        (reference_number, "26112200318", "reference_number", "reference"),
        (reference_number, "0261122003180", "reference_number", "reference"),
        (reference_number, "02611220O318", "reference_number", "reference"),
        (reference_number, "٠٢٦١١٢٢٠٠٣١٨", "reference_number", "reference"),
        (trace_number, "127", "trace_number", "trace"),
        (trace_number, "0000127", "trace_number", "trace"),
    ],
)
def test_what_no_slip_says_is_refused_with_what_was_typed(read, typed, code, field):
    with pytest.raises(Refused) as refused:
        read(typed)
    assert (refused.value.code, refused.value.field, refused.value.value) == (code, field, typed[:40])
    assert refused.value.remedy


@pytest.mark.parametrize("typed", ["6222020200112233445", "318", "", "三一八零"])
def test_a_bank_card_is_known_by_its_last_four_and_never_shown_again(typed):
    with pytest.raises(Refused) as refused:
        card_tail(typed)
    assert (refused.value.code, refused.value.field, refused.value.value) == ("card_tail", "card", None)
    assert not typed or typed not in str(refused.value)


def test_the_form_s_own_field_is_named():
    with pytest.raises(Refused) as refused:
        slip_number("", field="terminal_slip")
    assert refused.value.field == "terminal_slip"


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_every_reference_number_is_read_as_it_stands(number):
    assert reference_number(number) == number


@given(st.text(max_size=60))
def test_whatever_is_typed_is_stored_in_form_or_refused(text):
    for read, sizes in ((slip_number, range(1, 41)), (reference_number, [12]), (trace_number, [6])):
        try:
            stored = read(text)
        except Refused:
            continue
        assert (stored.isascii(), len(stored) in sizes, read(stored)) == (True, True, stored)


def test_a_refund_goes_to_the_card_of_the_slip():
    same_card(slip="0318", card="0318")
    with pytest.raises(Refused, match=r"0318，这张卡的尾号是 4475") as refused:
        same_card(slip="0318", card="4475")
    assert (refused.value.code, refused.value.field, refused.value.value) == ("another_card", "card", "4475")


@pytest.mark.parametrize("today", [BOUGHT, TODAY])
def test_the_trade_date_is_the_day_of_purchase(today):
    assert trade_date(BOUGHT, bought_on=BOUGHT, today=today) == BOUGHT


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (date(2026, 11, 23), "trade_date_ahead"),
        (date(2026, 11, 22), "trade_date_differs"),
        (date(2026, 11, 17), "trade_date_differs"),
        (date(2025, 11, 18), "trade_date_differs"),
    ],
)
def test_another_trade_date_is_refused(typed, code):
    with pytest.raises(Refused) as refused:
        trade_date(typed, bought_on=BOUGHT, today=TODAY)
    assert (refused.value.code, refused.value.field, refused.value.value) == (code, "trade_date", typed)


@pytest.mark.parametrize(
    ("at", "days"),
    [
        ((2026, 11, 18, 0, 1), {17, 18}),
        ((2026, 11, 18, 0, 9), {17, 18}),
        ((2026, 11, 18, 0, 10), {18}),
        ((2026, 11, 18, 12, 0), {18}),
        ((2026, 11, 18, 23, 49), {18}),
        ((2026, 11, 18, 23, 50), {18, 19}),
        ((2026, 11, 18, 23, 59), {18, 19}),
    ],
)
def test_next_to_midnight_the_cards_slip_may_be_of_the_neighbouring_day(at, days):
    assert {day.day for day in payment_days(datetime(*at, tzinfo=SHANGHAI))} == days
