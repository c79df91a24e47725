"""In Chromium, by keyboard alone: a cashback month of real receipts, from the list to the close."""

import csv
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import Sum
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from cards.models import CollectedCard
from cashback.models import Carry, Cycle, Draw, Line, Payout, Turn
from cashback.services.boxes import held
from deskops.core.imports import Options
from deskops.core.jobs import perform
from deskops.core.models import Job
from deskops.core.money import DENOMINATIONS
from deskops.documents.models import Document
from deskops.handoffs.models import Handoff, State
from deskops.ledger.models import Account, Entry
from deskops.ledger.proofs import prove_books
from deskops.org.models import Role, Staff, Store
from deskops.receipts.imports import import_receipts
from deskops.tills.rules import face_field, total
from members.imports import import_members
from members.models import MemberCard, Tier
from members.services.tiers import set_tiers
from tests.factories.cashback import AFTER, CALLED, MADE, PAID, Month
from tests.factories.org import make_staff
from tests.support.browser import sign_in, step_out
from tests.support.keyboard import enter, find_all_and_sign, press, tab_to

pytestmark = pytest.mark.browser

D = Decimal
DATA = Path(__file__).with_name("data")
STORE = "S00381"
CARDS = ("8800000083", "8800001431", "8800000743", "8800000037")
"""Four silver members of the store, in the order of their lines."""
RISEN, SILVER = CARDS[1], "9900000001"


@pytest.fixture
def clock(monkeypatch) -> dict[str, datetime]:
    """What the server takes for now; the days of the month are gone through."""
    times = {"now": MADE}
    monkeypatch.setattr("deskops.org.access.timezone.now", lambda: times["now"])
    return times


@pytest.fixture
def month(live_server, transactional_db, tmp_path) -> Month:
    """The store with its people, its silver members and what they bought, as the files say."""
    options = {"by": Staff.objects.system(), "now": datetime(2026, 11, 4, 2, 0, tzinfo=UTC)}
    import_receipts(
        DATA / "receipts.csv", Options(create_stores=True, partial=True, **options), lambda _done, _all: None
    )
    store = Store.objects.get(code=STORE)
    rows = list(csv.reader((DATA / "members.csv").read_text("utf-8-sig").splitlines()))
    own = tmp_path / "members.csv"
    with own.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([rows[0], *(_as_admitted(row) for row in rows if row[0] in CARDS)])
    import_members(own, Options(store=store, **options), lambda _done, _all: None)
    risen = {MemberCard.objects.get(number=RISEN).member_id: Tier.objects.get(code="silver")}
    with transaction.atomic():
        set_tiers(risen, starts=date(2026, 10, 1), source="信息部十月名单", by=options["by"])
    roles = (Role.CLERK, Role.CLERK, Role.DESK_SUPERVISOR, Role.FINANCE, Role.INFORMATION)
    return Month(store, *(make_staff(f"{n}001", role, store=store) for n, role in enumerate(roles, 1)))


def _as_admitted(row: list[str]) -> list[str]:
    """One of them rose after the card was made: the plastic is still a normal member's."""
    return [*row[:-1], "普通"] if row[0] == RISEN else row


def press_button(page: Page) -> None:
    """Enter on the form's own button, reached by Tab."""
    tab_to(page, "main form button.primary")
    press(page, "Enter")


def type_pieces(page: Page, pieces: dict[Decimal, int]) -> None:
    """Pieces by face, each reached by Tab."""
    for face in DENOMINATIONS:
        if number := pieces.get(face):
            tab_to(page, f"[name={face_field(face)}]")
            page.keyboard.type(str(number))


def sign_for(page: Page, handoff: Handoff, by: Staff) -> None:
    """The receiver finds every line as given, one after the other, and signs."""
    sign_in(page, by.number)
    page.goto(f"/handoffs/{handoff.pk}/")
    find_all_and_sign(page)
    expect(page.locator(".messages")).to_be_visible()
    assert Handoff.objects.get(pk=handoff.pk).state == State.RECEIVED


