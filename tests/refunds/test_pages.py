"""The counter's pages of refunds: what each shows, what it refuses, in how many queries."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.shell import Tone
from deskops.documents.kinds import document_kinds
from deskops.org.access import access_of
from deskops.org.models import Posting, Role
from refunds.models import Holding, Pickup, Purchase, Refund, RefundTender
from refunds.services.paying import fail_step
from tests.factories.org import NOW, make_staff, make_store
from tests.factories.paying import PAYEE, make_mall, money_of, pay_back
from tests.factories.refunding import (
    RICE,
    SCARF,
    approve,
    make_approved,
    make_asked,
    make_checked,
    make_draft,
    make_receipt,
)
from tests.factories.refunds import make_purchase

State = Refund.State
MIXED = {"cash": "40.00", "bank_card": "29.44"}


@pytest.fixture
def mall(db):
    return make_mall(now=timezone.now())


@pytest.fixture
def here(mall, client):
    """The clerk's browser."""
    client.force_login(mall.clerk)
    return client


def bought(mall, *goods, days=1, **fields):
    return make_receipt(mall.store, *goods, bought_at=timezone.now() - timedelta(days=days), **fields)


def key() -> dict[str, str]:
    return {"request_key": str(uuid4())}


def current(answer) -> str:
    """The step that the page marks."""
    return next(str(step.label) for step in answer.context["steps"] if step.current)


def test_a_number_finds_the_receipt_of_this_store_only(mall, here):
    receipt = bought(mall, RICE)
    elsewhere = make_store("S2")
    make_receipt(elsewhere, number="50000001")
    shown = here.get("/refunds/new/", {"number": receipt.number})
    assert shown.context["shown"].receipt == receipt
    refused = here.get("/refunds/new/", {"number": "50000001"})
    assert (refused.context["shown"], refused.context["found"].elsewhere) == (None, (elsewhere,))
    assert elsewhere.name in refused.content.decode()
    nothing = here.get("/refunds/new/", {"number": "99999999"})
    assert nothing.context["found"].nothing


def test_several_receipts_of_one_number_are_chosen_among(mall, here):
    first = bought(mall, RICE)
    second = bought(mall, SCARF, number="40186554203")
    type(second).objects.filter(pk=second.pk).update(number=first.number, pos="04")
    several = here.get("/refunds/new/", {"number": first.number})
    assert (several.context["shown"], len(several.context["found"].receipts)) == (None, 2)
    chosen = here.get("/refunds/new/", {"receipt": second.pk})
    assert chosen.context["shown"].receipt.pk == second.pk


def test_a_receipt_of_another_store_is_not_begun_by_its_key(mall, here):
    stranger = make_receipt(make_store("S2"))
    answer = here.post("/refunds/new/", {**key(), "receipt": stranger.pk, "purpose": "refund"})
    assert (answer.status_code, answer.context["form"].refused.code) == (422, "sold_elsewhere")
    assert not Refund.objects.exists()


def test_what_was_typed_before_is_gone_on_with(mall, here):
    purchase = make_purchase(mall.store, by=mall.clerk, typed=True, number="70000001")
    found = here.get("/refunds/new/", {"number": "70000001"})
    assert found.context["found"].typed == (purchase,)
    begun = here.post("/refunds/new/", {**key(), "purchase": purchase.pk, "purpose": "refund"})
    assert begun["Location"] == f"/refunds/{Refund.objects.get(purchase=purchase).pk}/"


@pytest.mark.parametrize("chosen", [{}, {"receipt": "1", "purchase": "1"}])
def test_neither_or_both_begin_nothing(mall, here, chosen):
    answer = here.post("/refunds/new/", {**key(), **chosen, "purpose": "refund"})
    assert answer.status_code == 422
    assert not Refund.objects.exists()


