"""Counts, each test named after a way in which others' counts go wrong."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.clocks.models import Target
from deskops.core.refusals import Refused
from deskops.handoffs.models import Handoff
from deskops.org.access import access_of
from deskops.papers.models import Signature
from deskops.papers.paper import Paper, Subtotal
from gifts.handing import Given
from gifts.models import CountLine, GiftCount, Movement, Place, Tally
from gifts.papers import count_report, count_sheet
from gifts.queries.counting import review
from gifts.queries.lists import counts
from gifts.services import counting
from gifts.services.counting import after_campaigns
from tests.factories.gifts import ON_PAPER, bring, draw, make_campaign, make_gift_desk, make_item
from tests.factories.org import NOW, TODAY

LATER = NOW + timedelta(minutes=20)


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


@pytest.fixture
def umbrella(desk):
    """A second gift, three of it at the desk."""
    item = make_item(desk.clerk, "YS01", "雨伞", "30.00")
    bring(desk.store, desk.keeper, (item, 3))
    draw(desk.store, desk.keeper, desk.clerk, Given(item, 3))
    return item


def line(count, item) -> CountLine:
    return CountLine.objects.get(count=count, item=item)


def test_counts_that_agree_are_kept_and_a_count_without_difference_can_be_closed(proved, umbrella):
    count = proved.count()
    proved.enter(count, {proved.cup: 10, umbrella: 3})
    done = proved.ask(proved.close(count), how="")
    assert done.state == "done"
    assert list(count.lines.values_list("counted", "difference")) == [(10, 0), (3, 0)]
    assert not Movement.objects.filter(kind="counted").exists()
    assert not Approval.objects.exists()


def test_a_blank_is_not_a_zero(proved, umbrella):
    count = proved.count()
    proved.enter(count, {proved.cup: 10})
    assert refusal(lambda: proved.close(count)) == "blanks_unexplained"
    proved.close(count, blank_why="雨伞锁在柜内")
    assert (line(count, umbrella).counted, line(count, umbrella).difference) == (None, None)
    proved.ask(count, how="")
    assert proved.stock(item=umbrella) == 3


def test_a_zero_is_a_zero(proved, umbrella):
    count = proved.count()
    proved.enter(count, {proved.cup: 10, umbrella: 0})
    proved.close(count)
    assert line(count, umbrella).difference == -3


def test_an_entry_taken_back_is_a_blank_again(proved):
    count = proved.count()
    proved.enter(count, {proved.cup: 9})
    proved.enter(count, {proved.cup: None})
    assert refusal(lambda: proved.close(count)) == "nothing_counted"
    assert list(Tally.objects.values_list("pieces", flat=True)) == [9, None]


def test_two_peoples_counts_of_one_gift_add_up(proved):
    count = proved.count()
    proved.enter(count, {proved.cup: 6})
    proved.enter(count, {proved.cup: 7})  # the same person again: the last entry counts
    proved.enter(count, {proved.cup: 3}, by=proved.second)
    proved.close(count)
    assert line(count, proved.cup).counted == 10


def cells(paper: Paper) -> list[list[object]]:
    """The lines of a paper's first table."""
    return [list(row) for row in paper.tables[0].rows if not isinstance(row, Subtotal)]


def test_printed_count_sheets_dont_tell(proved, umbrella):
    count = proved.count()
    sheet = count_sheet(count.document)
    assert [row[4:] for row in cells(sheet)] == [["", ""], ["", ""]]
    text = repr(sheet)
    assert "10" not in [str(cell) for row in cells(sheet) for cell in row[2:]]
    assert refusal(lambda: count_report(count.document)) == "not_counted"
    proved.enter(count, {proved.cup: 10, umbrella: 3})
    proved.close(count)
    assert repr(count_sheet(count.document)) == text
    assert [row[1] for row in cells(count_report(proved.ask(count).document))] == [10, 3]


def test_the_screen_doesnt_tell_while_it_is_counted(proved, signed_in):
    count = proved.count()
    client = signed_in(proved.clerk, NOW)
    hidden = {"/gifts/": 1, "/gifts/movements/": 2, f"/gifts/counts/{count.pk}/": 0}
    for url, dashes in hidden.items():
        page = client.get(url).content.decode()
        assert page.count('<td class="num">—</td>') == dashes
    assert "10" not in re.findall(r'<td class="num">([^<]*)</td>', page)
    proved.enter(count, {proved.cup: 9})
    proved.close(count)
    assert '<td class="num">10</td>' in client.get("/gifts/").content.decode()


