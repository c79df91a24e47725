"""The way of a handoff: drafted, sent, compared, received; or disputed, settled, received."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from deskops.clocks.models import Target
from deskops.core.frozen import fingerprint
from deskops.core.refusals import Refused
from deskops.handoffs import services
from deskops.handoffs.kinds import Line
from deskops.handoffs.models import Handoff, HandoffLine, State
from deskops.handoffs.services import Agreed, Found
from deskops.org.clock import SHANGHAI
from tests.factories.handoffs import BOOKS as books
from tests.factories.handoffs import HEARD as heard
from tests.factories.handoffs import LINES, make_counter, picture
from tests.factories.org import NOW, TODAY


def acts(name, handoff, by, **more):
    key = more.pop("key", None) or uuid4()
    return getattr(services, name)(request_key=key, handoff_id=handoff.pk, by=by, now=NOW, **more)


def refusal(name, handoff, by, **more) -> str:
    with pytest.raises(Refused) as caught:
        acts(name, handoff, by, **more)
    return caught.value.code


def receipt(desk):
    return {"receipt_number": "S-0042", "receipt_image": picture(desk.finance)}


def test_a_draft_holds_lines_totals_and_a_number(desk):
    made = desk.draft("t_takings")
    assert (made.state, made.line_count, made.total_amount) == (State.DRAFT, 3, Decimal("19020.50"))
    assert made.document.number == "TT-S1-261121-0001"
    assert made.document.amount == Decimal("19020.50")
    assert made.due_at == datetime(2026, 11, 24, tzinfo=SHANGHAI)  # Saturday's takings: end of Monday
    assert [row.values for row in made.lines.order_by("position")][:1] == [{"count": 12}]


def test_sending_freezes_what_the_giver_signed(desk):
    made = desk.sent("t_takings")
    assert (made.sent_by, made.digest) == (desk.clerk, fingerprint(made.body))
    content = made.content
    assert content["number"] == made.document.number
    assert [line["amount"] for line in content["lines"]] == ["18600.00", "420.50", "500.00"]
    assert content["lines"][2]["values"] == {
        "sold": "500.00",
        "until": "2026-11-21",
        "card": "6222020000000000001",
    }
    assert heard == [("sent", "sent", None)]


def test_books_that_moved_are_not_signed_over(desk):
    made = desk.draft("t_takings")
    books[0] = replace(LINES[0], amount=Decimal("18700.00"))
    assert refusal("send", made, desk.clerk) == "handoff_moved"
    fresh = acts("refresh", made, desk.clerk)
    assert fresh.total_amount == Decimal("19120.50")
    assert refusal("send", made, desk.clerk, seen=made.digest) == "handoff_moved"
    assert acts("send", made, desk.clerk, seen=fresh.digest).state == State.SENT


def test_a_daily_kind_happens_once(desk):
    first = desk.draft("t_takings")
    with pytest.raises(Refused) as caught:
        desk.draft("t_takings")
    assert caught.value.code == "handoff_exists"
    acts("withdraw", first, desk.clerk)
    assert desk.draft("t_takings").document.number == "TT-S1-261121-0002"


def test_the_receiver_signs_what_agrees(desk):
    made = desk.sent()
    acts("find", made, desk.finance, found={1: Found(), 2: Found(Decimal("420.50"))})
    done = acts("receive", made, desk.finance, **receipt(desk))
    assert (done.state, done.final_amount, done.received_by) == (
        State.RECEIVED,
        Decimal("19020.50"),
        desk.finance,
    )
    assert (done.receipt_number, done.document.state) == ("S-0042", State.RECEIVED)
    assert set(done.lines.values_list("differs", flat=True)) == {False}
    assert heard[-1] == ("received", State.RECEIVED, Decimal("19020.50"))


@pytest.mark.parametrize(
    ("act", "who", "code"),
    [
        ("send", "finance", "not_your_side"),
        ("send", "floor_b1", "not_your_side"),
        ("send", "clerk", None),
        ("send", "second", None),
        ("send", "supervisor", None),
        ("receive", "clerk", "not_your_side"),
        ("receive", "supervisor", "not_your_side"),
        ("receive", "floor_b1", "not_your_side"),
        ("receive", "finance", None),
        ("receive", "both", None),
    ],
)
def test_each_side_signs_for_itself(desk, act, who, code):
    made = desk.draft() if act == "send" else desk.sent()
    by = desk.people.get(who) or getattr(desk, who)
    more = receipt(desk) if act == "receive" else {}
    if code:
        assert refusal(act, made, by, **more) == code
        assert Handoff.objects.get(pk=made.pk).state == made.state
    else:
        assert acts(act, made, by, **more).state == (State.SENT if act == "send" else State.RECEIVED)


def test_another_stores_people_sign_nothing(desk):
    other = make_counter("S2")
    assert refusal("send", desk.draft(), other.clerk) == "not_your_side"
    assert refusal("receive", desk.sent(), other.finance, **receipt(desk)) == "not_your_side"


def test_one_person_never_signs_both_sides(desk):
    both = desk.people["both"]
    made = acts("send", desk.draft(), both)
    assert refusal("receive", made, both, **receipt(desk)) == "two_people"
    with pytest.raises(IntegrityError, match="handoffs_two_people"), transaction.atomic():
        Handoff.objects.filter(pk=made.pk).update(state="received", received_by=both, received_at=NOW)


def test_goods_go_to_the_supervisor_of_their_floor(desk):
    made = desk.sent("t_goods", [Line("1", "电饭煲", quantity=1)], floor=desk.floor("B1"))
    assert refusal("receive", made, desk.people["floor_1f"]) == "not_your_side"
    assert acts("receive", made, desk.people["floor_b1"]).final_quantity == 1


def test_disputed_settled_received(desk):
    made = desk.sent()
    acts("find", made, desk.finance, found={1: Found(Decimal("18500.00"))})
    assert refusal("receive", made, desk.finance, **receipt(desk)) == "lines_differ"
    assert refusal("dispute", made, desk.finance) == "reason_missing"
    acts("find", made, desk.finance, found={1: Found(Decimal("18500.00"), reason="少一张百元")})
    assert acts("dispute", made, desk.finance).state == State.DISPUTED
    assert refusal("settle", made, desk.finance, agreed={1: Agreed("补", Decimal(1))}) == "not_your_side"
    assert refusal("settle", made, desk.clerk, agreed={}) == "lines_left_out"
    assert refusal("settle", made, desk.clerk, agreed={1: Agreed("补")}) == "figure_missing"
    assert refusal("settle", made, desk.clerk, agreed={1: Agreed(" ", Decimal(1))}) == "reason_missing"
    agreed = {1: Agreed("清点有误, 按实收", Decimal("18500.00"))}
    assert acts("settle", made, desk.clerk, agreed=agreed).state == State.SETTLED
    done = acts("receive", made, desk.finance, **receipt(desk))
    assert (done.total_amount, done.final_amount) == (Decimal("19020.50"), Decimal("18920.50"))
    row = done.lines.get(position=1)
    assert (row.amount, row.found_amount, row.agreed_amount) == (
        Decimal("18600.00"),
        Decimal("18500.00"),
        Decimal("18500.00"),
    )
    assert [what for what, _state, _final in heard] == ["sent", "settled", "received"]


def test_a_settlement_the_receiver_does_not_accept_is_disputed_again(desk):
    made = desk.sent()
    acts("find", made, desk.finance, found={2: Found(Decimal("400.00"), reason="凭条缺")})
    acts("dispute", made, desk.finance)
    acts("settle", made, desk.clerk, agreed={2: Agreed("按原数", Decimal("420.50"))})
    acts("find", made, desk.finance, found={2: Found(Decimal("410.00"), reason="只找到一张")})
    assert acts("dispute", made, desk.finance).state == State.DISPUTED


def test_nothing_that_agrees_is_disputed(desk):
    assert refusal("dispute", desk.sent(), desk.finance) == "nothing_differs"


def test_a_receipt_is_kept_where_the_kind_asks_for_one(desk):
    made = desk.sent()
    assert refusal("receive", made, desk.finance) == "receipt_missing"
    assert refusal("receive", made, desk.finance, receipt_number="S-1") == "receipt_missing"


def test_every_line_is_looked_at_where_the_kind_asks_for_it(desk):
    made = desk.sent("t_count")
    acts("find", made, desk.finance, found={1: Found()})
    assert refusal("receive", made, desk.finance) == "lines_unchecked"
    acts("find_rest_same", made, desk.finance)
    assert acts("receive", made, desk.finance).state == State.RECEIVED


def test_a_figure_the_line_has_not_is_refused(desk):
    made = desk.sent()
    assert refusal("find", made, desk.finance, found={1: Found(quantity=3)}) == "no_such_figure"


@pytest.mark.parametrize("act", ["send", "refresh", "withdraw"])
def test_a_sent_handoff_is_not_drafted_again(desk, act):
    more = {"lines": LINES} if act == "refresh" else {}
    assert refusal(act, desk.sent(), desk.clerk, **more) == "wrong_state"


def test_the_same_press_twice_does_it_once(desk):
    key, made = uuid4(), desk.sent()
    first = acts("receive", made, desk.finance, key=key, **(signed := receipt(desk)))
    again = acts("receive", made, desk.finance, key=key, **signed)
    assert (first.received_at, first.state) == (again.received_at, again.state)
    assert [what for what, _state, _final in heard] == ["sent", "received"]


@pytest.mark.parametrize(
    "lines",
    [
        [Line("a", "没有数字", section="tenders")],
        [Line("a", "不知道的部分", Decimal(1), section="strange")],
        [Line("a", "不知道的列", Decimal(1), values={"strange": 1}, section="tenders")],
        [Line("a", "半厘", Decimal("0.005"), section="tenders")],
    ],
)
def test_lines_that_fit_no_section_are_an_error_of_the_code(desk, lines):
    with pytest.raises((KeyError, ValueError)):
        desk.draft(lines=lines)
    assert not Handoff.objects.exists()


def test_the_same_line_twice_is_refused(desk):
    with pytest.raises(Refused) as caught:
        desk.draft(lines=[LINES[0], LINES[0]])
    assert caught.value.code == "line_twice"


def database_refuses(sql, *params) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return caught.value.__cause__.diag.constraint_name


LINE = "UPDATE handoffs_handoffline SET {} WHERE handoff_id = %s AND position = 1"
PAPER = "UPDATE handoffs_handoff SET {} WHERE document_id = %s"


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        (LINE.format("amount = 1"), "handoffs_frozen"),
        (LINE.format("label = 'x'"), "handoffs_frozen"),
        (LINE.format('"values" = null'), "handoffs_frozen"),
        (LINE.format("position = 99"), "handoffs_frozen"),
        (LINE.format("agreed_amount = 1"), "handoffs_settled_when_disputed"),
        ("DELETE FROM handoffs_handoffline WHERE handoff_id = %s", "handoffs_frozen"),
        (PAPER.format("body = 'x', digest = 'y'"), "handoffs_frozen"),
        (PAPER.format("total_amount = 1"), "handoffs_frozen"),
        (PAPER.format("sent_at = now()"), "handoffs_frozen"),
        (PAPER.format("state = 'draft'"), "handoffs_step"),
        (PAPER.format("state = 'settled'"), "handoffs_step"),
        (PAPER.format("state = 'received'"), "handoffs_signed_by_receiver"),
        ("DELETE FROM handoffs_handoff WHERE document_id = %s", "handoffs_never_deleted"),
    ],
)
def test_what_was_sent_cannot_be_changed_even_by_sql(desk, sql, constraint):
    assert database_refuses(sql, desk.sent().pk) == constraint


def test_what_was_received_stands(desk):
    made = desk.sent()
    acts("receive", made, desk.finance, **receipt(desk))
    assert database_refuses(PAPER.format("receipt_number = 'x'"), made.pk) == "handoffs_ended"
    assert database_refuses(LINE.format("found_amount = 1"), made.pk) == "handoffs_found_before_signing"
    insert = (
        "INSERT INTO handoffs_handoffline (handoff_id, position, section, key, label, values, amount,"
        " reason, settlement) VALUES (%s, 9, '', 'x', 'x', '{}', 1, '', '')"
    )
    assert database_refuses(insert, made.pk) == "handoffs_frozen"


def test_a_thousand_lines_are_one_statement_each_way(desk, django_assert_max_num_queries):
    lines = [Line(f"{n:04d}", f"卡 {n}", Decimal(n), section="tenders") for n in range(1, 1001)]
    with django_assert_max_num_queries(16):
        made = desk.draft(lines=lines)
    assert (made.line_count, made.total_amount) == (1000, Decimal("500500.00"))
    with django_assert_max_num_queries(12):
        acts("send", made, desk.clerk)
    with django_assert_max_num_queries(14):
        acts("receive", made, desk.finance, **receipt(desk))
    assert HandoffLine.objects.filter(handoff=made, differs=False).count() == 1000


def test_later_than_due_is_late_whatever_happens(desk):
    made = desk.sent("t_takings", day=TODAY - timedelta(days=7))
    assert made.due_at < NOW


def promise(handoff) -> Target:
    return Target.objects.get(document=handoff.document)


def test_the_clock_of_a_handoff_passes_from_side_to_side(desk):
    made = desk.draft("t_takings")
    jobs = [promise(made).role]
    acts("send", made, desk.clerk)
    jobs.append(promise(made).role)
    acts("find", made, desk.finance, found={2: Found(Decimal("1"), reason="少")})
    acts("dispute", made, desk.finance)
    jobs.append(promise(made).role)
    acts("settle", made, desk.clerk, agreed={2: Agreed("按实收", Decimal("1"))})
    jobs.append(promise(made).role)
    acts("receive", made, desk.finance)
    kept = promise(made)
    assert jobs == ["clerk", "finance", "clerk", "finance"]
    assert (kept.met_by, kept.due_at, kept.missed_at) == (desk.finance, made.due_at, None)


def test_what_is_received_late_is_a_miss(desk):
    made = desk.sent("t_takings", day=TODAY - timedelta(days=7))
    acts("receive", made, desk.finance)
    assert promise(made).missed_at == made.due_at


def test_a_draft_withdrawn_owes_nothing(desk):
    made = desk.draft("t_takings")
    acts("withdraw", made, desk.clerk)
    assert (promise(made).dropped_at, promise(made).missed_at) == (NOW, None)
