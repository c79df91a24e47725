"""Blank cards by ranges: drawn, sold, written off, counted; no number is in two places."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from cards.models import Series, StockCount, StockMove, Stretch
from cards.services import replace_lost, report_lost
from cards.stock import rules
from cards.stock.kind import give_out
from cards.stock.rules import Numbers, read
from cards.stock.services import count_stock, on_hand, spoil
from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.refusals import Refused
from deskops.handoffs.services import dispute, find, receive, send, settle
from deskops.handoffs.services.receiving import Found
from deskops.handoffs.services.settling import Agreed
from tests.cards.group.test_orders import code
from tests.factories.cards import sell, stored_number
from tests.factories.group import draw, make_active, pay_for, signed, span
from tests.factories.tills import NOW, make_desk, open_till

pytestmark = pytest.mark.django_db

D = Decimal


def stands(store) -> list[tuple[str, int, int]]:
    """Every stretch of a store: state, first, last."""
    rows = Stretch.objects.filter(store=store).order_by("first")
    return [(row.state, row.first, row.last) for row in rows]


@pytest.fixture
def drawn(counter):
    """Cards 660000000001 to 660000000100 and 1 to 60 of another series on hand."""
    desk = counter.desk
    here = {"store": desk.store, "finance": desk.finance, "clerk": desk.clerk, "now": NOW}
    draw(1, 60, **here)
    made = give_out(
        request_key=uuid4(),
        by=desk.finance,
        store=desk.store,
        now=NOW,
        ranges=read(f"{stored_number(1)}-{stored_number(100)}"),
    )
    send(request_key=uuid4(), handoff_id=made.pk, by=desk.finance, now=NOW)
    find(request_key=uuid4(), handoff_id=made.pk, found={1: Found()}, by=desk.clerk, now=NOW)
    receive(request_key=uuid4(), handoff_id=made.pk, by=desk.clerk, now=NOW)
    return here


def test_what_finance_gave_out_is_on_hand_once_the_desk_has_signed(counter, drawn):
    assert on_hand(counter.store) == 160
    assert {move.after for move in StockMove.objects.all()} == {"on_hand"}
    again = lambda: draw(60, 5, **drawn)  # noqa: E731
    assert code(again) == "range_known"


def test_a_sale_takes_its_number_out_and_a_number_not_on_hand_is_refused(counter, drawn):
    sell(counter.member, **counter.here, n=50)
    assert ("issued", 660000000050, 660000000050) in stands(counter.store)
    assert code(lambda: sell(counter.member, **counter.here, n=101)) == "stock_not_on_hand"
    spoil(request_key=uuid4(), **counter.here, ranges=read(stored_number(51)), reason="折弯")
    assert code(lambda: sell(counter.member, **counter.here, n=51)) == "stock_not_on_hand"
    assert on_hand(counter.store) == 158


def test_a_store_without_stock_sells_as_before_but_not_what_another_store_has(counter, drawn):
    other = make_desk("S2")
    open_till(other.store, other.clerk)
    there = {"by": other.clerk, "store": other.store, "now": NOW}
    assert sell(counter.member, **there, n=5000).card.number == stored_number(5000)
    assert code(lambda: sell(counter.member, **there, n=7)) == "stock_not_on_hand"


def test_new_plastic_for_a_lost_card_comes_out_of_stock_too(counter, drawn):
    sold = sell(counter.member, **counter.here, n=1)
    report_lost(request_key=uuid4(), **counter.here, number=sold.card.number, identified_by="身份证")
    asked = {"number": sold.card.number, "identified_by": "身份证", **counter.here}
    replace = lambda n: replace_lost(request_key=uuid4(), new_number=stored_number(n), **asked)  # noqa: E731
    assert code(lambda: replace(101)) == "stock_not_on_hand"
    replace(2)
    assert ("issued", 660000000001, 660000000002) in stands(counter.store)


def test_an_orders_cards_and_bonus_cards_leave_the_stock_together(counter, drawn):
    acts = {"by": counter.clerk, "now": NOW}
    order = signed(("500.00", 41), **counter.here)
    pay_for(order, **acts)
    assert code(lambda: make_active(order, **acts, start=30)) == "stock_not_on_hand"
    assert on_hand(counter.store) == 160
    make_active(order, **acts, start=10)
    assert on_hand(counter.store) == 160 - 46
    assert {state for state, first, _last in stands(counter.store) if first == 889900000010} == {"issued"}


def test_written_off_with_a_reason_only(counter, drawn):
    asked = {**counter.here, "ranges": read("889900000003, 889900000005-889900000006")}
    assert code(lambda: spoil(request_key=uuid4(), **asked, reason=" ")) == "reason_missing"
    spoil(request_key=uuid4(), **asked, reason="印刷模糊")
    mine = [one for one in stands(counter.store) if one[1] >= 889900000000]
    assert mine == [
        ("on_hand", 889900000001, 889900000002),
        ("spoiled", 889900000003, 889900000003),
        ("on_hand", 889900000004, 889900000004),
        ("spoiled", 889900000005, 889900000006),
        ("on_hand", 889900000007, 889900000060),
    ]
    assert code(lambda: spoil(request_key=uuid4(), **asked, reason="再次")) == "stock_not_on_hand"


def test_a_count_that_agrees_is_done(counter, drawn):
    made = count_stock(request_key=uuid4(), **counter.here, pieces=160)
    assert (made.state, made.expected, made.found) == ("agreed", 160, 160)
    assert not Approval.objects.exists()
    assert code(lambda: count_stock(request_key=uuid4(), **counter.here, pieces=159)) == "count_unexplained"


def test_a_difference_names_its_numbers_and_moves_once_both_approved(counter, drawn):
    gone, more = read("889900000009-889900000010"), read("889900000061")
    asked = {**counter.here, "pieces": 159, "missing": gone, "found": more}
    assert code(lambda: count_stock(request_key=uuid4(), **asked)) == "reason_missing"
    made = count_stock(request_key=uuid4(), **asked, reason="盘点少两张，多一张")
    assert (made.state, on_hand(counter.store)) == ("asked", 160)
    rows = list(Approval.objects.order_by("step"))
    assert [(row.role, row.step) for row in rows] == [("desk_supervisor", 1), ("finance", 2)]
    for row, by in zip(rows, (counter.desk.supervisor, counter.desk.finance), strict=True):
        decide(request_key=uuid4(), approval_id=row.pk, by=by, decision=Decision.APPROVED, now=NOW)
    made.refresh_from_db()
    assert (made.state, on_hand(counter.store)) == ("approved", 159)
    assert ("missing", 889900000009, 889900000010) in stands(counter.store)
    again = count_stock(
        request_key=uuid4(), **counter.here, pieces=160, found=read("889900000009"), reason="找到"
    )
    for row, by in zip(
        Approval.objects.filter(document=again.document).order_by("step"),
        (counter.desk.supervisor, counter.desk.finance),
        strict=True,
    ):
        decide(request_key=uuid4(), approval_id=row.pk, by=by, decision=Decision.APPROVED, now=NOW)
    assert on_hand(counter.store) == 160


def test_a_missing_number_that_is_not_on_hand_is_refused(counter, drawn):
    asked = {**counter.here, "pieces": 159, "reason": "少"}
    assert (
        code(lambda: count_stock(request_key=uuid4(), missing=read("889900000999"), **asked))
        == "missing_not_on_hand"
    )
    assert not StockCount.objects.exists()


def test_a_range_is_settled_whole_or_not_at_all(counter):
    desk = counter.desk
    made = give_out(request_key=uuid4(), by=desk.finance, store=desk.store, now=NOW, ranges=span(1, 60))
    asked = {"handoff_id": made.pk, "now": NOW}
    send(request_key=uuid4(), by=desk.finance, **asked)
    find(request_key=uuid4(), found={1: Found(quantity=59, reason="少一张")}, by=desk.clerk, **asked)
    dispute(request_key=uuid4(), by=desk.clerk, **asked)
    part = lambda n: settle(  # noqa: E731
        request_key=uuid4(), agreed={1: Agreed("另行领取", quantity=n)}, by=desk.finance, **asked
    )
    assert code(lambda: part(59)) == "range_not_whole"
    part(0)
    receive(request_key=uuid4(), by=desk.clerk, **asked)
    assert on_hand(desk.store) == 0


def test_the_database_keeps_numbers_apart(counter):
    series = Series.objects.create(prefix="AB", digits=4)
    Stretch.objects.create(store=counter.store, series=series, first=1, last=10, state="on_hand")
    with pytest.raises(IntegrityError), transaction.atomic():
        Stretch.objects.create(store=counter.store, series=series, first=10, last=12, state="issued")
    other = Series.objects.create(prefix="B", digits=4)
    Stretch.objects.create(store=counter.store, series=other, first=10, last=12, state="issued")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AB0001-AB0003", ["AB0001", "AB0002", "AB0003"]),
        (" ab0001 – AB0002，AB0009 ", ["AB0001", "AB0002", "AB0009"]),
        ("880000000001至880000000002", ["880000000001", "880000000002"]),
        ("6223001234560000001", ["6223001234560000001"]),
        ("", []),
    ],
)
def test_ranges_as_people_write_them(text, expected):
    assert [number for one in read(text) for number in one] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AB0003-AB0001", "range_backwards"),
        ("AB0001-AC0003", "range_mixed"),
        ("AB0001-AB00003", "range_mixed"),
        ("AB0001-AB0003, AB0002", "range_twice"),
        ("ABCDEF", "card_number_counts"),
        ("A00", "card_number"),
        ("880000000000-880000100000", "range_long"),
    ],
)
def test_what_is_no_range(text, expected):
    with pytest.raises(Refused) as refused:
        read(text)
    assert refused.value.code == expected


spans = st.builds(
    lambda first, more: Numbers("AB", 4, first, min(first + more, 9999)),
    st.integers(0, 9999),
    st.integers(0, 60),
)


@given(st.lists(spans, max_size=5), st.lists(spans, max_size=5))
def test_what_is_taken_out_and_what_is_left_are_all_there_was(held, gone):
    apart: list[Numbers] = []
    for one in held:
        apart += rules.without([one], apart)
    left = rules.without(apart, gone)
    kept = {number for one in left for number in one}
    assert kept == {n for one in apart for n in one} - {n for one in gone for n in one}
    assert rules.count(left) == len(kept)
    assert [number for one in rules.gathered(kept) for number in one] == sorted(kept)


@given(st.lists(spans, max_size=4), st.integers(0, 120))
def test_the_first_so_many_are_so_many(held, wanted):
    taken = rules.first_of(held, wanted)
    assert rules.count(taken) == min(wanted, rules.count(held))