def test_what_is_short_while_it_is_counted_doesnt_tell(db):
    desk = make_gift_desk(every=True)

    def too_many() -> str:
        with pytest.raises(Refused) as refused:
            desk.issue(desk.receipt("4000.00"), pieces={desk.cup.pk: 11})
        assert refused.value.code == "gifts_short"
        return str(refused.value)

    count = desk.count()
    assert re.findall(r"\d+", too_many()) == ["11"]
    desk.enter(count, {desk.cup: 10})
    desk.close(count)
    assert re.findall(r"\d+", too_many()) == ["10", "11"]


def test_issue_during_a_count_is_stamped_and_never_overwritten(proved):
    """One cup is given before the line is counted, one after: the difference and the book know both."""
    count = proved.count()
    before = proved.issue(proved.receipt())
    proved.enter(count, {proved.cup: 8})  # 9 should be there
    after = proved.issue(proved.receipt(), telephone="13911111111")
    proved.close(count, now=LATER)
    found = line(count, proved.cup)
    assert (found.book, found.moved, found.counted, found.difference) == (10, -1, 8, -1)
    row = review(count)[0]
    assert [[one.document for one in moved] for moved in (row.before, row.after)] == [
        [before.document],
        [after.document],
    ]
    proved.approve(proved.ask(count))
    assert proved.stock() == 7  # 10 - 1 - 1 - 1
    correction = Movement.objects.get(kind="counted")
    assert (correction.change, correction.line, correction.document) == (-1, found, count.document)


def test_what_moves_between_two_peoples_entries_is_counted_again(proved):
    count = proved.count()
    proved.enter(count, {proved.cup: 6})
    proved.issue(proved.receipt())
    proved.enter(count, {proved.cup: 4}, by=proved.second)
    proved.close(count)
    assert line(count, proved.cup).must_recount
    assert refusal(lambda: proved.ask(count)) == "recount_waits"


def test_above_the_threshold_another_person_counts_again(proved):
    count = proved.count()
    proved.enter(count, {proved.cup: 5})
    proved.close(count)
    assert refusal(lambda: proved.ask(count)) == "recount_waits"
    pieces = {line(count, proved.cup).pk: 9}
    again = {"count_id": count.pk, "pieces": pieces, "now": NOW}
    assert (
        refusal(lambda: counting.recount(request_key=uuid4(), by=proved.clerk, **again)) == "another_person"
    )
    counting.recount(request_key=uuid4(), by=proved.second, **again)
    found = line(count, proved.cup)
    assert (found.counted, found.difference, found.again, found.final) == (5, -5, 9, -1)
    proved.approve(proved.ask(count))
    assert proved.stock() == 9


