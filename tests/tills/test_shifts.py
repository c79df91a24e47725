"""A shift from the opening count to the close, and what it refuses."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.money import break_down
from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.tills.models import Count, Difference, Shift
from deskops.tills.services import close_shift, count_blind, explain_again, make_till, open_shift, read_pos
from tests.factories.tills import DAY, NOW, balance, open_till, stock_till

from .conftest import pay

yuan = Decimal
LATER = NOW + timedelta(hours=8)


def refusal(code, act, **asked):
    with pytest.raises(Refused) as refused:
        act(**asked)
    assert refused.value.code == code
    return refused.value


def count(shift, amount, by, now=LATER):
    return count_blind(shift=shift, pieces=break_down(yuan(amount)), by=by, now=now, request_key=uuid4())


def close(shift, takings, by, reason=""):
    return close_shift(
        shift=shift,
        takings=break_down(yuan(takings)),
        reason=reason,
        by=by,
        now=LATER,
        request_key=uuid4(),
    )


def test_a_shift_opens_with_its_counted_float(shift, desk):
    assert (shift.state, shift.opening, shift.business_date) == ("open", yuan("500.00"), DAY)
    assert (shift.opened_after, shift.opening_difference) == (1, 0)
    lines = shift.counts.get().lines.values_list("face", "pieces")
    assert list(lines) == [(yuan("100.00"), 5)]
    assert shift.document.number == "JB-S1-261120-0001"


def test_an_opening_difference_needs_a_reason_then_is_posted_and_asked(desk):
    till = make_till(store=desk.store, code="A1", name="1 号台")
    stock_till(till, yuan("500.00"), desk.clerk)
    asked = {"till": till, "pieces": break_down(yuan("490.00")), "by": desk.clerk, "now": NOW}
    refused = refusal("till_difference", open_shift, request_key=uuid4(), **asked)
    assert (refused.field, refused.value) == ("reason", yuan("-10.00"))
    assert Shift.objects.count() == 0

    shift = open_shift(reason="昨晚找零有误", request_key=uuid4(), **asked)
    assert (shift.opening, shift.opening_difference, balance(till)) == (490, -10, 490)
    assert account_for(AccountKind.OVER_SHORT, desk.store).amount == yuan("-10.00")
    difference = Difference.objects.get()
    assert (difference.moment, difference.amount, difference.state) == ("opening", -10, "asked")
    assert list(Approval.objects.order_by("step").values_list("role", "step")) == [
        ("desk_supervisor", 1),
        ("finance", 2),
    ]


def test_one_open_shift_per_till_and_per_clerk(shift, desk):
    key = {"pieces": break_down(yuan("500")), "now": NOW, "request_key": uuid4()}
    refusal("till_open_already", open_shift, till=shift.till, by=desk.second, **key)
    other = make_till(store=desk.store, code="A2", name="2 号台")
    refusal("clerk_has_till", open_shift, till=other, by=desk.clerk, pieces={}, now=NOW, request_key=uuid4())


def test_the_same_form_twice_opens_once(desk):
    till = make_till(store=desk.store, code="A1", name="1 号台")
    key = uuid4()
    first, again = (
        open_shift(till=till, pieces={}, by=desk.clerk, now=NOW, request_key=key) for _ in range(2)
    )
    assert first.pk == again.pk
    assert Shift.objects.count() == 1


def test_a_blind_count_stops_the_till(shift, desk):
    pay(desk, "100.00")
    counted = count(shift, "600.00", desk.clerk)
    assert (counted.state, counted.counted, counted.expected, counted.difference) == (
        "compared",
        yuan("600.00"),
        yuan("600.00"),
        yuan("0.00"),
    )
    refusal("till_counted", pay, desk=desk, amount="1.00")
    refusal(
        "till_state",
        count_blind,
        shift=shift,
        pieces={},
        by=desk.clerk,
        now=LATER,
        request_key=uuid4(),
    )


def test_with_a_pos_nothing_is_expected_before_its_total(desk):
    shift = open_till(desk.store, desk.clerk, has_pos=True)
    shift = count(shift, "800.00", desk.clerk)
    assert (shift.state, shift.expected, shift.difference) == ("counted", None, None)
    shift = read_pos(shift=shift, total=yuan("299.00"), by=desk.clerk, now=LATER, request_key=uuid4())
    assert (shift.state, shift.expected, shift.difference) == ("compared", yuan("799.00"), yuan("1.00"))
    assert balance(shift.till) == yuan("500.00")
    close(shift, "300.00", desk.clerk, reason="顾客未取零钱")
    assert balance(shift.till) == yuan("500.00")
    assert account_for(AccountKind.POS_TAKINGS, desk.store).amount == yuan("299.00")
    assert account_for(AccountKind.OVER_SHORT, desk.store).amount == yuan("1.00")


def test_pos_cash_read_during_the_shift_can_be_paid_out(desk):
    shift = open_till(desk.store, desk.clerk, yuan("100.00"), has_pos=True)
    refused = refusal("till_short", pay, desk=desk, amount="-250.00")
    assert refused.value == yuan("150.00")
    read_pos(shift=shift, total=yuan("400.00"), by=desk.clerk, now=NOW, request_key=uuid4())
    pay(desk, "-250.00")
    read_pos(shift=shift, total=yuan("380.00"), by=desk.clerk, now=NOW, request_key=uuid4())
    assert balance(shift.till) == yuan("230.00")
    shift = count(shift, "250.00", desk.clerk)
    shift = read_pos(shift=shift, total=yuan("400.00"), by=desk.clerk, now=LATER, request_key=uuid4())
    assert (shift.expected, shift.difference) == (yuan("250.00"), 0)
    close(shift, "150.00", desk.clerk)
    assert balance(shift.till) == yuan("100.00")
    assert account_for(AccountKind.POS_TAKINGS, desk.store).amount == yuan("400.00")


def test_a_cash_refund_rung_up_at_the_pos_too_counts_once(desk):
    shift = open_till(desk.store, desk.clerk, has_pos=True)
    pay(desk, "-41.66", on_pos=True)
    read_pos(shift=shift, total=yuan("200.00"), by=desk.clerk, now=NOW, request_key=uuid4())
    pay(desk, "-20.00", on_pos=True)
    assert balance(shift.till) == yuan("679.96")
    shift = count(shift, "679.90", desk.clerk)
    shift = read_pos(shift=shift, total=yuan("180.00"), by=desk.clerk, now=LATER, request_key=uuid4())
    assert (shift.pos_own, shift.expected) == (yuan("241.66"), yuan("679.96"))


def test_a_pos_that_paid_out_more_than_the_books_hold_still_closes(desk):
    shift = open_till(desk.store, desk.clerk, yuan("20.00"), has_pos=True)
    shift = count(shift, "0.00", desk.clerk)
    shift = read_pos(shift=shift, total=yuan("-50.00"), by=desk.clerk, now=LATER, request_key=uuid4())
    assert (shift.expected, shift.difference) == (yuan("-30.00"), yuan("30.00"))
    close(shift, "0.00", desk.clerk, reason="POS 退款由他台付出")
    assert balance(shift.till) == 0


def test_closing_takes_the_takings_out_and_leaves_the_float(shift, desk):
    pay(desk, "235.50")
    shift = close(count(shift, "735.50", desk.clerk), "235.50", desk.clerk)
    assert (shift.state, shift.taken_out, shift.left) == ("closed", yuan("235.50"), yuan("500.00"))
    assert balance(shift.till) == yuan("500.00")
    assert account_for(AccountKind.CASH_IN_TRANSIT, desk.store).amount == yuan("235.50")
    assert (shift.opened_after, shift.closed_at_number) == (1, 3)


def test_a_difference_needs_a_reason_is_posted_and_asked(shift, desk):
    shift = count(shift, "501.00", desk.clerk)
    refused = refusal(
        "till_difference",
        close_shift,
        shift=shift,
        takings={},
        by=desk.clerk,
        now=LATER,
        request_key=uuid4(),
    )
    assert (refused.field, refused.value) == ("reason", yuan("1.00"))
    close(shift, "1.00", desk.clerk, reason="顾客多付一元未取")
    assert account_for(AccountKind.OVER_SHORT, desk.store).amount == yuan("1.00")
    assert Difference.objects.get().state == "asked"


def decided(desk, *decisions):
    for by, decision in zip((desk.supervisor, desk.finance), decisions, strict=False):
        approval = Approval.objects.filter(decision=Decision.PENDING).earliest("step")
        decide(
            request_key=uuid4(), approval_id=approval.pk, by=by, decision=decision, now=LATER, note="请说明"
        )
    return Difference.objects.get()


def test_desk_supervisor_then_finance_decide_a_difference(shift, desk):
    close(count(shift, "501.00", desk.clerk), "1.00", desk.clerk, reason="多一元")
    assert decided(desk, Decision.APPROVED).state == "asked"
    finance = Approval.objects.get(decision=Decision.PENDING)
    decide(
        request_key=uuid4(),
        approval_id=finance.pk,
        by=desk.finance,
        decision=Decision.APPROVED,
        now=LATER,
    )
    assert Difference.objects.select_related("document").get().document.state == "approved"


def test_a_rejected_reason_is_written_anew_and_asked_again(shift, desk):
    close(count(shift, "499.00", desk.clerk), "0.00", desk.clerk, reason="不知道")
    difference = decided(desk, Decision.REJECTED)
    assert difference.state == "rejected"
    again = {"difference": difference, "now": LATER, "request_key": uuid4()}
    refusal("not_your_till", explain_again, by=desk.second, reason="少一元", **again)
    difference = explain_again(by=desk.clerk, reason="找零时多找一元", **again)
    assert (difference.state, difference.amount) == ("asked", yuan("-1.00"))
    assert decided(desk, Decision.APPROVED, Decision.APPROVED).state == "approved"
    assert Approval.objects.filter(document=difference.document).count() == 4


def test_only_what_was_counted_can_be_taken_out(shift, desk):
    shift = count(shift, "500.00", desk.clerk)
    refused = refusal(
        "takings_above_count",
        close_shift,
        shift=shift,
        takings={yuan("50"): 1},
        by=desk.clerk,
        now=LATER,
        request_key=uuid4(),
    )
    assert refused.field == "face_50"
    assert Count.objects.filter(purpose="takings").count() == 0


def test_nobody_counts_or_closes_anothers_shift_nor_closes_twice(shift, desk):
    refusal(
        "not_your_till",
        count_blind,
        shift=shift,
        pieces={},
        by=desk.second,
        now=LATER,
        request_key=uuid4(),
    )
    refusal(
        "till_state",
        close_shift,
        shift=shift,
        takings={},
        by=desk.clerk,
        now=LATER,
        request_key=uuid4(),
    )
    close(count(shift, "500.00", desk.clerk), "0.00", desk.clerk)
    refusal(
        "till_state",
        close_shift,
        shift=shift,
        takings={},
        by=desk.clerk,
        now=LATER,
        request_key=uuid4(),
    )


def test_the_next_shift_starts_with_what_was_left(shift, desk):
    close(count(shift, "500.00", desk.clerk), "0.00", desk.clerk)
    following = open_shift(
        till=shift.till,
        pieces=break_down(yuan("500")),
        by=desk.second,
        now=LATER,
        request_key=uuid4(),
    )
    assert (following.opening, following.opening_difference) == (500, 0)


def test_impossible_counts_are_refused(shift, desk):
    for face, number in ((yuan("3"), 1), (yuan("100"), -1), (yuan("100"), 100_001)):
        refusal(
            "count_impossible",
            count_blind,
            shift=shift,
            pieces={face: number},
            by=desk.clerk,
            now=LATER,
            request_key=uuid4(),
        )


def test_closing_asks_the_same_however_many_papers_there_were(desk):
    def statements(clerk, code, papers):
        shift = open_till(desk.store, clerk, code=code)
        for _ in range(papers):
            pay(desk, "10.00", by=clerk)
        with CaptureQueriesContext(connection) as asked:
            close(count(shift, str(500 + 10 * papers), clerk), "0.00", clerk)
        return len(asked)

    assert statements(desk.clerk, "A1", 1) == statements(desk.second, "A2", 12)
