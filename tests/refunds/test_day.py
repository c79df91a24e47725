"""A day with refunds: drawer, day sheet and takings hold them, the card's page leads to them."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from cards.models import CardAct
from cards.takings.lines import takings_lines
from deskops.core.money import break_down
from deskops.tills.services import count_blind, read_pos
from deskops.tills.sheets import sheet_sections
from tests.factories.org import NOW
from tests.factories.paying import pay_back
from tests.factories.refunding import RICE, SCARF

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