def test_a_typed_receipt_keeps_what_was_typed_when_it_is_refused(mall, here):
    typed = {
        **key(),
        "number": "70000002",
        "pos": "03",
        "day": "2026-11-20",
        "time": "10:00",
        "purpose": "refund",
        "sighted": "on",
        "line-0-name": "外套",
        "line-0-quantity": "1",
        "line-0-amount": "200",
        "line-0-floor": mall.floors["1F"].postings.get().floor_id,
        "line-3-name": "",
        "paid_cash": "100",
    }
    answer = here.post("/refunds/new/paper/", typed)
    assert (answer.status_code, answer.context["form"].refused.code) == (422, "paid_differs")
    rows = list(answer.context["form"].lines)
    assert [(row["name"].value(), dict(row.errors)) for row in rows] == [("外套", {}), (None, {})]
    made = here.post("/refunds/new/paper/", typed | {"paid_cash": "200"})
    assert made.status_code == 302
    assert Purchase.objects.get().lines.count() == 1


def test_a_row_half_typed_says_what_is_missing(mall, here):
    typed = {**key(), "line-0-name": "外套", "line-0-amount": "12.345"}
    answer = here.post("/refunds/new/paper/", typed)
    row = answer.context["form"].lines.rows[0]
    assert set(row.errors) == {"quantity", "amount", "floor"}


def test_the_goods_say_until_when_they_may_go_back(mall, here):
    draft = make_draft(bought(mall, RICE, days=1), mall.clerk, now=timezone.now())
    goods = here.get(f"/refunds/{draft.pk}/?at=goods").context["form"].goods
    assert [tone for _words, tone in goods[0].allowed] == [Tone.PLAIN, Tone.PLAIN]
    late = make_draft(
        bought(mall, SCARF, days=40, number="40186554203"),
        mall.clerk,
        now=timezone.now() - timedelta(days=30),
    )
    Purchase.objects.filter(pk=late.purchase_id).update(bought_at=timezone.now() - timedelta(days=800))
    goods = here.get(f"/refunds/{late.pk}/?at=goods").context["form"].goods
    assert [tone for _words, tone in goods[0].allowed] == [Tone.LATE, Tone.LATE]


def test_all_of_it_fills_the_boxes(mall, here):
    draft = make_draft(bought(mall, RICE, SCARF), mall.clerk, goods={1: "1"}, now=timezone.now())
    boxes = [
        box.value() for _row, box, _price in here.get(f"/refunds/{draft.pk}/?at=goods").context["form"].rows
    ]
    assert boxes == ["1", None]
    everything = here.get(f"/refunds/{draft.pk}/?at=goods&all").context["form"].rows
    assert [box.value() for _row, box, _price in everything] == ["2", "1"]


def test_a_refusal_keeps_the_page_and_what_was_typed(mall, here):
    draft = make_draft(bought(mall, RICE), mall.clerk, now=timezone.now())
    line = draft.purchase.lines.get()
    typed = {
        **key(),
        f"quantity_{line.pk}": "3",
        "reason": "unwanted",
        "condition": "opened",
        "words": "大了",
    }
    answer = here.post(f"/refunds/{draft.pk}/goods/", typed)
    assert (answer.status_code, answer.context["form"].refused.code) == (422, "too_many")
    assert answer.context["form"]["words"].value() == "大了"
    assert current(answer) == current(here.get(f"/refunds/{draft.pk}/?at=goods"))


def test_an_act_whose_step_is_over_says_so_on_the_page_as_it_is(mall, here):
    asked = make_asked(bought(mall, RICE), mall.clerk, now=timezone.now())
    line = asked.purchase.lines.get()
    typed = {**key(), f"quantity_{line.pk}": "1", "reason": "unwanted", "condition": "opened"}
    answer = here.post(f"/refunds/{asked.pk}/goods/", typed, follow=True)
    assert answer.redirect_chain == [(f"/refunds/{asked.pk}/", 302)]
    assert len(answer.context["messages"]) == 1


