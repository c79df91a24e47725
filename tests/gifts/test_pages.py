"""The pages of gifts: what they show, in how many queries, and what a form does."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from deskops.core.frozen import fingerprint
from deskops.org.models import Role
from deskops.papers.kinds import papers_of
from deskops.papers.layout import rendered
from deskops.papers.paper import PrintMark
from gifts.models import Campaign, GiftCount, GiftIssue, GiftItem, GiftPlan, GiftPurchase, GiftRequest, Stock
from gifts.services.counting import fresh
from tests.factories.gifts import PHONE, make_item, text_of, wanted_for
from tests.factories.members import card_of, make_member
from tests.factories.org import NOW, PASSWORD, make_staff

KEY = re.compile(r'name="request_key" value="([^"]+)"')


def key_of(client, url: str) -> str:
    """The request key of a page's first form."""
    return KEY.findall(client.get(url).content.decode())[0]


@pytest.fixture
def clerk(desk, signed_in):
    return signed_in(desk.clerk, NOW)


def test_a_scanned_receipt_becomes_a_gift_in_two_steps(clerk, desk):
    receipt = desk.receipt()
    found = clerk.get("/gifts/issue/", {"number": receipt.number})
    assert found.url == f"/gifts/issue/?of=r{receipt.pk}"
    sent = {
        "request_key": key_of(clerk, found.url),
        f"pieces_{desk.cup.pk}": "1",
        "name": "张三",
        "telephone": PHONE,
    }
    shown = clerk.post(found.url, sent)
    with translation.override("zh-hans"):
        text = text_of(desk, wanted_for(desk, receipt))
    assert GiftIssue.objects.count() == 0
    assert text.splitlines()[0] in shown.content.decode()
    done = clerk.post(found.url, {**sent, "seen": fingerprint(text), "signed_on_paper": "on"})
    assert done.status_code == 302
    issue = GiftIssue.objects.get()
    page = clerk.get(done.url).content.decode()
    assert issue.document.number in page
    assert 'data-scan="page"' in page
    assert f"/gifts/issues/{issue.pk}/" in clerk.get(found.url).content.decode()


def test_a_number_nobody_knows_is_typed_from_its_paper(clerk, desk):
    page = clerk.get("/gifts/issue/?number=40199999").content.decode()
    assert "/gifts/issue/paper/?number=40199999" in page
    url = "/gifts/issue/paper/?number=40199999"
    sent = {"number": "40199999", "pos": "3", "bought_on": "2026-11-21", "amount": "250.00", "sighted": "on"}
    answer = clerk.post(url, {"request_key": key_of(clerk, url), **sent})
    assert answer.url == f"/gifts/issue/?of=p{GiftPurchase.objects.get().pk}"


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(clerk, desk):
    receipt = desk.receipt()
    url = f"/gifts/issue/?of=r{receipt.pk}"
    sent = {f"pieces_{desk.cup.pk}": "2", "name": "李四", "telephone": "12345"}
    answer = clerk.post(url, {"request_key": key_of(clerk, url), **sent})
    assert answer.status_code == 422
    assert "李四" in answer.content.decode()


LISTS = ("", "movements/", "register/", "counts/", "campaigns/", "requests/", "issue/", "papers/")


def queries_of(client) -> dict[str, int]:
    """How many queries each list asks."""
    found = {}
    for page in LISTS:
        client.get(f"/gifts/{page}")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/gifts/{page}")
        found[page] = len(asked)
    return found


def test_lists_ask_as_many_queries_however_long_they_are(clerk, desk):
    for number in range(2):
        desk.issue(desk.receipt(), telephone=f"1391111000{number}")
    few = queries_of(clerk)
    for number in range(2, 5):
        desk.issue(desk.receipt(), telephone=f"1391111000{number}")
    assert queries_of(clerk) == few
    assert max(few.values()) <= 15


def test_issuing_asks_fifteen_queries_with_a_member_and_gifts_of_today(clerk, desk):
    member = make_member(9, store=desk.store, by=desk.clerk)
    for number in range(2):
        desk.issue(desk.receipt(), telephone=f"1391111000{number}")
    url = f"/gifts/issue/?of=r{desk.receipt(card_number=card_of(member).number).pk}"
    clerk.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert member.name in clerk.get(url).content.decode()
    assert len(asked) == 15


def test_the_desks_stock_is_hidden_from_a_clerk_while_it_is_counted(clerk, desk):
    url = f"/gifts/issue/?of=r{desk.receipt().pk}"
    held = '<td class="num">10</td>'
    assert held in clerk.get(url).content.decode()
    desk.count()
    page = clerk.get(url).content.decode()
    assert held not in page
    assert '<td class="num">—</td>' in page


