"""Gifts against receipts: by the campaign's rule, once, within a person's limit, signed word for word."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from deskops.core.frozen import fingerprint
from deskops.core.refusals import Refused
from deskops.papers.models import Signature
from gifts.models import GiftHolder, GiftIssue, GiftPurchase, Movement, Place
from gifts.services.campaigning import add_rule
from gifts.services.issuing import issue_gifts, undo_issue
from gifts.services.purchases import Typed, follow_import, settle, type_in
from tests.factories.gifts import (
    ON_PAPER,
    RULE,
    issue,
    make_campaign,
    make_gift_desk,
    make_item,
    text_of,
    wanted_for,
)
from tests.factories.members import card_number, make_member
from tests.factories.org import NOW, TODAY, make_store


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_a_gift_leaves_the_desk_for_a_receipt_and_is_signed_word_for_word(proved):
    receipt = proved.receipt("250.00")
    wanted = wanted_for(proved, receipt, name="䶮㛃𠅤")
    text = text_of(proved, wanted)
    made = issue_gifts(
        request_key=uuid4(), **proved.here, wanted=wanted, seen=fingerprint(text), signed=ON_PAPER
    )
    moved = Movement.objects.get(document=made.document)
    assert (moved.change, moved.balance, moved.campaign) == (-1, 9, proved.campaign)
    signature = Signature.objects.get(document=made.document)
    assert (signature.body, signature.name) == (text, "䶮㛃𠅤")
    assert made.document.number.startswith("ZP-S1-261121-")
    assert made.document.amount == Decimal("49.00")
    assert "138****8000" in text
    assert "13800138000" not in text


def test_the_same_press_twice_gives_one_gift(proved):
    receipt, key = proved.receipt(), uuid4()
    wanted = wanted_for(proved, receipt)
    seen = fingerprint(text_of(proved, wanted))
    for _press in range(2):
        issue_gifts(request_key=key, **proved.here, wanted=wanted, seen=seen, signed=ON_PAPER)
    assert (GiftIssue.objects.count(), proved.stock()) == (1, 9)


def test_a_receipt_is_used_once_per_campaign_whatever_its_pos_is_written_like(proved):
    receipt = proved.receipt(pos="03")
    proved.issue(receipt)
    assert refusal(lambda: proved.issue(receipt, telephone="13900000000")) == "receipt_used"
    typed = Typed("3", receipt.number, TODAY, Decimal("250.00"))
    here = proved.here
    assert refusal(lambda: type_in(request_key=uuid4(), typed=typed, **here)) == "receipt_is_here"
    other = make_campaign(proved.store, proved.clerk, proved.cup, name="另一活动")
    proved.issue(receipt, campaign=other, telephone="13900000000")


@pytest.mark.parametrize(
    ("amount", "fields", "code"),
    [
        ("199.99", {}, "not_earned"),
        ("250.00", {"bought_on": date(2026, 10, 31)}, "not_in_campaign"),
        ("250.00", {"bought_on": TODAY - timedelta(days=8)}, "too_late"),
    ],
)
def test_amount_and_days_are_checked_against_the_rule(proved, amount, fields, code):
    receipt = proved.receipt(amount, **fields)
    assert refusal(lambda: proved.issue(receipt)) == code
    assert proved.stock() == 10


def test_the_rule_of_the_day_of_purchase_holds(proved):
    add_rule(
        request_key=uuid4(),
        campaign=proved.campaign,
        holds_from=TODAY,
        rule=RULE.__class__(text="满500元送一个", threshold=Decimal("500.00")),
        by=proved.clerk,
        now=NOW,
    )
    yesterday = proved.receipt("250.00", bought_on=TODAY - timedelta(days=1))
    assert proved.issue(yesterday).rule.threshold == Decimal("200.00")
    assert refusal(lambda: proved.issue(proved.receipt("250.00"), telephone="13900000000")) == "not_earned"


def test_receipts_are_added_up_where_the_campaign_allows(db):
    desk = make_gift_desk(every=True, most_receipts=2, per_receipt=3)
    two = [desk.receipt("150.00"), desk.receipt("270.00")]
    made = issue(desk, *two, pieces={desk.cup.pk: 2})
    assert made.purchased == Decimal("420.00")
    assert refusal(lambda: issue(desk, *(desk.receipt("100.00") for _n in range(3)))) == "too_many_receipts"
    apart = [desk.receipt("150.00"), desk.receipt("150.00", bought_on=TODAY - timedelta(days=1))]
    assert refusal(lambda: issue(desk, *apart)) == "too_far_apart"
    big = desk.receipt("2000.00")
    assert refusal(lambda: issue(desk, big, pieces={desk.cup.pk: 4}, telephone="13911111111")) == "not_earned"


def test_receipts_of_two_people_are_not_added_up(db):
    desk = make_gift_desk(most_receipts=2)
    for n in (1, 2):
        make_member(n, store=desk.store, by=desk.clerk)
    two = [desk.receipt("150.00", card_number=card_number(n)) for n in (1, 2)]
    assert refusal(lambda: issue(desk, *two)) == "several_people"


def test_a_person_has_no_more_than_the_limit_by_card_or_by_telephone(db):
    desk = make_gift_desk(per_member=1)
    member = make_member(1, store=desk.store, by=desk.clerk)
    made = issue(desk, desk.receipt(card_number=card_number(1)))
    assert made.member == member
    again = desk.receipt(card_number=card_number(1))
    assert refusal(lambda: issue(desk, again, telephone="13911111111")) == "limit_reached"
    without = desk.receipt()
    assert refusal(lambda: issue(desk, without)) == "limit_reached"
    assert desk.stock() == 9
    assert issue(desk, without, telephone="+86 139 1111 1111").member is None


def test_members_only_wants_the_card(db):
    desk = make_gift_desk(members_only=True)
    assert refusal(lambda: issue(desk, desk.receipt())) == "members_only"


def test_another_text_than_the_one_that_was_read_is_not_signed(proved):
    wanted = wanted_for(proved, proved.receipt())
    with pytest.raises(Refused) as refused:
        issue_gifts(request_key=uuid4(), **proved.here, wanted=wanted, seen="0" * 64, signed=ON_PAPER)
    assert refused.value.code == "text_changed"
    assert GiftPurchase.objects.count() == 0


def test_nothing_is_given_that_is_not_there(db):
    desk = make_gift_desk(pieces=1, every=True)
    with pytest.raises(Refused) as refused:
        issue(desk, desk.receipt("400.00"), pieces={desk.cup.pk: 2})
    assert (refused.value.code, refused.value.value) == ("gifts_short", 2)
    assert "1" in str(refused.value.message)
    assert (desk.stock(), GiftIssue.objects.count(), GiftHolder.objects.count()) == (1, 0, 0)


def test_a_gift_of_another_campaign_and_another_stores_receipt_are_refused(proved):
    other = make_item(proved.clerk, "YS01", "雨伞")
    assert refusal(lambda: proved.issue(proved.receipt(), pieces={other.pk: 1})) == "no_gift"
    stranger = proved.receipt(store=make_store("S9"))
    wanted = wanted_for(proved, stranger)
    codes = {
        refusal(
            lambda: issue_gifts(request_key=uuid4(), **proved.here, wanted=wanted, seen="", signed=ON_PAPER)
        )
    }
    assert codes == {"receipt_unknown"}


def test_a_paper_the_pos_has_not_reported_is_taken_and_compared_later(proved):
    typed = Typed("03", "40186999001", TODAY, Decimal("250.00"))
    paper = type_in(request_key=uuid4(), typed=typed, **proved.here)
    assert refusal(lambda: type_in(request_key=uuid4(), typed=typed, **proved.here)) == "typed_already"
    proved.issue(purchases=(paper,))
    receipt = proved.receipt("25.00", number=paper.number, pos="3")
    follow_import(None)
    paper.refresh_from_db()
    assert (paper.state, paper.receipt_id) == ("mismatch", receipt.pk)
    assert "250.00 ≠ 25.00" in paper.mismatch
    other = make_campaign(proved.store, proved.clerk, proved.cup, name="另一活动", threshold=Decimal("10.00"))
    again = {"campaign": other, "telephone": "13911111111"}
    assert refusal(lambda: proved.issue(receipt, **again)) == "purchase_differs"
    settling = {"purchase_id": paper.pk, "how": "小票金额已核对, 打印错误", "now": NOW}
    assert refusal(lambda: settle(request_key=uuid4(), by=proved.clerk, **settling)) == "own_paper"
    assert settle(request_key=uuid4(), by=proved.supervisor, **settling).state == "settled"


def test_a_paper_that_agrees_is_verified(proved):
    typed = Typed("03", "40186999002", TODAY, Decimal("250.00"))
    paper = type_in(request_key=uuid4(), typed=typed, **proved.here)
    receipt = proved.receipt("250.00", number=paper.number)
    follow_import(None)
    paper.refresh_from_db()
    assert (paper.state, paper.receipt_id) == ("verified", receipt.pk)


def test_an_issue_is_undone_the_same_day_and_the_receipt_is_free_again(db):
    desk = make_gift_desk(per_member=1)
    receipt = desk.receipt()
    made = issue(desk, receipt)
    later = {"issue_id": made.pk, "by": desk.clerk}
    assert refusal(lambda: undo_issue(request_key=uuid4(), why=" ", now=NOW, **later)) == "why_missing"
    tomorrow = NOW + timedelta(days=1)
    assert refusal(lambda: undo_issue(request_key=uuid4(), why="错", now=tomorrow, **later)) == "not_today"
    undo_issue(request_key=uuid4(), why="给错顾客", now=NOW, **later)
    assert (desk.stock(), GiftHolder.objects.get().pieces) == (10, 0)
    assert issue(desk, receipt).state == "given"
    assert desk.stock(Place.Kind.WAREHOUSE) == 0
