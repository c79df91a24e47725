"""A whole cashback month by the services: the books prove after each step, the board agrees with them."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from cashback.models import BoxDifference, Carry, Cycle, Draw, Line, Payout, Turn
from cashback.queries.board import board_of
from cashback.services import close_cycle, close_turn, count_turn
from cashback.services.boxes import held
from deskops.approvals.models import Approval
from deskops.core.refusals import Refused
from deskops.handoffs.services import Agreed, Found, dispute, find, find_rest_same, receive, settle
from deskops.ledger.proofs import prove_books
from tests.factories.cashback import AFTER, CALLED, MADE, PAID, SEEN, buy, collector

D = Decimal
pytestmark = pytest.mark.django_db


def proved(month) -> dict[str, object]:
    """The books prove and every figure of the board is theirs; answers the board's shares."""
    assert [line for line in prove_books() if line.wrong] == []
    board = board_of(month.fresh(), month.cycle.pay_from)
    assert [(str(one.label), one.report, one.accounts) for one in board.compared if one.difference] == []
    return {name: (share.lines, share.amount) for name, share in board.shares.items() if share.lines}


def test_a_month_from_list_to_close(month):
    month.silver("1234.56", "99.00", "4000.00")
    month.silver("50.00", first=4, id_number="")
    month.opened()
    proved(month)
    month.computed()
    assert proved(month) == {
        "all": (4, D("53.70")),
        "payable": (3, D("53.20")),
        "owed": (3, D("53.20")),
        "uncalled": (3, D("53.20")),
        "no_id": (1, D("0.50")),
    }
    month.booked()
    proved(month)
    assert (month.cycle.state, month.cycle.booked) == (Cycle.State.BOOKED, D("53.20"))
    box = month.drawn()
    assert held(box) == {D(20): 2, D(10): 1, D(1): 2, D("0.5"): 1, D("0.1"): 7}
    turn = month.turn()
    first, second, _third = (month.line(member) for member in month.members[:3])
    month.pay(first, turn)
    month.pay(second, turn, collector=collector())
    assert proved(month)["paid"] == (2, D("13.20"))
    count_turn(request_key=uuid4(), turn_id=turn.pk, pieces=held(box), by=month.clerk, now=PAID)
    close_turn(request_key=uuid4(), turn_id=turn.pk, by=month.clerk, now=PAID)
    proved(month)
    back = month.handed_back()
    assert back.total_amount == D("40.00")
    proved(month)
    month.receive(back, month.finance, AFTER)
    proved(month)
    close_cycle(request_key=uuid4(), cycle_id=month.cycle.pk, by=month.finance, now=AFTER)
    assert proved(month)["owed"] == (1, D("40.00"))
    assert {(c.amount, c.owed) for c in Carry.objects.all()} == {(D("40.00"), True), (D("0.50"), False)}


def test_what_was_carried_comes_with_the_next_list(month):
    month.silver("1000.00", "2000.00")
    month.opened()
    month.computed()
    month.booked()
    month.drawn()
    month.receive(month.handed_back(), month.finance, AFTER)
    close_cycle(request_key=uuid4(), cycle_id=month.cycle.pk, by=month.finance, now=AFTER)
    buy(month.members[0], "500.00", at=PAID)
    month.opened(month.cycle.month.replace(month=12), now=AFTER)
    month.computed(AFTER)
    proved(month)
    lines = {line.member_id: (line.earned, line.brought, line.amount) for line in month.cycle.lines.all()}
    assert lines == {
        month.members[0].pk: (D("5.00"), D("10.00"), D("15.00")),
        month.members[1].pk: (D("0.00"), D("20.00"), D("20.00")),
    }
    month.booked(AFTER)
    assert proved(month)["payable"] == (2, D("35.00"))


def test_where_the_rule_says_so_unpaid_lines_are_closed(month):
    month.silver("1000.00")
    month.opened()
    Cycle.objects.update(unpaid=Cycle.Unpaid.CLOSE)
    month.computed()
    month.booked()
    month.drawn()
    month.receive(month.handed_back(), month.finance, AFTER)
    close_cycle(request_key=uuid4(), cycle_id=month.cycle.pk, by=month.finance, now=AFTER)
    proved(month)
    assert not Carry.objects.exists()


