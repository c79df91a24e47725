"""The gift of one case under many hands: never worth more than its plan; with the control that isn't kept."""

from datetime import timedelta
from uuid import uuid4

import pytest

from complaints.services.giving import gift_text, give_gifts
from deskops.core.frozen import fingerprint
from deskops.ledger.proofs import prove_books
from gifts.models import GiftIssue
from gifts.services.goodwill import Promised, give_goodwill, given_because
from tests.factories.complaints import make_office, promise_gift
from tests.factories.gifts import ON_PAPER, make_gift_desk
from tests.factories.tills import NOW

from .crowd import FEWER, HANDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
LATER = NOW + timedelta(hours=2)


def prepared():
    """A case whose plan allows one cup, and what each hand asks for."""
    office = make_office()
    desk = make_gift_desk(store=office.store, pieces=500)
    case = promise_gift(office, "49")
    wanted = Promised({desk.cup.pk: 1}, "王䶮", "13800138000")
    told = {"wanted": wanted, "seen": fingerprint(gift_text(case, wanted, LATER)), "signed": ON_PAPER}
    return office, case, {"by": office.clerk, "now": LATER, **told}


def test_one_promised_gift_is_given_once():
    _office, case, told = prepared()
    with crowd() as together:
        codes = together.codes(lambda hand: give_gifts(request_key=uuid4(), complaint_id=case.pk, **told))
    assert codes == ["", *["worth_too_much"] * (HANDS - 1)]
    assert GiftIssue.objects.count() == 1
    assert [line.code for line in prove_books() if line.wrong] == []


def test_the_control_without_the_cases_lock_gives_it_more_than_once(monkeypatch):
    _office, case, told = prepared()
    monkeypatch.setattr("gifts.services.goodwill.Document", Unlocked)
    asked = {"origin": case.document, "most": case.plan.amount, **told}
    with crowd() as together:
        for _round in range(FEWER):
            together.codes(lambda hand: give_goodwill(request_key=uuid4(), **asked))
            if given_because(case.document) > case.plan.amount:
                return
            GiftIssue.objects.update(state="undone", undone_why="再来")
    raise AssertionError("without the lock nothing went wrong: the race isn't one")


class Unlocked:
    """Stands where the paper is locked, and locks nothing."""

    class objects:
        @staticmethod
        def select_for_update(**_how):
            return Unlocked.objects

        @staticmethod
        def get(**_which):
            return None
