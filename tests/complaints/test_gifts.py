"""A gift that a case's plan promises: off the desk's stock, signed for, linked both ways, never too much."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from complaints.models import Step
from complaints.services.giving import gift_text, give_gifts
from deskops.core.frozen import fingerprint
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.ledger.proofs import prove_books
from deskops.papers.models import Signature
from gifts.models import GiftIssue
from gifts.papers import issue_slip
from gifts.services.goodwill import Promised
from gifts.services.issuing import undo_issue
from tests.complaints.test_pages import client_of
from tests.factories.complaints import bring_to, make_office, promise_gift
from tests.factories.gifts import ON_PAPER, make_gift_desk
from tests.factories.tills import NOW

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def desk(office):
    """Ten cups of 49 yuan at the same store's desk."""
    return make_gift_desk(store=office.store)


def wanted(desk, pieces=1):
    return Promised({desk.cup.pk: pieces}, "王䶮", "13800138000")


def give(office, case, asked, *, key=None, seen="", by=None):
    return give_gifts(
        request_key=key or uuid4(),
        by=by or office.clerk,
        now=LATER,
        complaint_id=case.pk,
        wanted=asked,
        seen=seen or fingerprint(gift_text(case, asked, LATER)),
        signed=ON_PAPER,
    )


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_it_leaves_the_stock_and_both_papers_show_the_other(office, desk):
    case = promise_gift(office)
    issue = give(office, case, wanted(desk))
    assert (issue.campaign, issue.document.origin, issue.document.amount) == (None, case.document, 49)
    assert desk.stock() == 9
    assert (
        Step.objects.filter(document=case.document, kind="opened").get().words.endswith(issue.document.number)
    )
    client = client_of(office.clerk)
    assert issue.document.number in client.get(f"/complaints/{case.document_id}/").text
    assert case.document.number in client.get(f"/gifts/issues/{issue.pk}/").text
    assert "安抚礼品" in client.get("/gifts/register/").text
    assert [line.code for line in prove_books() if line.wrong] == []


def test_what_is_signed_names_the_case_and_stands_on_the_slip(office, desk):
    case = promise_gift(office)
    issue = give(office, case, wanted(desk))
    body = Signature.objects.get(document=issue.document).body
    assert case.document.number in body
    assert "保温杯 × 1 个" in body
    assert "".join(issue_slip(issue.document).notes) == body.replace("\n", "")


def test_all_gifts_of_a_case_are_worth_no_more_than_its_plan(office, desk):
    case = promise_gift(office, "100")
    first = give(office, case, wanted(desk, 2))
    assert refusal(lambda: give(office, case, wanted(desk))) == "worth_too_much"
    undo_issue(request_key=uuid4(), issue_id=first.pk, why="顾客换一种", by=office.clerk, now=LATER)
    give(office, case, wanted(desk))
    assert desk.stock() == 9


def test_the_same_press_gives_one_gift(office, desk):
    case, key = promise_gift(office), uuid4()
    seen = fingerprint(gift_text(case, wanted(desk), LATER))
    assert give(office, case, wanted(desk), key=key, seen=seen) == give(
        office, case, wanted(desk), key=key, seen=seen
    )
    assert GiftIssue.objects.count() == 1


def test_only_what_the_approved_plan_promises(office, desk):
    case = bring_to(office, "agreed")
    assert refusal(lambda: give(office, case, wanted(desk))) == "no_gift_promised"
    page = client_of(office.clerk).get(f"/complaints/{case.document_id}/").text
    assert f"/complaints/{case.document_id}/gift/" not in page
    promised = promise_gift(office, telephone="13900000001")
    page = client_of(office.clerk).get(f"/complaints/{promised.document_id}/").text
    assert f"/complaints/{promised.document_id}/gift/" in page


def test_before_the_customer_agreed_nothing_is_given(office, desk):
    case = bring_to(office, "planning")
    assert refusal(lambda: give(office, case, wanted(desk), seen="x")) == "complaint_state"


def test_another_text_than_the_one_that_was_read_is_not_signed(office, desk):
    case = promise_gift(office)
    seen = fingerprint(gift_text(case, wanted(desk), LATER))
    assert refusal(lambda: give(office, case, wanted(desk, 2), seen=seen)) == "text_changed"


def test_who_the_case_is_about_gives_nothing(office, desk):
    case = promise_gift(office, person_id=office.second.pk)
    assert refusal(lambda: give(office, case, wanted(desk), by=office.second)) == "own_complaint"


def test_the_database_lets_no_gift_go_without_a_campaign_or_a_paper(office, desk):
    issue = desk.issue(desk.receipt())
    document = Document.objects.get(pk=issue.pk)
    document.pk, document.number = None, "ZP-S1-X"
    document.save()
    row = GiftIssue(document=document, place=issue.place, name="王䶮", telephone="13800138000", purchased=0)
    with pytest.raises(IntegrityError, match="comes from another paper"), transaction.atomic():
        written(row)


def written(row):
    """The row stored, and what the end of the transaction would check checked now."""
    row.save(force_insert=True)
    connection.check_constraints()


def test_chosen_read_and_signed_by_the_pages(office, desk, django_assert_max_num_queries):
    case, client = promise_gift(office), client_of(office.clerk)
    url = f"/complaints/{case.document_id}/gift/"
    with django_assert_max_num_queries(15):
        assert client.get(url).status_code == 200
    sent = {
        "request_key": str(uuid4()),
        f"pieces_{desk.cup.pk}": "1",
        "name": case.name,
        "telephone": case.telephone,
    }
    page = client.post(url, sent)
    seen = page.context["form"].data["seen"]
    assert "本人已领取" in page.text
    unsigned = client.post(url, sent | {"seen": seen})
    assert unsigned.context["form"].errors["signed"]
    done = client.post(url, sent | {"seen": seen, "signed_on_paper": "on"})
    assert done.status_code == 302
    assert desk.stock() == 9
