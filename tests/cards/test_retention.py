"""A holder of stored-value cards stays on record: while the account is open, and five years after."""

from datetime import date, timedelta

import pytest

from cards.models import StoredValue
from cards.retention import keeps
from deskops.core.refusals import Refused
from members.services.erasing import erase_member
from tests.factories.cards import sell
from tests.factories.tills import NOW


@pytest.fixture
def holder(counter):
    sell(counter.member, **counter.here)
    return counter.member


def test_an_open_account_keeps_its_holder(holder, counter):
    with pytest.raises(Refused) as refused:
        erase_member(member_id=holder.pk, by=counter.clerk, now=NOW, day=date(2026, 11, 20))
    assert refused.value.code == "kept"


def test_a_closed_one_keeps_them_five_years_after_its_last_act(holder):
    StoredValue.objects.update(state=StoredValue.State.CLOSED)
    ends = date(2031, 11, 20)
    kept = keeps(holder, ends - timedelta(days=1))
    assert kept is not None
    assert (kept.until, keeps(holder, ends)) == (ends, None)


def test_who_never_held_one_is_not_kept(counter):
    assert keeps(counter.member, date(2026, 11, 20)) is None
