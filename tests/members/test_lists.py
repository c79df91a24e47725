"""The daily list of incomplete members, the batch for the information department, and what is printed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from deskops.documents.kinds import document_kinds
from deskops.handoffs.models import Handoff, HandoffLine
from deskops.handoffs.services import send
from deskops.papers.forms import Signed
from deskops.papers.services import print_paper
from members.batches import open_batch
from members.models import Change, CompletenessList
from members.models.people import Missing
from members.queries.completeness import lists_owing
from members.services.changing import apply_change, request_change
from members.services.checking import list_incomplete
from members.services.supplying import Brought, supply_identity
from tests.factories.members import card_number, id_number, make_application, make_member, proxy
from tests.factories.org import NOW, TODAY
from tests.papers.reading import text


def check(store, clerk):
    return list_incomplete(store=store, day=TODAY, by=clerk, now=NOW + timedelta(days=1))


@pytest.fixture
def incomplete(store, clerk):
    make_application(1, store=store, by=clerk)
    return make_application(2, store=store, by=clerk, id_number="").member


def test_the_list_says_who_owes_what_and_is_sent_once(incomplete, store, clerk):
    sent = check(store, clerk)
    assert (sent.joined, sent.document.number) == (2, "WZ-S1-261122-0001")
    assert [(line.member, line.missing) for line in sent.lines.all()] == [(incomplete, [Missing.NUMBER])]
    assert check(store, clerk) is None
    assert CompletenessList.objects.count() == 1


def test_nothing_is_sent_when_nothing_is_missing(store, clerk):
    make_application(1, store=store, by=clerk)
    assert check(store, clerk) is None


def test_a_list_leaves_the_first_page_when_everything_was_supplied(incomplete, store, clerk):
    check(store, clerk)
    tomorrow = TODAY + timedelta(days=1)
    assert [vars(sent)["owing"] for sent in lists_owing(store, tomorrow)] == [1]
    supply_identity(
        request_key=uuid4(),
        member_id=incomplete.pk,
        brought=Brought(id_number=id_number(2)),
        store=store,
        by=clerk,
        now=NOW,
    )
    assert lists_owing(store, tomorrow) == []


def change_name(member, store, clerk) -> Change:
    change = request_change(
        request_key=uuid4(),
        member_id=member.pk,
        values={"name": "李小婷"},
        papers_seen=True,
        signed=Signed(None),
        store=store,
        by=clerk,
        now=NOW,
    )
    return apply_change(request_key=uuid4(), change_id=change.pk, by=clerk, now=NOW)


def batch(store, clerk) -> Handoff:
    return open_batch(request_key=uuid4(), store=store, by=clerk, now=NOW)


def test_a_change_goes_into_one_batch_only(store, clerk):
    change = change_name(make_member(1, store=store, by=clerk), store, clerk)
    handoff = batch(store, clerk)
    line = HandoffLine.objects.get(handoff=handoff)
    assert (line.label, line.quantity, line.values["card"]) == ("李小婷", 1, card_number(1))
    assert (line.values["before"], line.values["after"]) == ("李婷婷", "李小婷")
    assert batch(store, clerk).pk == handoff.pk
    send(request_key=uuid4(), handoff_id=handoff.pk, by=clerk, now=NOW)
    change.refresh_from_db()
    assert change.batch_id == handoff.pk
    assert HandoffLine.objects.filter(handoff=batch(store, clerk)).count() == 0


def printed(document, clerk) -> str:
    return text(print_paper(document=document, by=clerk, now=NOW, request_key=uuid4(), language="en").pdf)


def test_the_application_prints_masked(store, clerk):
    application = make_application(1, store=store, by=clerk, name="䶮㛃𠅤朤", **proxy())
    said = printed(application.document, clerk)
    assert {"䶮㛃𠅤朤" in said, card_number(1) in said, id_number(1)[:3] + "*" * 11 in said} == {True}
    assert id_number(1) not in said


def test_the_form_for_changes_and_the_list_print(incomplete, store, clerk):
    change = change_name(make_member(3, store=store, by=clerk), store, clerk)
    assert "李小婷" in printed(change.document, clerk)
    assert incomplete.name in printed(check(store, clerk).document, clerk)


def test_no_two_kinds_of_paper_share_their_letters():
    prefixes = [kind.prefix for kind in document_kinds if not kind.code.startswith(("test_", "t_"))]
    assert sorted(prefixes) == sorted(set(prefixes))


def test_the_lists_page_shows_the_day(client, incomplete, store, clerk):
    client.force_login(clerk)
    page = client.get(reverse("members:incomplete"), {"day": "2026-11-21"})
    assert (page.context["joined"], list(page.context["members"])) == (2, [incomplete])
