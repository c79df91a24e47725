"""A line left out or wrong: information verifies, finance adds it with its cash, only then it is payable."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from cashback.models import CashbackException, Cycle, Draw, Line
from cashback.services import ask_again, ask_exception
from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.refusals import Refused
from tests.cashback.test_month import proved
from tests.factories.cashback import CALLED, PAID
from tests.factories.members import make_member

D = Decimal
Kind = CashbackException.Kind
State = CashbackException.State


def ask(month, member, amount, kind=Kind.WRONG, **more) -> CashbackException:
    return ask_exception(
        **{
            "request_key": uuid4(),
            "cycle_id": month.cycle.pk,
            "member_id": member.pk,
            "kind": kind,
            "amount": D(amount),
            "words": "顾客出示小票",
            "by": month.clerk,
            "now": PAID,
        }
        | more
    )


def answer(month, made, role, by, decision=Decision.APPROVED) -> None:
    waiting = Approval.objects.get(document=made.document, role=role, decision=Decision.PENDING)
    decide(
        request_key=uuid4(),
        approval_id=waiting.pk,
        by=by,
        decision=decision,
        note="" if decision == Decision.APPROVED else "查无此笔",
        now=PAID,
    )


def agree(month, made) -> None:
    answer(month, made, "information", month.information)
    answer(month, made, "finance", month.finance)


def test_a_member_left_out_is_paid_after_three_have_signed_and_the_cash_has_come(month):
    month.paying("1000.00")
    left_out = make_member(7, store=month.store, by=month.clerk, tier="silver")
    made = ask(month, left_out, "8.30", Kind.OMITTED)
    answer(month, made, "information", month.information)
    assert not Line.objects.filter(member=left_out).exists()
    answer(month, made, "finance", month.finance)
    line = month.line(left_out)
    assert (line.amount, line.state, line.exception_id) == (D("8.30"), Line.State.WAITING, made.pk)
    proved(month)
    turn = month.turn()
    with pytest.raises(Refused) as refused:
        month.pay(line, turn, pieces={D(10): 1})
    assert refused.value.code == "line_state"
    draw = Draw.objects.get(exception=made.document)
    assert draw.handoff.total_amount == D("8.30")
    month.receive(draw.handoff, month.clerk, PAID)
    month.pay(line, turn)
    proved(month)
    named = Approval.objects.filter(document=made.document).values_list("decided_by", flat=True)
    assert [made.document.maker_id, *named.order_by("step")] == [
        month.clerk.pk,
        month.information.pk,
        month.finance.pk,
    ]


def test_before_the_cash_is_drawn_the_amount_goes_into_the_draw(month):
    month.silver("1000.00")
    month.opened()
    month.computed()
    month.booked()
    made = ask(month, month.members[0], "12.50")
    agree(month, made)
    assert month.line(month.members[0]).state == Line.State.DUE
    assert month.draw().total_amount == D("12.50")
    assert not Draw.objects.exclude(exception=None).exists()


def test_less_needs_no_cash_and_nothing_is_nothing(month):
    first, second = month.paying("1000.00", "2000.00")
    agree(month, ask(month, first.member, "4.00"))
    agree(month, ask(month, second.member, "0.00"))
    assert month.line(first.member).state == Line.State.DUE
    assert month.line(second.member).state == Line.State.NOTHING
    assert month.fresh().booked == D("4.00")
    assert not Draw.objects.exclude(exception=None).exists()
    proved(month)


def test_an_id_number_brought_later_makes_its_line_payable(month):
    month.silver("1000.00", first=5, id_number="")
    member = month.members[0]
    buyer = month.silver("2000.00")
    month.opened()
    month.computed()
    month.booked()
    month.drawn()
    with pytest.raises(Refused) as refused:
        ask(month, member, "10.00", Kind.ID_BROUGHT)
    assert refused.value.code == "no_id_number"
    member.missing = []
    member.masked_number = "371********1234"
    member.save()
    agree(month, ask(month, member, "10.00", Kind.ID_BROUGHT))
    assert month.line(member).state == Line.State.WAITING
    assert month.line(buyer[0]).state == Line.State.DUE
    proved(month)


def test_a_rejected_exception_is_corrected_and_asked_again(month):
    (line,) = month.paying("1000.00")
    made = ask(month, line.member, "99.00")
    answer(month, made, "information", month.information, Decision.REJECTED)
    assert CashbackException.objects.get().state == State.REJECTED
    again = ask_again(
        request_key=uuid4(),
        exception_id=made.pk,
        amount=D("11.00"),
        words="漏计 100 元",
        by=month.clerk,
        now=PAID,
    )
    agree(month, again)
    assert month.line(line.member).amount == D("11.00")
    assert Approval.objects.filter(document=made.document).count() == 4
    proved(month)


def test_what_is_no_exception(month):
    first, second = month.paying("1000.00", "2000.00")
    member = first.member
    cases: list[tuple[dict[str, Any], str]] = [
        ({"amount": D("10.00")}, "nothing_changes"),
        ({"amount": D("10.05")}, "amount_fen"),
        ({"words": " "}, "reason_missing"),
        ({"kind": Kind.OMITTED}, "kind_wrong"),
    ]
    for more, code in cases:
        with pytest.raises(Refused) as refused:
            ask(month, member, **{"amount": "11.00"} | more)
        assert refused.value.code == code
    ask(month, member, "11.00")
    with pytest.raises(Refused) as refused:
        ask(month, member, "12.00")
    assert refused.value.code == "exception_open"
    month.pay(second, month.turn())
    with pytest.raises(Refused) as refused:
        ask(month, second.member, "30.00")
    assert refused.value.code == "paid_already"


def test_paid_in_the_meantime_the_exception_can_only_be_rejected(month):
    (line,) = month.paying("1000.00")
    made = ask(month, line.member, "11.00")
    month.pay(line, month.turn())
    answer(month, made, "information", month.information)
    with pytest.raises(Refused) as refused:
        answer(month, made, "finance", month.finance)
    assert refused.value.code == "paid_already"
    answer(month, made, "finance", month.finance, Decision.REJECTED)
    proved(month)


def test_a_closed_list_takes_no_exception(month):
    (line,) = month.paying("1000.00")
    Cycle.objects.update(state="returned")
    with pytest.raises(Refused) as refused:
        ask(month, line.member, "11.00", now=CALLED)
    assert refused.value.code == "cycle_state"