def test_money_stays_in_sight_by_tender(mall, here):
    receipt = bought(mall, RICE, SCARF, paid=MIXED)
    first = make_approved(receipt, mall.clerk, mall.floors, goods={2: "1"}, now=timezone.now())
    pay_back(first, mall.clerk, timezone.now())
    second = make_asked(receipt, mall.clerk, goods={1: "1"}, now=timezone.now())
    third = make_draft(receipt, mall.clerk, goods={1: "1"}, now=timezone.now())
    rows = here.get(f"/refunds/{third.pk}/").context["page"].money
    assert [(row.tender.code, row.paid, row.returned, row.now, row.elsewhere, row.left) for row in rows] == [
        ("cash", Decimal("40.00"), Decimal("16.00"), Decimal("12.00"), Decimal("12.00"), Decimal("0.00")),
        ("bank_card", Decimal("29.44"), Decimal("11.78"), Decimal("8.83"), Decimal("8.83"), Decimal("0.00")),
    ]
    own = here.get(f"/refunds/{second.pk}/").context["page"].money
    assert [(row.now, row.elsewhere) for row in own] == [(row.elsewhere, Decimal(0)) for row in rows]


def test_a_rejection_is_shown_with_its_reason_and_taken_back_to_change(mall, here):
    asked = make_asked(bought(mall, RICE), mall.clerk, now=timezone.now())
    decide(
        request_key=uuid4(),
        approval_id=Approval.objects.get().pk,
        by=mall.floors["B1"],
        decision=Decision.REJECTED,
        now=timezone.now(),
        note="已拆封",
    )
    assert "已拆封" in here.get(f"/refunds/{asked.pk}/").content.decode()
    here.post(f"/refunds/{asked.pk}/change/", key())
    asked.refresh_from_db()
    assert asked.state == State.DRAFT


def test_the_page_waits_until_the_state_is_another(mall, here):
    asked = make_asked(bought(mall, RICE), mall.clerk, now=timezone.now())
    assert here.get(f"/refunds/{asked.pk}/is/asked/").status_code == 204
    approve(asked, mall.floors, now=timezone.now())
    assert here.get(f"/refunds/{asked.pk}/is/asked/")["HX-Refresh"] == "true"


def test_cancelling_needs_its_reason_and_shows_what_was_given_up(mall, here):
    asked = make_asked(bought(mall, RICE), mall.clerk, now=timezone.now())
    here.post(f"/refunds/{asked.pk}/cancel/", {**key(), "words": " "})
    asked.refresh_from_db()
    assert asked.state == State.ASKED
    here.post(f"/refunds/{asked.pk}/cancel/", {**key(), "words": "顾客不退了"})
    shown = here.get(f"/refunds/{asked.pk}/").context["page"]
    assert (shown.refund.state, shown.refund.ended_why) == (State.CANCELLED, "顾客不退了")
    assert [(row.holding, row.quantity) for row in shown.lines] == [(Holding.RELEASED, 2)]
    assert [row.now for row in shown.money] == [0]


def test_a_step_that_failed_may_turn_to_the_exception(mall, here):
    refund = make_approved(
        bought(mall, RICE, paid={"bank_card": "41.66"}), mall.clerk, mall.floors, now=timezone.now()
    )
    money = money_of(refund, "bank_card")
    fail_step(request_key=uuid4(), by=mall.clerk, now=timezone.now(), money_id=money.pk, words="卡已注销")
    assert here.get(f"/refunds/{refund.pk}/").context["page"].stuck == money
    account = {"why": "card_cancelled", "words": "卡已注销", **PAYEE}
    lacking = here.post(f"/refunds/money/{money.pk}/divert/", {**key(), **account, "payee_name": ""})
    assert (lacking.status_code, lacking.context["divert"]["words"].value()) == (422, "卡已注销")
    here.post(f"/refunds/money/{money.pk}/divert/", {**key(), **account})
    refund.refresh_from_db()
    assert (refund.state, money_of(refund, "bank_card").is_exception) == (State.ASKED, True)


def test_a_step_of_a_tender_that_is_over_is_not_done_twice(mall, here):
    refund = make_approved(bought(mall, RICE), mall.clerk, mall.floors, now=timezone.now())
    money = money_of(refund, "cash")
    for _press in range(2):
        here.post(f"/refunds/money/{money.pk}/step/", {**key(), "position": 1})
    money.refresh_from_db()
    assert money.steps_done == 1