def on_the_board(page: Page) -> dict[str, str]:
    """The books prove, and what the board shows is what the ledger holds; answers its lines' sums."""
    assert [line for line in prove_books() if line.wrong] == []
    cycle = Cycle.objects.get()
    page.goto(f"/cashback/{cycle.pk}/")
    rows = page.locator("table.compare tbody tr").all()
    shown = [[D(cell.replace(",", "")) for cell in row.locator("td").all_inner_texts()] for row in rows]
    assert [row[:2] for row in shown] == [[amount, amount] for amount in ledger(cycle)]
    assert all(row[2] == 0 for row in shown)
    parts = page.locator("main table.data").first.locator("tbody tr").all()
    return {
        row.locator("th").inner_text().strip(): row.locator("td").nth(1).inner_text().strip() for row in parts
    }


def ledger(cycle: Cycle) -> list[Decimal]:
    """Booked with exceptions, drawn, paid, handed back, in the boxes, still owed: from the entries alone."""
    boxes = list(Account.objects.filter(kind="cashback_box", code__startswith=f"{cycle.code} "))

    def moved(kinds: list[str], **where) -> Decimal:
        rows = Entry.objects.filter(transfer__kind__in=kinds, **where)
        return rows.aggregate(sum=Sum("amount", default=D(0)))["sum"]

    return [
        -moved(["cashback_booked", "cashback_added"], account=cycle.due_id),
        moved(["cashback_drawn"], account__in=boxes),
        moved(["cashback_paid"], account=cycle.due_id),
        -moved(["cashback_returned"], account__in=boxes),
        sum((box.balance for box in boxes), D(0)),
        -Account.objects.get(pk=cycle.due_id).balance,
    ]


def find_at_the_counter(page: Page, card: str) -> None:
    """Key 5 from the first page, the card typed: the member's line."""
    page.goto("/")
    step_out(page)
    press(page, "5")
    expect(page.locator("#id_q")).to_be_focused()
    enter(page, card)
    page.wait_for_url(re.compile(r"/cashback/lines/\d+/pay/$"))


def pay(page: Page, card: str, *, silver: str = "") -> Payout:
    """Identity seen, notes as suggested, signed on paper, the receipt printed."""
    find_at_the_counter(page, card)
    line = Line.objects.get(card_number=card)
    suggested = {
        face: int(page.locator(f"[name={face_field(face)}]").input_value() or 0) for face in DENOMINATIONS
    }
    assert total(suggested) == line.amount
    if silver:
        tab_to(page, "[name=new_number]")
        page.keyboard.type(silver)
    tab_to(page, "[name=signature_on_paper]")
    page.keyboard.press("Space")
    press_button(page)
    page.wait_for_url("**/cashback/papers/*/")
    paid = Payout.objects.select_related("document").get(line=line)
    assert paid.document.signatures.get().strokes is None
    receipt = page.context.request.get(f"/papers/{paid.document.number}/")
    text = PdfReader(BytesIO(receipt.body())).pages[0].extract_text()
    assert paid.document.number in text
    assert f"{paid.amount:.2f}" in text
    return paid


def make_the_list(page: Page, month: Month) -> Handoff:
    """Information opens the month, computes it and sends it."""
    sign_in(page, month.information.number)
    page.goto("/cashback/")
    press(page, "o")
    press(page, "r")
    page.wait_for_url("**/jobs/*/")
    perform(Job.objects.get().pk)
    page.reload()
    press(page, "o")
    press(page, "s")
    page.wait_for_url("**/handoffs/*/")
    return Handoff.objects.get(kind="cashback_list")


def call_everybody(page: Page, cycle: Cycle) -> None:
    """The first isn't reached and comes back behind the others."""
    page.goto(f"/cashback/{cycle.pk}/")
    press(page, "c")
    press(page, "n")
    for turn in range(len(CARDS) + 1):
        expect(page.locator("[name=result]:focus")).to_be_visible()
        if not turn:
            page.keyboard.press("ArrowDown")
        tab_to(page, "[name=words]")
        page.keyboard.type("周六来领" if turn else "无人接听")
        press_button(page)
    assert page.locator("[name=result]").count() == 0
    calls = Line.objects.order_by("pk").values_list("reach", "calls")
    assert sorted(calls) == [*[("reached", 1)] * 3, ("reached", 2)]


