"""Notice calls: everybody once, who isn't reached comes back, two clerks never ring the same."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cashback.models import Call, Line
from cashback.services import call_next, record_call
from deskops.core.refusals import Refused
from tests.factories.cashback import CALLED

Result = Call.Result


def take(month, by, now=CALLED) -> Line | None:
    return call_next(request_key=uuid4(), cycle_id=month.cycle.pk, by=by, now=now)


def note(line, result, by, words="", now=CALLED) -> Line | None:
    return record_call(request_key=uuid4(), line_id=line.pk, result=result, words=words, by=by, now=now)


def test_one_after_the_other_and_back_to_who_was_not_reached(month):
    month.silver("1000.00", "2000.00", "3000.00")
    month.opened()
    month.computed()
    month.booked()
    first = take(month, month.clerk)
    assert take(month, month.clerk) == first
    second = take(month, month.second)
    assert second != first
    third = note(first, Result.NO_ANSWER, month.clerk)
    assert third not in {first, second}
    assert note(second, Result.REACHED, month.second, "周六来") == first
    assert note(third, Result.REACHED, month.clerk) is None
    later = CALLED + timedelta(minutes=20)
    assert take(month, month.clerk, later) == first
    assert note(first, Result.WRONG, month.clerk, now=later) is None
    assert take(month, month.second, later) == first
    assert list(Call.objects.order_by("pk").values_list("result", "words")) == [
        ("no_answer", ""),
        ("reached", "周六来"),
        ("reached", ""),
        ("wrong", ""),
    ]
    first.refresh_from_db()
    assert (first.reach, first.calls) == (Line.Reach.MISSED, 2)


def test_a_colleagues_call_and_a_paid_line_are_not_noted(month):
    (line,) = month.paying("1000.00")
    take(month, month.clerk)
    with pytest.raises(Refused) as refused:
        note(line, Result.REACHED, month.second)
    assert refused.value.code == "being_called"
    month.pay(line, month.turn())
    with pytest.raises(Refused) as refused:
        note(line, Result.REACHED, month.clerk)
    assert refused.value.code == "line_state"
    assert take(month, month.second) is None


def test_nobody_is_called_before_the_list_is_booked(month):
    month.silver("1000.00")
    month.opened()
    month.computed()
    with pytest.raises(Refused) as refused:
        take(month, month.clerk)
    assert refused.value.code == "cycle_state"
