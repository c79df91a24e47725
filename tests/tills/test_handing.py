"""A shift handed to the next clerk; float between finance and the drawer."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from deskops.core.money import break_down
from deskops.core.refusals import Refused
from deskops.handoffs.models import Handoff
from deskops.handoffs.services import Agreed, Found, dispute, find, find_rest_same, receive, settle
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.tills.models import Shift
from deskops.tills.services import give_float, hand_over, return_float
from tests.factories.tills import NOW, balance, open_till

from .conftest import close_till, pay

yuan = Decimal
LATER = NOW + timedelta(hours=8)


def handed(shift, to, amount, by, key=None):
    return hand_over(
        shift=shift,
        to=to,
        pieces=break_down(yuan(amount)),
        by=by,
        now=LATER,
        request_key=key or uuid4(),
    )


def test_a_shift_is_handed_over_with_both_signatures(shift, desk):
    pay(desk, "80.00")
    closed = close_till(shift, desk.clerk, "580.00", takings="80.00")
    key = uuid4()
    following = handed(closed, desk.second, "500.00", desk.clerk, key)
    closed.refresh_from_db()
    assert (closed.state, following.state, following.clerk_id) == ("handed_over", "open", desk.second.pk)
    assert (following.came_from_id, following.opening, following.opening_difference) == (closed.pk, 500, 0)
    handoff = Handoff.objects.get(kind="shift")
    assert (handoff.sent_by_id, handoff.received_by_id, handoff.counter_of_id) == (
        desk.clerk.pk,
        desk.second.pk,
        desk.clerk.pk,
    )
    assert (handoff.state, handoff.final_amount, handoff.final_quantity) == ("received", 500, 5)
    assert handed(closed, desk.second, "500.00", desk.clerk, key).pk == following.pk
    assert Shift.objects.count() == 2


@pytest.mark.parametrize(
    ("to", "amount", "code"),
    [
        ("second", "499.00", "handover_differs"),
        ("clerk", "500.00", "two_people"),
        ("finance", "500.00", "not_your_side"),
    ],
)
def test_a_handover_that_does_not_agree_is_refused(shift, desk, to, amount, code):
    closed = close_till(shift, desk.clerk, "500.00")
    with pytest.raises(Refused) as refused:
        handed(closed, getattr(desk, to), amount, desk.clerk)
    assert refused.value.code == code
    assert Handoff.objects.count() == 0


def test_who_has_a_till_takes_over_no_second_one(shift, desk):
    open_till(desk.store, desk.second, code="A2")
    closed = close_till(shift, desk.clerk, "500.00")
    with pytest.raises(Refused) as refused:
        handed(closed, desk.second, "500.00", desk.clerk)
    assert refused.value.code == "clerk_has_till"
    assert Shift.objects.get(pk=closed.pk).state == "closed"


def test_only_a_closed_shift_is_handed_over_by_its_clerk(shift, desk):
    with pytest.raises(Refused) as refused:
        handed(shift, desk.second, "500.00", desk.clerk)
    assert refused.value.code == "till_state"
    closed = close_till(shift, desk.clerk, "500.00")
    with pytest.raises(Refused) as refused:
        handed(closed, desk.second, "500.00", desk.supervisor)
    assert refused.value.code == "not_your_till"


def float_out(desk, till, amount):
    return give_float(
        till=till, pieces=break_down(yuan(amount)), by=desk.finance, now=NOW, request_key=uuid4()
    )


def looked_at(handoff, by):
    find_rest_same(request_key=uuid4(), handoff_id=handoff.pk, by=by, now=NOW)
    return receive(request_key=uuid4(), handoff_id=handoff.pk, by=by, now=NOW)


def test_float_from_finance_is_in_the_drawer_when_the_desk_signs(shift, desk):
    handoff = float_out(desk, shift.till, "300.00")
    assert (handoff.state, balance(shift.till)) == ("sent", 500)
    looked_at(handoff, desk.clerk)
    assert balance(shift.till) == 800
    assert account_for(AccountKind.FLOAT_FUND, desk.store).amount == 800


def test_float_is_not_received_into_anothers_or_a_counted_till(shift, desk):
    handoff = float_out(desk, shift.till, "300.00")
    with pytest.raises(Refused) as refused:
        looked_at(handoff, desk.second)
    assert refused.value.code == "not_your_till"
    close_till(shift, desk.clerk, "500.00", close=False)
    with pytest.raises(Refused) as refused:
        looked_at(handoff, desk.clerk)
    assert refused.value.code == "till_counted"


def test_float_waits_for_a_till_that_opens_later(shift, desk):
    close_till(shift, desk.clerk, "500.00")
    looked_at(float_out(desk, shift.till, "300.00"), desk.clerk)
    assert balance(shift.till) == 800


def test_float_settled_to_less_moves_what_was_agreed(shift, desk):
    handoff = float_out(desk, shift.till, "300.00")
    asked = {"handoff_id": handoff.pk, "now": NOW}
    found = {1: Found(amount=yuan("200.00"), quantity=2, reason="只有两张")}
    find(request_key=uuid4(), found=found, by=desk.clerk, **asked)
    dispute(request_key=uuid4(), by=desk.clerk, **asked)
    agreed = {1: Agreed(amount=yuan("200.00"), quantity=2, how="少装一张")}
    settle(request_key=uuid4(), agreed=agreed, by=desk.finance, **asked)
    receive(request_key=uuid4(), by=desk.clerk, **asked)
    assert balance(shift.till) == 700
    assert account_for(AccountKind.FLOAT_FUND, desk.store).amount == 700


def test_float_handed_in_leaves_the_drawer_at_once(shift, desk):
    asked = {"till": shift.till, "by": desk.clerk, "now": NOW}
    handoff = return_float(pieces=break_down(yuan("200.00")), request_key=uuid4(), **asked)
    assert balance(shift.till) == 300
    assert account_for(AccountKind.CASH_IN_TRANSIT, desk.store).amount == 200
    looked_at(handoff, desk.finance)
    assert account_for(AccountKind.CASH_IN_TRANSIT, desk.store).amount == 0
    assert account_for(AccountKind.FLOAT_FUND, desk.store).amount == 300
    with pytest.raises(Refused) as refused:
        return_float(pieces=break_down(yuan("400.00")), request_key=uuid4(), **asked)
    assert refused.value.code == "insufficient"


def test_float_handed_in_short_is_over_and_short(shift, desk):
    handoff = return_float(
        till=shift.till,
        pieces=break_down(yuan("200.00")),
        by=desk.clerk,
        now=NOW,
        request_key=uuid4(),
    )
    asked = {"handoff_id": handoff.pk, "now": NOW}
    found = {1: Found(amount=yuan("100.00"), quantity=1, reason="少一张")}
    find(request_key=uuid4(), found=found, by=desk.finance, **asked)
    dispute(request_key=uuid4(), by=desk.finance, **asked)
    agreed = {1: Agreed(amount=yuan("100.00"), quantity=1, how="点错")}
    settle(request_key=uuid4(), agreed=agreed, by=desk.clerk, **asked)
    receive(request_key=uuid4(), by=desk.finance, **asked)
    assert account_for(AccountKind.OVER_SHORT, desk.store).amount == -100
    assert account_for(AccountKind.CASH_IN_TRANSIT, desk.store).amount == 0


def test_no_float_is_refused(shift, desk):
    with pytest.raises(Refused) as refused:
        float_out(desk, shift.till, "0.00")
    assert refused.value.code == "float_empty"