def draw(page: Page, month: Month, cycle: Cycle) -> None:
    """Finance counts out the notes suggested; the desk counts each face and signs."""
    sign_in(page, month.finance.number)
    page.goto(f"/cashback/{cycle.pk}/")
    press(page, "d")
    press_button(page)
    page.wait_for_url("**/handoffs/*/")
    handoff = Draw.objects.get().handoff
    assert handoff.sent_by == month.finance
    sign_for(page, handoff, month.clerk)
    assert Handoff.objects.get(pk=handoff.pk).received_by == month.clerk


def take_the_box(page: Page, month: Month) -> Turn:
    """The clerk counts the box and answers for it from then on."""
    sign_in(page, month.clerk.number)
    page.goto(f"/cashback/{month.cycle.pk}/")
    box = month.box()
    tab_to(page, f"a[href='/cashback/boxes/{box.pk}/']")
    press(page, "Enter")
    type_pieces(page, held(box))
    press_button(page)
    page.wait_for_url("**/cashback/pay/")
    return Turn.objects.get()


def raise_by_exception(page: Page, month: Month, card: str, amount: str) -> None:
    """The desk says what is wrong, information verifies, finance adds it, its cash comes."""
    find_at_the_counter(page, card)
    tab_to(page, "main a[href*='/exceptions/new/']")
    press(page, "Enter")
    tab_to(page, "[name=amount]")
    page.keyboard.type(amount)
    tab_to(page, "[name=words]")
    page.keyboard.type("顾客出示小票，漏计一笔")
    press_button(page)
    page.wait_for_url("**/cashback/exceptions/*/")
    for staff in (month.information, month.finance):
        sign_in(page, staff.number)
        page.goto("/approvals/")
        press(page, "a")
    line = Line.objects.get(card_number=card)
    assert (line.amount, line.state) == (D(amount), Line.State.WAITING)
    on_the_board(page)
    sign_for(page, Draw.objects.exclude(exception=None).get().handoff, month.clerk)


def close_the_box(page: Page, turn: Turn) -> None:
    """Counted blind: it agrees, and the box is nobody's."""
    page.goto("/cashback/pay/")
    step_out(page)
    press(page, "k")
    type_pieces(page, held(turn.box))
    press_button(page)
    press_button(page)
    turn.refresh_from_db()
    assert (turn.state, turn.difference) == (Turn.State.CLOSED, 0)


def test_a_month_from_list_to_close_by_keyboard(page, month, clock, settings):
    settings.SECOND_FACTOR = False
    handoff = make_the_list(page, month)
    on_the_board(page)
    sign_for(page, handoff, month.finance)
    month.cycle = Cycle.objects.get()
    assert on_the_board(page)["应发"] == "22.20"

    clock["now"] = CALLED
    draw(page, month, month.cycle)
    on_the_board(page)
    call_everybody(page, month.fresh())
    assert on_the_board(page)["未通知"] == "0.00"

    clock["now"] = PAID
    turn = take_the_box(page, month)
    pay(page, CARDS[0])
    on_the_board(page)
    pay(page, RISEN, silver=SILVER)
    assert CollectedCard.objects.get().card.number == RISEN
    on_the_board(page)
    raise_by_exception(page, month, CARDS[2], "5.60")
    pay(page, CARDS[2])
    on_the_board(page)
    close_the_box(page, turn)

    clock["now"] = AFTER
    sign_in(page, month.clerk.number)
    on_the_board(page)
    press(page, "h")
    back = Handoff.objects.get(kind="cashback_return")
    on_the_board(page)
    sign_for(page, back, month.finance)
    on_the_board(page)
    press(page, "x")
    press_button(page)
    cycle = month.fresh()
    assert (cycle.state, cycle.gap) == (Cycle.State.CLOSED, 0)
    on_the_board(page)
    assert Carry.objects.get().source.card_number == CARDS[3]
    assert Document.objects.filter(state="asked").count() == 0
