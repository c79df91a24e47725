"""In Chromium, by keyboard: a silver card whose original is lost, and a card closed after the seven days."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from cards.models import CardAct, Closing, CollectedCard
from deskops.ledger.kinds import AccountKind
from deskops.ledger.proofs import prove_books
from deskops.ledger.services import account_for
from members.models import MemberCard, Tier
from members.services.tiers import set_tiers
from tests.cards.closing.test_closing import spend
from tests.cards.conftest import Counter
from tests.factories.cards import TRANSFER, sell
from tests.factories.members import card_of, make_member
from tests.factories.tills import make_desk, open_till
from tests.support.browser import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def at_work(live_server) -> Counter:
    """A desk that is open now, with 500 yuan in the drawer."""
    desk = make_desk()
    open_till(desk.store, desk.clerk, now=timezone.now())
    return Counter(desk, make_member(1, store=desk.store, by=desk.clerk))


def proven() -> bool:
    return [line.code for line in prove_books() if line.wrong] == []


def test_a_silver_card_for_a_lost_original(page, at_work):
    member, clerk = at_work.member, at_work.clerk
    with transaction.atomic():
        silver = {member.pk: Tier.objects.get(code="silver")}
        set_tiers(silver, starts=timezone.localdate(), source="名单", by=clerk)
    sign_in(page, clerk.number)
    page.goto(f"/members/{member.pk}/")
    page.keyboard.press("Escape")
    page.keyboard.press("y")
    page.wait_for_url(f"**/cards/members/{member.pk}/tier/")
    expect(page.locator("#id_identified_by")).to_be_focused()
    page.keyboard.type("居民身份证原件已核")
    page.keyboard.press("Tab")
    page.keyboard.type("9900000001", delay=120)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cards/acts/*/")
    made = CardAct.objects.get(kind=CardAct.Kind.MEMBER_SILVER)
    assert (made.fee, card_of(member).silver) == (Decimal("50.00"), True)
    assert account_for(AccountKind.FEES, at_work.store).amount == Decimal("50.00")
    assert MemberCard.objects.filter(state="replaced").count() == 1
    assert not CollectedCard.objects.exists()
    assert proven()


def test_a_card_is_closed_after_the_seven_days_by_the_rule_and_paid_out(page, at_work):
    long_ago = {**at_work.here, "now": timezone.now() - timedelta(days=30)}
    value = sell(at_work.member, **long_ago, amount="500.00", how="bank_transfer", details=TRANSFER).value
    spend(at_work, "80.00", "100.00", now=long_ago["now"])
    sign_in(page, at_work.clerk.number)
    page.goto(f"/cards/{value.pk}/")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.wait_for_url(f"**/cards/{value.pk}/close/")
    expect(page.locator("#reckoning")).to_contain_text("400.00")
    expect(page.locator("#id_identified_by")).to_be_focused()
    page.keyboard.type("居民身份证原件已核")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("工商银行德州分行")
    page.keyboard.press("Tab")
    page.keyboard.type("6222021612004321", delay=120)
    page.locator("#id_signature_on_paper").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cards/closings/*/")
    made = Closing.objects.get()
    assert (made.state, made.amount) == (Closing.State.DUE, Decimal("400.00"))

    sign_in(page, at_work.desk.finance.number)
    page.goto("/cards/closings/")
    page.locator(f"a[href='/cards/closings/{made.pk}/']").press("Enter")
    page.wait_for_url(f"**/cards/closings/{made.pk}/")
    page.locator("#id_bank_reference").focus()
    page.keyboard.type("ICBC202611280001")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_be_visible()
    assert Closing.objects.get().state == Closing.State.PAID
    assert proven()
