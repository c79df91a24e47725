"""A day with refunds: drawer, day sheet and takings hold them, the card's page leads to them."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from cards.models import CardAct
from cards.takings.lines import takings_lines
from deskops.core.money import break_down
from deskops.tills.services import close_shift, count_blind, read_pos
from deskops.tills.sheets import sheet_sections
from refunds.takings import of_store, of_till
from tests.factories.org import NOW
from tests.factories.paying import pay_back
from tests.factories.refunding import RICE, SCARF
from tests.factories.tills import open_till

D = Decimal
PAID = {"cash": "20.05", "stored_value": "29.39", "bank_card": "20.00"}


@pytest.fixture
def paid(proved):
    number = proved.card()
    cards = {"stored_value": number, "bank_card": "4321"}
    return pay_back(proved.approved(RICE, SCARF, paid=PAID, cards=cards), proved.clerk)


def test_the_drawer_closes_without_a_difference(paid, proved):
    """The POS rang the refund up as well: its total holds it, the books count it once."""
    here = {"by": proved.clerk, "now": NOW}
    shift = count_blind(shift=proved.shift, pieces=break_down(D("479.90")), request_key=uuid4(), **here)
    shift = read_pos(shift=shift, total=D("-20.05"), request_key=uuid4(), **here)
    assert (shift.pos_own, shift.expected, shift.difference) == (0, D("479.90"), 0)


def test_the_day_sheet_names_what_was_paid_back(paid, proved):
    day = proved.store.business_date(NOW)
    drawer, papers = sheet_sections(proved.shift.till, day)[:2]
    assert (drawer.paid, drawer.closing) == (D("20.10"), D("479.90"))
    assert [(line.number, line.paid) for line in papers.lines if line.paid] == [
        (1, D("20.05")),
        (1, D("20.00")),
    ]


def close_at_once(mall) -> None:
    here = {"by": mall.clerk, "now": NOW}
    shift = count_blind(shift=mall.shift, pieces=break_down(D("500.00")), request_key=uuid4(), **here)
    shift = read_pos(shift=shift, total=D("0.00"), request_key=uuid4(), **here)
    close_shift(shift=shift, takings={}, reason="", request_key=uuid4(), **here)


def test_what_needs_no_till_is_on_the_sheet_of_the_till_its_clerk_held_then(proved):
    """A clerk who goes from one desk to another: each refund is on one sheet, not on both."""
    number = proved.card()

    def back(receipt: str, after: int) -> None:
        refund = proved.approved(
            RICE, paid={"stored_value": "41.66"}, number=receipt, cards={"stored_value": number}
        )
        pay_back(refund, proved.clerk, NOW + timedelta(hours=after))

    back("40186554201", 0)
    close_at_once(proved)
    second = open_till(proved.store, proved.clerk, code="B2", now=NOW + timedelta(hours=1))
    back("40186554202", 2)
    back("40186554203", 3)
    day = proved.store.business_date(NOW)
    tills = (proved.shift.till, second.till)
    assert [[(line.number, line.paid) for line in of_till(till, day)] for till in tills] == [
        [(1, D("41.66"))],
        [(2, D("83.32"))],
    ]
    assert [(line.quantity, line.amount) for line in of_store(proved.store, day)] == [(3, D("124.98"))]


def test_the_takings_hold_what_was_paid_back_by_each_tender(paid, proved):
    day = proved.store.business_date(NOW)
    lines = {
        (line.section, line.key): line.amount for line in takings_lines(store=proved.store, business_date=day)
    }
    tenders = {key: amount for (section, key), amount in lines.items() if section == "tenders"}
    assert tenders == {
        "stored_value": D("-29.39"),
        "bank_card": D("-20.00"),
        "bank_transfer": D("500.00"),
    }
    assert (lines["liability", "refunded"], lines["liability", "closing"]) == (D("29.39"), D("529.39"))


def test_the_cards_page_leads_to_the_refund(paid, proved, client):
    act = CardAct.objects.get(kind="card_refund")
    client.force_login(proved.clerk)
    page = client.get(reverse("cards:act", args=[act.pk]))
    assert page.status_code == 200
    assert reverse("refunds:document", args=[act.pk]) in page.content.decode()
    assert reverse("papers:paper", args=[act.document.number]) not in page.content.decode()
    shown = client.get(reverse("refunds:document", args=[act.pk]))
    assert shown.headers["Location"] == reverse("refunds:refund", args=[paid.pk])
