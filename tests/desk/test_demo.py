"""The demo: whole, its books proved; every account's first page and every link of its navigation open."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from cards.models import CardAct, GroupOrder, GroupReturn, HolderChange, Renewal, StockCount, Stretch
from deskops.approvals.models import Approval, Decision
from deskops.core.calendar import SHANGHAI
from deskops.core.models import Job
from deskops.desk.demo.chain import PEOPLE
from deskops.desk.demo.load import ending, load
from deskops.handoffs.models import Handoff
from deskops.ledger.proofs import prove_books
from deskops.org.models import Staff, Store
from deskops.receipts.models import Receipt
from deskops.tills.models import Shift
from members.models import Application, Change, Member, MemberCard
from refunds.models import BankInquiry, BankLine, Pickup, Purchase, Refund, RefundTender

DAYS = 4  # of 28

NAVIGATION = re.compile(r"<nav\b.*?</nav>", re.DOTALL)
LINK = re.compile(r'href="(/[^"?#]*)"')


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A small demo that ends now, made once for the tests below and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(timezone.now(), days=DAYS)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def opened() -> set[str]:
    """The links that an account has opened already."""
    return set()


@pytest.mark.django_db
def test_its_books_are_proved_and_nothing_waits_for_the_end_of_the_transaction() -> None:
    assert [str(one) for line in prove_books() for one in line.differences] == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
def test_papers_stand_in_each_state() -> None:
    assert set(Application.objects.values_list("state", flat=True)) == {"issued", "asked", "rejected"}
    assert set(Change.objects.values_list("state", flat=True)) == set(Change.State)
    assert set(CardAct.objects.values_list("kind", flat=True)) >= {"card_sale", "card_top_up", "card_redeem"}
    waiting = Approval.objects.filter(decision=Decision.PENDING).values_list("document__kind", "role")
    assert {("application", "desk_supervisor"), ("till_difference", "finance")} <= set(waiting)
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db
def test_refunds_stand_in_each_state() -> None:
    def found(model: type[Model], field: str, **wanted: object) -> set[object]:
        return set(model._default_manager.filter(**wanted).values_list(field, flat=True))

    assert found(Refund, "state") == set(Refund.State)
    assert found(Refund, "purpose", state="closed") == {"refund", "exchange"}
    assert found(Purchase, "state") == {"verified", "unverified", "mismatch"}
    assert found(BankInquiry, "state") == set(BankInquiry.State)
    assert found(Pickup, "state") == set(Pickup.State)
    assert found(RefundTender, "way", state="done") == set(RefundTender.Way)
    assert found(RefundTender, "state", refund__state="paying") == {
        "failed",
        "finance",
        "waiting",
    }
    assert found(Refund, "state", condition="kept") == {"closed"}
    assert found(RefundTender, "out_tender__code", is_exception=True, state="done") == {"bank_transfer"}
    by_hand = RefundTender.objects.filter(confirmed_at__isnull=False).exclude(confirmed_how__contains="清算")
    assert by_hand.count() == 2
    assert found(BankLine, "state") == set(BankLine.State)
    assert Refund.objects.filter(to_pay__gt=0, pay_document__isnull=False).count() == 1
    assert {("refund", "floor_supervisor")} <= set(
        Approval.objects.filter(decision=Decision.PENDING).values_list("document__kind", "role")
    )


@pytest.mark.django_db
def test_group_orders_and_cards_stand_in_each_state() -> None:
    assert set(GroupOrder.objects.values_list("state", flat=True)) == set(GroupOrder.State)
    bonus = Handoff.objects.filter(kind="group_bonus").values_list("state", flat=True)
    assert set(bonus) == {"sent", "received"}
    assert set(Stretch.objects.values_list("state", flat=True)) == {"on_hand", "issued", "spoiled"}
    assert set(StockCount.objects.values_list("state", flat=True)) == {"agreed", "asked"}
    assert GroupReturn.objects.get().state == "asked"
    assert HolderChange.objects.count() == 1
    assert CardAct.objects.filter(kind=CardAct.Kind.EXCHANGE, balance_after__gt=0).count() == 1
    assert sorted(Renewal.objects.values_list("waived", flat=True)) == [False, True, True]
    assert MemberCard.objects.filter(state="expired").count() == 1


@pytest.mark.django_db
def test_the_goods_of_a_past_business_date_wait_late() -> None:
    waiting = Pickup.objects.filter(state="waiting", document__store__code="S00367")
    today = Store.objects.get(code="S00367").business_date(ending(timezone.now()))
    assert waiting.filter(document__business_date__lt=today).count() == 1


@pytest.mark.django_db
def test_the_first_clerk_finds_a_till_to_open() -> None:
    assert not Shift.objects.filter(clerk__number="1001", state__in=Shift.UNDER_WAY).exists()
    last = Shift.objects.filter(till__store__code="S00367", till__code="A1").latest("opened_at")
    assert last.state == "closed"
    assert last.till.account.amount == last.left


@pytest.mark.django_db
def test_nobody_and_nothing_collides_with_files_that_are_imported_later() -> None:
    assert not Member.objects.filter(cards__number__startswith="88000").exists()
    assert not Receipt.objects.filter(number__startswith="4").exists()


@pytest.mark.django_db
def test_it_goes_into_an_empty_database_only() -> None:
    with pytest.raises(CommandError, match="in use"):
        call_command("demo")


@pytest.mark.django_db
@pytest.mark.parametrize("number", [person.number for person in PEOPLE])
def test_every_account_opens_its_first_page_and_the_navigation(number: str, opened: set[str]) -> None:
    """Every account its own first page; a page of the navigation by the first account that is led to it."""
    client = Client()
    client.force_login(Staff.objects.get(number=number))
    first = client.get("/")
    links = {link for part in NAVIGATION.findall(first.content.decode()) for link in LINK.findall(part)}
    answers = {link: client.get(link, follow=True).status_code for link in {"/later/", *(links - opened)}}
    opened |= links
    assert first.status_code == 200
    assert {link: status for link, status in answers.items() if status != 200} == {}


@pytest.mark.parametrize(
    ("made", "ends"),
    [
        ("2026-11-29T05:59", "2026-11-29T05:59"),
        ("2026-11-29T06:00", "2026-11-29T05:55"),
        ("2026-11-29T09:44", "2026-11-29T05:55"),
        ("2026-11-29T09:45", "2026-11-29T09:45"),
    ],
)
def test_before_opening_it_ends_with_the_last_business_date(made: str, ends: str) -> None:
    times = (datetime.fromisoformat(one).replace(tzinfo=SHANGHAI) for one in (made, ends))
    now, end = times
    assert ending(now) == end