def test_goods_wait_for_their_own_floor(mall, client):
    refund = make_approved(bought(mall, RICE, SCARF), mall.clerk, mall.floors, now=timezone.now())
    pay_back(refund, mall.clerk, timezone.now())
    client.force_login(mall.floors["1F"])
    rows = client.get("/refunds/pickups/").context["rows"]
    assert [row.floor.code for row in rows] == ["1F"]
    other = Pickup.objects.get(floor__code="B1")
    answer = client.post(f"/refunds/pickups/{other.pk}/collect/", {**key(), "signed_on_paper": "1"})
    assert (answer.status_code, answer.context["form"].refused.code) == (422, "not_your_floor")
    client.post(f"/refunds/pickups/{rows[0].pk}/collect/", {**key(), "signed_on_paper": "1"})
    assert Pickup.objects.get(floor__code="1F").collected_by == mall.floors["1F"]
    assert [row.pk for row in client.get("/refunds/pickups/?done").context["rows"]] == [rows[0].pk]


def test_the_store_manager_collects_on_the_page_while_the_supervisor_is_absent(mall, client):
    refund = make_approved(bought(mall, RICE), mall.clerk, mall.floors, now=timezone.now())
    pay_back(refund, mall.clerk, timezone.now())
    mall.floors["B1"].is_active = False
    mall.floors["B1"].save(update_fields=["is_active"])
    client.force_login(mall.manager)
    assert client.get("/refunds/pickups/").context["may_collect"]
    pickup = Pickup.objects.get()
    client.post(f"/refunds/pickups/{pickup.pk}/collect/", {**key(), "signed_on_paper": "1"})
    pickup.refresh_from_db()
    assert pickup.collected_by == mall.manager


def test_a_clerk_here_who_reads_another_store_does_not_act_there(mall, client):
    other = make_mall("S2", now=timezone.now())
    draft = make_checked(bought(other, RICE), other.clerk, now=timezone.now())
    reader = make_staff("1009", Role.CLERK, store=mall.store)
    Posting.objects.create(staff=reader, role=Role.FINANCE, store=other.store, starts=NOW.date())
    client.force_login(reader)
    assert client.get(f"/refunds/{draft.pk}/").status_code == 200
    answer = client.post(f"/refunds/{draft.pk}/cancel/", {**key(), "words": "不要了"})
    draft.refresh_from_db()
    assert (answer.status_code, draft.state) == (403, State.DRAFT)


def test_a_floor_prints_what_is_of_its_floor(mall):
    refund = make_approved(bought(mall, RICE), mall.clerk, mall.floors, now=timezone.now())
    paid = pay_back(refund, mall.clerk, timezone.now())
    papers = [paid.document, Pickup.objects.get().document, money_of(paid, "cash").document]
    today = timezone.localdate()

    def opened(staff):
        access = access_of(staff, today=today)
        return [document_kinds.get(paper.kind).opens(paper, access) for paper in papers]

    assert opened(mall.floors["B1"]) == [True, True, True]
    assert opened(mall.floors["1F"]) == [False, False, False]
    assert opened(mall.finance) == [True, True, True]


def test_begun_again_at_its_first_step_it_can_be_cancelled(mall, here):
    refund = make_approved(bought(mall, RICE), mall.clerk, mall.floors, now=timezone.now())
    money = money_of(refund, "cash")
    here.post(f"/refunds/money/{money.pk}/fail/", {**key(), "words": "死机"})
    assert not here.get(f"/refunds/{refund.pk}/").context["page"].may_cancel
    here.post(f"/refunds/money/{money.pk}/resume/", key())
    assert here.get(f"/refunds/{refund.pk}/").context["page"].may_cancel
    here.post(f"/refunds/{refund.pk}/cancel/", {**key(), "words": "改日再退"})
    refund.refresh_from_db()
    money.refresh_from_db()
    assert (refund.state, money.holding) == (State.CANCELLED, Holding.RELEASED)