def test_the_box_is_counted_blind_and_a_difference_decided_by_two(month):
    (line,) = month.paying("1234.00")
    turn = month.turn()
    month.pay(line, turn)
    count_turn(request_key=uuid4(), turn_id=turn.pk, pieces={D("0.5"): 1}, by=month.clerk, now=PAID)
    turn = Turn.objects.get(pk=turn.pk)
    assert (turn.counted, turn.expected, turn.difference) == (D("0.50"), D("0.00"), D("0.50"))
    with pytest.raises(Refused) as refused:
        close_turn(request_key=uuid4(), turn_id=turn.pk, by=month.clerk, now=PAID)
    assert refused.value.code == "box_difference"
    close_turn(request_key=uuid4(), turn_id=turn.pk, reason="多出五角", by=month.clerk, now=PAID)
    proved(month)
    difference = BoxDifference.objects.get()
    asked = Approval.objects.filter(document=difference.document).values_list("role", flat=True)
    assert list(asked) == ["desk_supervisor", "finance"]
    month.receive(month.handed_back(PAID), month.finance, PAID)
    with pytest.raises(Refused) as refused:
        close_cycle(request_key=uuid4(), cycle_id=month.cycle.pk, by=month.finance, now=PAID)
    assert refused.value.code == "gap_unexplained"
    closed = close_cycle(
        request_key=uuid4(), cycle_id=month.cycle.pk, words="盘点长款五角", by=month.finance, now=PAID
    )
    assert (closed.gap, closed.gap_words) == (D("-0.50"), "盘点长款五角")
    proved(month)


def test_finance_and_desk_settle_on_the_notes_that_came(month):
    month.silver("30000.00")
    month.opened()
    month.computed()
    month.booked()
    handoff = month.draw()
    hundred = handoff.lines.get(key="100")
    assert (hundred.quantity, hundred.amount) == (3, D("300.00"))
    who = {"by": month.clerk, "now": CALLED, "handoff_id": handoff.pk}
    find_rest_same(request_key=uuid4(), **who)
    find(request_key=uuid4(), found={hundred.position: Found(quantity=2, reason="少一张")}, **who)
    dispute(request_key=uuid4(), **who)
    agreed = {hundred.position: Agreed("补送", D("200.00"), 2)}
    settle(request_key=uuid4(), handoff_id=handoff.pk, agreed=agreed, by=month.finance, now=CALLED)
    receive(request_key=uuid4(), **who)
    assert held(month.box()) == {D(100): 2}
    proved(month)
    month.receive(month.draw(), month.clerk, CALLED)
    assert held(month.box()) == {D(100): 3}
    proved(month)


def test_more_than_the_lines_come_to_is_not_drawn(month):
    month.silver("1000.00")
    month.opened()
    month.computed()
    month.booked()
    with pytest.raises(Refused) as refused:
        month.draw(pieces={D(100): 1})
    assert refused.value.code == "draw_above_due"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda month, turn, line: month.pay(line, turn, MADE), "not_pay_days"),
        (lambda month, turn, line: month.pay(line, turn, AFTER), "not_pay_days"),
        (lambda month, turn, line: month.pay(line, turn, pieces={D(5): 2}), "notes_missing"),
        (lambda month, turn, line: month.pay(line, turn, pieces={D(5): 1}), "notes_differ"),
        (
            lambda month, turn, line: month.pay(
                line, turn, identity=type(SEEN)(Payout.Identified.OTHER, " ")
            ),
            "not_identified",
        ),
    ],
)
def test_a_payout_is_refused_with_its_reason(month, change, code):
    (line,) = month.paying("1000.00")
    turn = month.turn()
    with pytest.raises(Refused) as refused:
        change(month, turn, line)
    assert refused.value.code == code
    assert not Payout.objects.exists()
    proved(month)


