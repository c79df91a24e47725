"""The last gift and one receipt under many hands: never twice; each with the control that isn't kept."""

from uuid import uuid4

import pytest
from django.db import connection

from deskops.core.frozen import fingerprint
from deskops.ledger.proofs import prove_books
from gifts.handing import Given
from gifts.models import GiftIssue, GiftUse, Stock
from gifts.services.issuing import issue_gifts
from tests.factories.gifts import ON_PAPER, bring, draw, make_gift_desk, text_of, wanted_for

from .crowd import FEWER, HANDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def hand_over(desk, wanted, seen):
    return issue_gifts(request_key=uuid4(), **desk.here, wanted=wanted, seen=seen, signed=ON_PAPER)


def prepared(desk, count: int, *, one_receipt: bool = False):
    """What each hand asks for: a receipt of its own, or all the same."""
    same = desk.receipt() if one_receipt else None
    asked = [wanted_for(desk, same or desk.receipt(), telephone=f"1390000{n:04d}") for n in range(count)]
    return [(wanted, fingerprint(text_of(desk, wanted))) for wanted in asked]


def test_the_last_gift_is_issued_once(transactional_db):
    desk = make_gift_desk(pieces=1)
    with crowd() as together:
        for _round in range(FEWER):
            asked = prepared(desk, HANDS)
            codes = together.codes(lambda hand, asked=asked: hand_over(desk, *asked[hand]))
            assert codes == ["", *["gifts_short"] * (HANDS - 1)]
            bring(desk.store, desk.keeper, (desk.cup, 1))
            draw(desk.store, desk.keeper, desk.clerk, Given(desk.cup, 1))
    assert Stock.objects.filter(balance__lt=0).count() == 0
    assert [line.code for line in prove_books() if line.wrong] == []


def test_one_receipt_is_used_once(transactional_db):
    desk = make_gift_desk(pieces=500)
    with crowd() as together:
        for _round in range(FEWER):
            asked = prepared(desk, HANDS, one_receipt=True)
            codes = together.codes(lambda hand, asked=asked: hand_over(desk, *asked[hand]))
            assert codes == ["", *["receipt_used"] * (HANDS - 1)]
    assert GiftIssue.objects.count() == FEWER
    assert [line.code for line in prove_books() if line.wrong] == []


def test_without_locks_and_key_a_receipt_is_used_more_than_once(transactional_db, monkeypatch):
    """The control: the receipts aren't held, the unique key is off."""
    desk = make_gift_desk(pieces=500)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX gifts_receipt_used_once")
    monkeypatch.setattr("gifts.services.purchases.hold_receipts", lambda store, numbers: None)
    monkeypatch.setattr("gifts.services.issuing.purchases_for", _unlocked)
    with crowd() as together:
        for _round in range(FEWER):
            asked = prepared(desk, HANDS, one_receipt=True)
            _unlocked(store=desk.store, receipt_ids=asked[0][0].receipts, purchase_ids=())
            together.codes(lambda hand, asked=asked: hand_over(desk, *asked[hand]))
            if GiftUse.objects.count() > GiftUse.objects.values("purchase").distinct().count():
                return
    raise AssertionError("without locks nothing went wrong: the race isn't one")


def _unlocked(*, store, receipt_ids, purchase_ids):
    """As ``purchases_for``, without any lock."""
    from deskops.receipts.models import Receipt
    from gifts.services.purchases import _row_of

    return [_row_of(one) for one in Receipt.objects.filter(pk__in=receipt_ids).select_related("store")]