def test_the_database_lets_nobody_recount_their_own_line(proved):
    count = proved.count()
    proved.enter(count, {proved.cup: 5})
    proved.close(count)
    found = line(count, proved.cup)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tally.objects.create(line=found, round=2, pieces=9, moves=found.book_moves, by=proved.clerk, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tally.objects.create(line=found, round=1, pieces=9, moves=found.book_moves, by=proved.second, at=NOW)


def test_only_after_both_approved_the_book_is_corrected_once(proved):
    count = proved.count()
    proved.enter(count, {proved.cup: 9})
    asked = proved.ask(proved.close(count))
    first, second = Approval.objects.order_by("step")
    decide(
        request_key=uuid4(), approval_id=first.pk, by=proved.supervisor, decision=Decision.APPROVED, now=NOW
    )
    assert (proved.stock(), GiftCount.objects.get().state) == (10, "asked")
    decide(request_key=uuid4(), approval_id=second.pk, by=proved.finance, decision=Decision.APPROVED, now=NOW)
    assert (proved.stock(), GiftCount.objects.get().state) == (9, "done")
    assert Movement.objects.filter(document=asked.document).count() == 1
    report = Handoff.objects.get(kind="gift_report")
    assert (report.document.origin, report.total_quantity) == (count.document, -1)
    assert report.lines.get().values == {"book": 10, "moved": 0, "counted": 9}


def test_a_rejected_count_is_counted_again_and_asked_again(proved):
    count = proved.count()
    proved.enter(count, {proved.cup: 9})
    proved.ask(proved.close(count))
    one = Approval.objects.get(step=1)
    decide(
        request_key=uuid4(),
        approval_id=one.pk,
        by=proved.supervisor,
        decision=Decision.REJECTED,
        now=NOW,
        note="请复盘",
    )
    pieces = {line(count, proved.cup).pk: 10}
    order = {"count_id": count.pk, "lines": list(pieces), "by": proved.clerk, "now": NOW}
    counting.order_recount(request_key=uuid4(), **order)
    counting.recount(request_key=uuid4(), count_id=count.pk, pieces=pieces, by=proved.second, now=NOW)
    assert proved.ask(count, how="").state == "done"
    assert proved.stock() == 10


def test_counter_and_witness_are_two_and_sign_the_lines(proved):
    count = proved.count()
    proved.enter(count, {proved.cup: 10})
    alone = {"count_id": count.pk, "by": proved.clerk, "witness": proved.clerk, "now": NOW}
    assert (
        refusal(lambda: counting.close_count(request_key=uuid4(), signed=ON_PAPER, **alone)) == "two_people"
    )
    proved.close(count)
    signed = Signature.objects.filter(document=count.document).values_list("role", "staff", "body")
    assert {(role, staff) for role, staff, _body in signed} == {
        ("clerk", proved.clerk.pk),
        ("witness", proved.keeper.pk),
    }
    assert "保温杯: 10" in signed[0][2]


def test_an_unannounced_count_is_seen_by_nobody_else_before_it_starts(proved, signed_in):
    planned = counting.plan_count(
        request_key=uuid4(),
        store=proved.store,
        place=Place.objects.get(kind="desk"),
        kind=GiftCount.Kind.UNANNOUNCED,
        planned_for=TODAY,
        by=proved.keeper,
        now=NOW,
        why="抽签",
    )
    assert planned.document is None
    for staff, seen in ((proved.keeper, 200), (proved.clerk, 404), (proved.supervisor, 404)):
        client = signed_in(staff, NOW)
        assert client.get(f"/gifts/counts/{planned.pk}/").status_code == seen
        assert ("抽签" in client.get("/").content.decode()) is False
        access = access_of(staff, today=TODAY)
        assert counts(access).filter(pk=planned.pk).exists() == (seen == 200)
    start = {"count_id": planned.pk, "now": NOW}
    assert refusal(lambda: counting.start_count(request_key=uuid4(), by=proved.clerk, **start)) == "not_yours"
    started = counting.start_count(request_key=uuid4(), by=proved.keeper, **start)
    assert started.document.number.startswith("PD-")
    assert signed_in(proved.clerk, NOW).get(f"/gifts/counts/{planned.pk}/").status_code == 200


def test_a_gift_that_isnt_on_the_list_is_a_surplus(proved):
    lost = make_item(proved.clerk, "XX01", "抱枕", "20.00")
    count = proved.count()
    counting.add_gift(request_key=uuid4(), count_id=count.pk, item=lost, by=proved.clerk, now=NOW)
    proved.enter(count, {proved.cup: 10, lost: 2})
    proved.approve(proved.ask(proved.close(count), how="上次活动遗漏"))
    assert proved.stock(item=lost) == 2


def test_a_count_is_owed_within_two_days_of_a_campaigns_end(db):
    desk = make_gift_desk()
    campaign = make_campaign(desk.store, desk.clerk, desk.cup, name="短期", ends=TODAY - timedelta(days=1))
    assert (after_campaigns(NOW), after_campaigns(NOW)) == (1, 0)
    count = GiftCount.objects.get(campaign=campaign)
    target = Target.objects.get(document=count.document)
    assert (target.due_at - target.started_at, target.role) == (timedelta(days=2), "clerk")
    cancelled = {"count_id": count.pk, "by": desk.clerk, "now": NOW}
    assert refusal(lambda: counting.cancel_count(request_key=uuid4(), **cancelled)) == "count_owed"
    counting.start_count(request_key=uuid4(), **cancelled)
    desk.enter(count, {desk.cup: 10})
    desk.close(count)
    target.refresh_from_db()
    assert (target.met_by, target.missed_at) == (desk.clerk, None)


def test_one_count_of_a_place_at_a_time(proved):
    proved.count()
    assert refusal(proved.count) == "counted_now"


def test_lines_and_entries_stay_as_they_were(proved):
    count = proved.count()
    proved.enter(count, {proved.cup: 10})
    proved.close(count)
    for statement in (
        "UPDATE gifts_countline SET book = 9",
        "UPDATE gifts_countline SET counted = 9, difference = -1",
        "UPDATE gifts_tally SET pieces = 9",
        "DELETE FROM gifts_tally",
        "UPDATE gifts_movement SET change = 1",
        "UPDATE gifts_stock SET balance = 99",
        "DELETE FROM gifts_countline",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
