"""The takings: whole, equal to the books, received once, disputed and settled by correcting entries."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from cards.takings import open_drafts
from cards.takings.liability import Liability, liability
from cards.takings.queries import days_of, standing
from deskops.core.refusals import Refused
from deskops.handoffs.kinds import Line, Section
from deskops.handoffs.models import Handoff, State
from deskops.handoffs.services import Agreed, Found, dispute, find, receive, refresh, send, settle
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account, Transfer
from deskops.ledger.proofs import prove_books
from deskops.org.access import access_of
from deskops.org.models import Staff
from deskops.tills.plugs import TakingsSection, takings_sections
from tests.factories.handoffs import picture
from tests.factories.takings import TOMORROW, close, handed_over, prepared, trade
from tests.factories.tills import DAY, make_desk

yuan = Decimal


@pytest.fixture
def day(counter):
    """A counter whose day is over: 700 in cash, 300 transferred, 100 by bank card, 120 spent."""
    trade(counter)
    close(counter)
    return counter


def figures(handoff: Handoff, section: str) -> dict[str, Decimal]:
    return {
        line.label: line.amount or yuan(0)
        for line in handoff.lines.filter(section=section).order_by("position")
    }


def held(counter, kind: AccountKind) -> Decimal:
    return sum((one.amount for one in Account.objects.filter(store=counter.store, kind=kind)), yuan(0))


def taken(counter, handoff: Handoff, **more) -> Handoff:
    finance = counter.desk.finance
    more = {"receipt_number": "SJ-001", "receipt_image": picture(finance), "by": finance, **more}
    return receive(request_key=uuid4(), handoff_id=handoff.pk, now=TOMORROW, **more)


def wrong(code: str) -> list[str]:
    return [str(one) for line in prove_books() if line.code == code for one in line.differences]


def test_the_lines_are_the_books_of_the_day(day):
    handoff = handed_over(day)
    assert (handoff.state, handoff.total_amount) == (State.SENT, yuan("1100.00"))
    assert figures(handoff, "cash") == {"A1 号台 · 王芳 1001S1": yuan("700.00")}
    assert figures(handoff, "tenders") == {"银行卡": yuan("100.00"), "转账": yuan("300.00")}
    assert [
        (line.label, line.values["tender"], line.quantity, line.amount)
        for line in handoff.lines.filter(section="clerks")
    ] == [
        ("王芳 1001S1", "银行卡", 1, yuan("100.00")),
        ("王芳 1001S1", "转账", 1, yuan("300.00")),
        ("王芳 1001S1", "现金", 2, yuan("700.00")),
    ]
    slips = [(line.values["slip"], line.amount) for line in handoff.lines.filter(section="slips")]
    assert slips == [("…0001", yuan("300.00")), ("000123", yuan("100.00"))]
    assert list(figures(handoff, "drawers").values()) == [
        yuan("0.00"),
        yuan("500.00"),
        yuan("200.00"),
        yuan("500.00"),
        yuan("-700.00"),
        yuan("500.00"),
    ]
    card = handoff.lines.get(section="cards")
    assert card.values == {
        "sold": "500.00",
        "topped": "600.00",
        "redeemed": "120.00",
        "refunded": "0.00",
        "closed": "0.00",
    }
    assert (card.label, card.amount) == ("660000000001", yuan("980.00"))
    assert list(figures(handoff, "liability").values()) == [
        yuan("0.00"),
        yuan("1100.00"),
        yuan("120.00"),
        yuan("0.00"),
        yuan("0.00"),
        yuan("980.00"),
    ]


def test_cash_in_the_lines_is_the_cash_in_transit(day):
    handoff = handed_over(day)
    assert sum(figures(handoff, "cash").values()) == held(day, AccountKind.CASH_IN_TRANSIT)
    assert handoff.lines.get(section="liability", key="closing").amount == held(
        day, AccountKind.CARD_PRINCIPAL
    )


def test_liability_over_days(day):
    assert liability(day.store, DAY, DAY) == Liability(
        yuan(0), yuan("1100.00"), yuan("120.00"), yuan(0), yuan(0)
    )
    after = liability(day.store, DAY + timedelta(days=1), DAY + timedelta(days=9))
    assert (after.opening, after.closing) == (yuan("980.00"), yuan("980.00"))


def test_due_the_next_working_day_of_finance(day):
    friday = prepared(day)
    assert friday.due_at == datetime(2026, 11, 23, 16, tzinfo=UTC)


def test_received_once_with_the_receipt_and_the_cash_is_finances(day):
    handoff = handed_over(day)
    with pytest.raises(Refused) as refused:
        taken(day, handoff, receipt_number="")
    assert (refused.value.code, refused.value.field) == ("receipt_missing", "receipt_number")
    received = taken(day, handoff)
    assert (received.state, received.receipt_number) == (State.RECEIVED, "SJ-001")
    assert held(day, AccountKind.CASH_IN_TRANSIT) == yuan("0.00")
    assert held(day, AccountKind.FINANCE_CASH) == yuan("700.00")
    moved = Transfer.objects.get(document=handoff.document)
    assert (moved.kind, moved.business_date) == ("takings", date(2026, 11, 21))
    with pytest.raises(Refused) as refused:
        taken(day, handoff)
    assert refused.value.code == "wrong_state"
    assert wrong("takings") == wrong("card_liability") == []


def test_the_desk_does_not_receive_its_own(day):
    handoff = handed_over(day)
    with pytest.raises(Refused) as refused:
        taken(day, handoff, by=day.clerk)
    assert refused.value.code == "not_your_side"


def test_disputed_settled_and_corrected_the_next_day(day):
    handoff = handed_over(day)
    finance, clerk = day.desk.finance, day.clerk
    cash = handoff.lines.get(section="cash")
    bank = handoff.lines.get(section="tenders", key="bank_card")
    before = held(day, AccountKind.BANK_CARD)
    here = {"handoff_id": handoff.pk, "now": TOMORROW}
    found = {
        cash.position: Found(yuan("690.00"), cash.quantity, "少一张10元"),
        bank.position: Found(yuan("110.00"), 1, "小票是110元"),
    }
    find(request_key=uuid4(), found=found, by=finance, **here)
    with pytest.raises(Refused) as refused:
        taken(day, handoff)
    assert refused.value.code == "lines_differ"
    dispute(request_key=uuid4(), by=finance, **here)
    agreed = {
        cash.position: Agreed("客服认短", yuan("690.00"), cash.quantity),
        bank.position: Agreed("按小票", yuan("110.00"), 1),
    }
    settle(request_key=uuid4(), agreed=agreed, by=clerk, **here)
    received = taken(day, handoff)
    assert (received.total_amount, received.final_amount) == (yuan("1100.00"), yuan("1100.00"))
    assert held(day, AccountKind.FINANCE_CASH) == yuan("690.00")
    assert held(day, AccountKind.BANK_CARD) - before == yuan("10.00")
    corrected = Transfer.objects.get(document=handoff.document, kind="takings_corrected")
    assert corrected.business_date == date(2026, 11, 21)
    assert handoff.lines.get(pk=cash.pk).amount == yuan("700.00")
    assert wrong("takings") == []


def test_an_open_till_is_named_and_the_draft_can_be_brought_up_to_date(counter):
    trade(counter)
    draft = prepared(counter)
    assert figures(draft, "cash") == {}
    here = {"handoff_id": draft.pk, "by": counter.clerk, "now": TOMORROW}
    with pytest.raises(Refused) as refused:
        send(request_key=uuid4(), **here)
    assert (refused.value.code, refused.value.value) == ("till_open", "A1")
    assert "A1 号台(王芳)" in str(refused.value.message)
    close(counter)
    with pytest.raises(Refused) as refused:
        send(request_key=uuid4(), **here)
    assert refused.value.code == "handoff_moved"
    refresh(request_key=uuid4(), **here)
    assert send(request_key=uuid4(), **here).total_amount == yuan("1100.00")


def test_over_and_short_is_shown_and_explains_the_cash(counter):
    trade(counter)
    close(counter, counted="1199.00", takings="699.00", reason="少1元")
    handoff = handed_over(counter)
    assert figures(handoff, "cash") == {"A1 号台 · 王芳 1001S1": yuan("699.00")}
    line = handoff.lines.get(section="differences")
    assert (line.amount, line.values["reason"]) == (yuan("-1.00"), "少1元")
    lines = handoff.lines.filter(section="drawers")
    drawers = {line.key: line.amount or yuan(0) for line in lines}
    closing = drawers.pop("closing")
    assert (sum(drawers.values()), closing) == (yuan("500.00"), yuan("500.00"))


def test_a_day_that_goes_on_is_refused(counter):
    with pytest.raises(Refused) as refused:
        prepared(counter, now=counter.here["now"])
    assert refused.value.code == "day_not_over"


def test_once_per_store_and_business_date(day):
    handoff = prepared(day)
    with pytest.raises(Refused) as refused:
        prepared(day)
    assert refused.value.code == "handoff_exists"
    assert Handoff.objects.get(kind="takings") == handoff


def test_the_morning_drafts_what_is_missing_once(day):
    other = make_desk("S2")
    assert open_drafts(now=TOMORROW) == 1
    assert open_drafts(now=TOMORROW + timedelta(hours=1)) == 0
    handoff = Handoff.objects.get(kind="takings")
    assert (handoff.store, handoff.business_date, handoff.document.maker) == (
        day.store,
        DAY,
        Staff.objects.system(),
    )
    assert not Handoff.objects.filter(store=other.store).exists()
    assert [(one.on, one.handoff) for one in days_of(day.store, TOMORROW)] == [(DAY, handoff)]


def test_what_stands_before_finance(day, django_assert_num_queries):
    handoff = handed_over(day)
    access = access_of(day.desk.finance, today=TOMORROW.date())
    with django_assert_num_queries(1):
        now = standing(access, TOMORROW)
    assert (now.receive, now.disputed, now.late, now.not_sent) == (1, 0, 0, 0)
    assert standing(access, handoff.due_at + timedelta(seconds=1)).late == 1
    elsewhere = access_of(make_desk("S2").finance, today=TOMORROW.date())
    assert standing(elsewhere, TOMORROW).receive == 0


def test_an_upper_room_adds_a_part(day):
    section = Section("t_refunds", "退货", counted=False)
    lines = [Line("r", "退货单", yuan("-5.00"))]
    part = takings_sections.add(TakingsSection(section, lambda _store, _date: lines))
    try:
        handoff = handed_over(day)
        assert figures(handoff, "t_refunds") == {"退货单": yuan("-5.00")}
        assert handoff.total_amount == yuan("1100.00")
    finally:
        takings_sections._items.remove(part)


def test_the_number_of_queries_does_not_grow(day, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        prepared(day)


def test_proofs_name_what_differs(day):
    handoff = handed_over(day)
    taken(day, handoff)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_account SET balance = balance - 1 WHERE kind = 'card_principal'")
    assert wrong("card_liability") == ["card_principal 660000000001: 981.00 ≠ 980.00"]