def test_a_line_is_paid_once_and_says_on_which_paper(month):
    first, _second = month.paying("1000.00", "1000.00")
    turn = month.turn()
    paid = month.pay(first, turn)
    with pytest.raises(Refused) as refused:
        month.pay(first, turn, pieces={D(10): 1})
    assert (refused.value.code, refused.value.value) == ("paid_already", paid.document.number)


def test_the_same_press_twice_pays_once(month):
    line, _other = month.paying("1000.00", "1000.00")
    turn, key = month.turn(), uuid4()
    one = month.pay(line, turn, key=key, pieces={D(10): 1})
    assert month.pay(line, turn, key=key, pieces={D(10): 1}) == one
    assert Payout.objects.count() == 1


def test_another_clerks_box_another_months_box(month):
    line, _other = month.paying("1000.00", "2000.00")
    turn = month.turn()
    with pytest.raises(Refused) as refused:
        month.turn(by=month.second)
    assert refused.value.code == "box_taken"
    turn.clerk = month.second
    with pytest.raises(Refused) as refused:
        month.pay(line, turn)
    assert refused.value.code == "not_your_box"


def test_nothing_goes_back_while_somebody_may_come_or_a_box_is_open(month):
    month.paying("1000.00")
    with pytest.raises(Refused) as refused:
        month.handed_back(PAID)
    assert refused.value.code == "pay_days_left"
    month.turn()
    with pytest.raises(Refused) as refused:
        month.handed_back(AFTER)
    assert refused.value.code == "box_open"


def test_a_list_with_finance_is_not_computed_anew_unless_they_dispute_it(month):
    month.silver("1000.00", "500.00")
    month.opened()
    month.computed()
    handoff = month.sent()
    with pytest.raises(Refused) as refused:
        month.computed()
    assert refused.value.code == "list_sent"
    line = handoff.lines.get(key="due")
    who = {"by": month.finance, "now": MADE, "handoff_id": handoff.pk}
    find(request_key=uuid4(), found={line.position: Found(amount=D("14.00"), reason="重算")}, **who)
    dispute(request_key=uuid4(), **who)
    buy(month.members[0], "100.00")
    month.computed()
    how = Agreed("按重新计算的名单", D("15.00"), 2)
    with pytest.raises(Refused) as refused:
        settle(
            request_key=uuid4(),
            handoff_id=handoff.pk,
            agreed={line.position: how},
            by=month.information,
            now=MADE,
        )
    assert refused.value.code == "list_differs"
    how = Agreed("按重新计算的名单", D("16.00"), 2)
    settle(
        request_key=uuid4(),
        handoff_id=handoff.pk,
        agreed={line.position: how},
        by=month.information,
        now=MADE,
    )
    receive(request_key=uuid4(), **who)
    assert month.fresh().booked == D("16.00")
    proved(month)


def test_without_anything_to_pay_the_cycle_goes_straight_back(month):
    month.silver("5.00", first=8)
    buy(month.members[0], "1000.00")
    month.opened()
    month.computed()
    Line.objects.all().delete()
    with pytest.raises(Refused) as refused:
        month.sent()
    assert refused.value.code == "list_empty"


def test_two_boxes_and_their_cash_are_never_mixed(month):
    first, second = month.paying("1000.00", "2000.00")
    with pytest.raises(Refused) as refused:
        month.draw(box="2", pieces={D(10): 1})
    assert refused.value.code == "draw_above_due"
    assert {draw.box.account.code for draw in Draw.objects.select_related("box__account")} == {"2026-11 1"}
    assert first.amount + second.amount == month.box().account.balance


def test_turns_follow_each_other(month):
    month.paying("1000.00")
    turn = month.turn()
    box = month.box()
    count_turn(request_key=uuid4(), turn_id=turn.pk, pieces=held(box), by=month.clerk, now=PAID)
    close_turn(request_key=uuid4(), turn_id=turn.pk, by=month.clerk, now=PAID)
    following = month.turn(PAID + timedelta(hours=1), by=month.second)
    assert following.opening == D("10.00")
    proved(month)