def test_goods_of_an_earlier_day_are_late_by_a_word(mall, here):
    refund = make_approved(bought(mall, RICE), mall.clerk, mall.floors, now=timezone.now())
    pay_back(refund, mall.clerk, timezone.now())
    assert "is-late" not in here.get("/refunds/pickups/").content.decode()
    document = Pickup.objects.get().document
    document.business_date -= timedelta(days=1)
    document.save(update_fields=["business_date"])
    page = here.get("/refunds/pickups/").content.decode()
    assert page.count("badge is-late") == 1


def test_readers_see_the_page_without_its_acts(mall, client):
    draft = make_checked(bought(mall, RICE), mall.clerk, now=timezone.now())
    for role in (Role.FLOOR_SUPERVISOR, Role.FINANCE, Role.STORE_MANAGER, Role.AUDITOR):
        client.force_login(make_staff(f"R{role}"[:20], role, store=mall.store))
        page = client.get(f"/refunds/{draft.pk}/")
        assert (page.status_code, b'method="post" action="/refunds/' in page.content) == (200, False)


def test_a_floors_supervisor_sees_the_refunds_of_the_own_floors_only(mall, client):
    below = make_draft(bought(mall, RICE, number="40186554201"), mall.clerk, now=timezone.now())
    above = make_draft(bought(mall, SCARF, number="40186554202"), mall.clerk, now=timezone.now())
    both = make_draft(bought(mall, RICE, SCARF, number="40186554203"), mall.clerk, now=timezone.now())
    everything = [both.pk, above.pk, below.pk]
    seen = {mall.floors["B1"]: [both.pk, below.pk], mall.floors["1F"]: [both.pk, above.pk]}
    for person, expected in {**seen, mall.finance: everything, mall.manager: everything}.items():
        client.force_login(person)
        rows = client.get("/refunds/").context["rows"]
        pages = [pk for pk in everything if client.get(f"/refunds/{pk}/").status_code == 200]
        papers = [
            one.pk
            for one in (both, above, below)
            if client.get(f"/refunds/papers/{one.document_id}/", follow=True).status_code == 200
        ]
        assert [row.pk for row, _tone in rows] == pages == papers == expected
    client.force_login(mall.floors["B1"])
    assert [client.get(f"/refunds/{above.pk}{end}").status_code for end in ("/", "/is/draft/")] == [404, 404]


def test_a_long_list_goes_on_without_counting(mall, here):
    for n in range(32):
        make_draft(bought(mall, RICE, number=f"4018655{n:04d}"), mall.clerk, now=timezone.now())
    first = here.get("/refunds/")
    assert len(first.context["rows"]) == 30
    assert len(here.get("/refunds/", {"before": first.context["older"]}).context["rows"]) == 2
    assert here.get("/refunds/", {"box": "closed"}).context["rows"] == []
    assert here.get("/refunds/", {"day": "2020-01-01"}).context["rows"] == []


def test_no_page_asks_more_than_fifteen_queries(mall, here, django_assert_max_num_queries):
    now = timezone.now()
    receipts = [bought(mall, RICE, SCARF, paid=MIXED, number=f"4018655420{number}") for number in range(4)]
    refunds = [
        make_draft(receipts[0], mall.clerk, now=now),
        make_asked(receipts[1], mall.clerk, now=now),
        *(make_approved(one, mall.clerk, mall.floors, now=now) for one in receipts[2:]),
    ]
    pay_back(refunds[-1], mall.clerk, now)
    pages = [f"/refunds/{refund.pk}/" for refund in refunds]
    for page in [*pages, "/refunds/", "/refunds/pickups/", "/refunds/new/"]:
        here.get(page)
        with django_assert_max_num_queries(15):
            assert here.get(page).status_code == 200


def test_the_first_page_and_the_receipt_lead_to_a_refund(mall, here):
    receipt = bought(mall, RICE)
    assert f"/refunds/new/?receipt={receipt.pk}" in here.get(f"/receipts/{receipt.pk}/").content.decode()
    make_draft(receipt, mall.clerk, now=timezone.now())
    home = here.get("/").content.decode()
    assert 'href="/refunds/new/" data-key="4"' in home
    assert RefundTender.objects.get().refund.document.number in home