def test_a_count_from_its_plan_to_the_correction_by_the_pages(clerk, desk):
    place = desk.store.gift_places.get(kind="desk")
    plan = {"kind": "planned", "place": place.pk, "planned_for": "2026-11-21", "why": ""}
    url = clerk.post("/gifts/counts/new/", {"request_key": key_of(clerk, "/gifts/counts/new/"), **plan}).url
    clerk.post(f"{url}start/", {"request_key": key_of(clerk, url)})
    line = GiftCount.objects.get().lines.get()
    clerk.post(f"{url}enter/", {"request_key": key_of(clerk, url), f"pieces_{line.pk}": "9"})
    close = {"signed_on_paper": "on", "number": desk.keeper.number, "password": PASSWORD, "code": ""}
    wrong = clerk.post(f"{url}close/", {"request_key": key_of(clerk, url), **close, "password": "falsch"})
    assert wrong.status_code == 422
    clerk.post(f"{url}close/", {"request_key": key_of(clerk, url), **close})
    assert fresh(GiftCount.objects.get().pk).state == "counted"
    clerk.post(f"{url}ask/", {"request_key": key_of(clerk, url), "how": "样品未登记"})
    count = GiftCount.objects.get()
    assert count.state == "asked"
    desk.approve(count)
    assert 'is-different">-1' in clerk.get(url).content.decode()
    assert desk.stock() == 9


def test_head_office_and_campaigns_by_the_pages(desk, signed_in):
    manager = make_staff("1201S1", Role.SERVICE_MANAGER, store=desk.store)
    client = signed_in(manager, NOW)
    item = {"code": "YS9", "name": "雨伞", "unit": "把", "value": "30.00"}
    client.post("/gifts/items/new/", {"request_key": key_of(client, "/gifts/items/new/"), **item})
    umbrella = GiftItem.objects.get(code="YS9")
    rule = {
        "text": "满100送伞",
        "threshold": "100.00",
        "pieces": "1",
        "most_receipts": "1",
        "days_between": "0",
        "claim_days": "7",
        "on_refund": "all",
    }
    new = "/gifts/campaigns/new/"
    campaign = {"name": "雨季", "starts": "2026-11-21", "ends": "2026-12-21", "items": umbrella.pk}
    chain = client.post(new, {"request_key": key_of(client, new), **campaign, **rule})
    assert chain.status_code == 422  # the whole chain is head office's
    made = client.post(new, {"request_key": key_of(client, new), **campaign, **rule, "here": "on"})
    pk = Campaign.objects.get(name="雨季").pk
    assert made.url == f"/gifts/campaigns/{pk}/"
    again = f"{made.url}rule/"
    client.post(again, {"request_key": key_of(client, again), **rule, "holds_from": "2026-12-01"})
    assert Campaign.objects.get(pk=pk).rules.count() == 2
    client.post("/gifts/central/", {"request_key": key_of(client, "/gifts/stores/")})
    asked = {"why": "备货", "campaign": "", "gift-0-item": umbrella.pk, "gift-0-quantity": "5"}
    new = "/gifts/requests/new/"
    client.post(new, {"request_key": key_of(client, new), **asked})
    assert GiftRequest.objects.get().lines.get().quantity == 5
    new = "/gifts/plans/new/"
    client.post(new, {"request_key": key_of(client, new), f"buy_{umbrella.pk}": "7", "words": "预备"})
    assert GiftPlan.objects.get().lines.get(item=umbrella).quantity == 7
    for url in (
        "/gifts/stores/",
        "/gifts/plans/",
        f"/gifts/plans/{GiftPlan.objects.get().pk}/",
        "/gifts/items/",
    ):
        assert client.get(url).status_code == 200


def test_the_warehouse_takes_in_and_drafts_by_the_pages(desk, signed_in):
    client = signed_in(desk.keeper, NOW)
    row = {"gift-0-item": desk.cup.pk, "gift-0-quantity": "12"}
    new = "/gifts/arrive/"
    sent = {"request_key": key_of(client, new), "place": "warehouse", "supplier": "厂家", "slip": "", **row}
    answer = client.post(new, sent)
    assert client.get(answer.url).status_code == 200
    assert Stock.objects.get(place__kind="warehouse").balance == 12
    new = "/gifts/draw/"
    drafted = client.post(
        new, {"request_key": key_of(client, new), **row, "gift-0-campaign": desk.campaign.pk}
    )
    assert client.get(drafted.url).status_code == 200


def test_papers_are_drawn_with_rare_characters(desk):
    make_item(desk.clerk, "RC", "䶮㛃𠅤朤礼盒")
    made = desk.issue(desk.receipt(), name="王䶮")
    count = desk.count()
    desk.enter(count, {desk.cup: 9})
    desk.close(count, blank_why="未到货")
    for document in (made.document, count.document):
        for kind in papers_of(document):
            done = rendered(kind.build(document), printed=PrintMark("王芳", NOW))
            assert done.pages >= 1
            assert not done.missing
