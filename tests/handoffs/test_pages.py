"""The lists, the paper, the acts of each side through their pages; exports equal the frozen lines."""

import csv
import io
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from deskops.core.models import StoredFile
from deskops.handoffs import queries
from deskops.handoffs.kinds import Line
from deskops.handoffs.models import Handoff, State
from deskops.org.access import access_of
from tests.factories.handoffs import BOOKS as books
from tests.factories.handoffs import LINES, PNG, make_counter
from tests.factories.org import NOW, PASSWORD, TODAY


@pytest.fixture(autouse=True)
def _calm(settings, monkeypatch):
    """Requests happen when the tests' papers were made, in English, without a second factor."""
    from deskops.org import access

    settings.SECOND_FACTOR = False
    monkeypatch.setattr(access, "timezone", SimpleNamespace(now=lambda: NOW))
    with translation.override("en"):
        yield


@pytest.fixture
def sign_in(client):
    def signed(staff):
        staff.language = "en"
        staff.save(update_fields=["language"])
        client.force_login(staff)
        return client

    return signed


def post(client, handoff, act, **data):
    return client.post(f"/handoffs/{handoff.pk}/{act}/", {"request_key": str(uuid4()), **data})


def line(client, handoff, position, show="open", **data):
    url = f"/handoffs/{handoff.pk}/lines/{position}/?show={show}"
    return client.post(url, {"request_key": str(uuid4()), "amount": "", "quantity": "", "reason": "", **data})


def receipt():
    image = SimpleUploadedFile("收据.png", PNG, "image/png")
    return {"receipt_number": "S-0042", "receipt_image": image}


def state(handoff) -> str:
    return Handoff.objects.get(pk=handoff.pk).state


def test_each_side_sees_what_waits_for_it(desk, sign_in):
    drafted, sent = desk.draft("t_takings"), desk.sent()
    boxes = {who: sign_in(who).get("/handoffs/").context["found"] for who in (desk.clerk, desk.finance)}
    assert [row.pk for row in boxes[desk.clerk]] == [drafted.pk]
    assert [row.pk for row in boxes[desk.finance]] == [sent.pk]


def test_a_floors_paper_is_printed_by_its_own_supervisor_only(desk, sign_in):
    goods = Line("1", "电饭煲", quantity=1)
    handoff = desk.sent("t_goods", lines=[goods], floor=desk.floor("B1"))
    url = f"/papers/{handoff.document.number}/"
    for who, status in (("floor_b1", 200), ("floor_1f", 404)):
        assert sign_in(desk.people[who]).get(url).status_code == status
    assert sign_in(desk.clerk).get(url).status_code == 200


def test_late_and_disputed_have_their_lists(desk, sign_in):
    old = desk.draft("t_takings", day=TODAY.replace(day=9))
    client = sign_in(desk.clerk)
    page = client.get("/handoffs/?box=late")
    assert [row.pk for row in page.context["found"]] == [old.pk]
    assert "late" in page.content.decode()
    assert [tab.count for tab in page.context["tabs"]] == [1, 1, 0, None]


@pytest.mark.parametrize(
    ("who", "code"),
    [("clerk", 200), ("finance", 200), ("supervisor", 200), ("floor_b1", 404), ("elsewhere", 404)],
)
def test_who_may_read_it(desk, sign_in, who, code):
    sent = desk.sent()
    other = make_counter("S2")
    people = desk.people | {"clerk": desk.clerk, "finance": desk.finance, "elsewhere": other.finance}
    client = sign_in(people[who])
    assert client.get(f"/handoffs/{sent.pk}/").status_code == code
    assert client.get(f"/handoffs/{sent.pk}/csv/").status_code == code
    assert (post(client, sent, "receive").status_code == 404) == (code == 404)


def test_goods_are_read_by_the_supervisor_of_their_floor(desk, sign_in):
    made = desk.sent("t_goods", [Line("1", "电饭煲", quantity=1)], floor=desk.floor("B1"))
    assert sign_in(desk.people["floor_b1"]).get(f"/handoffs/{made.pk}/").status_code == 200
    assert sign_in(desk.people["floor_1f"]).get(f"/handoffs/{made.pk}/").status_code == 404


def test_the_giver_brings_it_up_to_date_signs_and_sends(desk, sign_in):
    made = desk.draft("t_takings")
    client = sign_in(desk.clerk)
    seen = client.get(f"/handoffs/{made.pk}/").context["sending"]["seen"].value()
    books.pop()
    page = post(client, made, "send", seen=seen)
    assert (page.status_code, 'data-refused="handoff_moved"' in page.content.decode()) == (422, True)
    assert post(client, made, "refresh").status_code == 302
    fresh = client.get(f"/handoffs/{made.pk}/").context["sending"]["seen"].value()
    assert post(client, made, "send", seen=fresh).status_code == 302
    assert state(made) == State.SENT


def test_lines_fold_away_when_they_agree_and_stay_when_they_differ(desk, sign_in):
    made = desk.sent()
    client = sign_in(desk.finance)
    page = client.get(f"/handoffs/{made.pk}/")
    assert [row.line.position for part in page.context["parts"] for row in part.rows] == [1, 2, 3]
    answer = line(client, made, 2, amount="420.50").content.decode()
    assert 'id="line-2"' not in answer
    assert "1 agree, 0 differ, 2 not looked at" in answer
    answer = line(client, made, 1, amount="18,500.00").content.decode()
    assert 'class="is-different"' in answer
    assert "−100.00" in answer
    page = client.get(f"/handoffs/{made.pk}/")
    assert [row.line.position for part in page.context["parts"] for row in part.rows] == [1, 3]
    page = client.get(f"/handoffs/{made.pk}/?show=same")
    assert [row.line.position for part in page.context["parts"] for row in part.rows] == [2]


def test_a_figure_that_is_none_comes_back_as_typed(desk, sign_in):
    made = desk.sent()
    answer = line(sign_in(desk.finance), made, 1, amount="1.005")
    assert (answer.status_code, 'value="1.005"' in answer.content.decode()) == (422, True)
    assert made.lines.filter(differs__isnull=False).count() == 0


def test_an_entry_cleared_is_a_line_not_looked_at(desk, sign_in):
    made = desk.sent()
    client = sign_in(desk.finance)
    line(client, made, 1, amount="18500.00", reason="少")
    line(client, made, 1)
    row = made.lines.get(position=1)
    assert (row.found_amount, row.reason, row.differs) == (None, "", None)


def test_a_refused_receipt_leaves_no_file(desk, sign_in):
    made = desk.sent()
    client = sign_in(desk.finance)
    line(client, made, 1, amount="1.00")
    before = StoredFile.objects.count()
    page = post(client, made, "receive", **receipt())
    assert (page.status_code, StoredFile.objects.count()) == (422, before)


def test_the_amount_follows_the_pieces(desk, sign_in):
    lines = [Line("100", "百元", Decimal("1000.00"), 10, section="both")]
    made = desk.sent("t_both", lines)
    client = sign_in(desk.finance)
    line(client, made, 1, quantity="9")
    line(client, made, 1, quantity="8", amount="900.00", reason="少两张")
    row = made.lines.get()
    assert (row.found_quantity, row.found_amount, row.reason) == (8, Decimal("800.00"), "少两张")


def test_disputed_settled_and_received_through_the_pages(desk, sign_in):
    made = desk.sent()
    client = sign_in(desk.finance)
    line(client, made, 1, amount="18500.00")
    page = post(client, made, "dispute")
    assert (page.status_code, 'data-refused="reason_missing"' in page.content.decode()) == (422, True)
    line(client, made, 1, amount="18500.00", reason="少一张百元")
    assert post(client, made, "dispute").status_code == 302
    client = sign_in(desk.clerk)
    assert [row.pk for row in client.get("/handoffs/?box=disputed").context["found"]] == [made.pk]
    page = client.get(f"/handoffs/{made.pk}/")
    assert [row[0].position for row in page.context["settling"].rows()] == [1]
    assert post(client, made, "settle", amount_1="18500.00", how_1="").status_code == 422
    assert post(client, made, "settle", amount_1="18500.00", how_1="按实收").status_code == 302
    client = sign_in(desk.finance)
    page = post(client, made, "receive")
    assert (page.status_code, 'data-refused="receipt_missing"' in page.content.decode()) == (422, True)
    assert post(client, made, "receive", **receipt()).status_code == 302
    done = Handoff.objects.get(pk=made.pk)
    assert (done.state, done.final_amount) == (State.RECEIVED, Decimal("18920.50"))
    image = client.get(f"/handoffs/{made.pk}/receipt/")
    assert (image.status_code, b"".join(image.streaming_content)) == (200, PNG)


def test_the_rest_is_entered_as_given_at_once(desk, sign_in):
    made = desk.sent("t_count")
    client = sign_in(desk.finance)
    page = post(client, made, "receive")
    assert 'data-refused="lines_unchecked"' in page.content.decode()
    post(client, made, "rest-same")
    assert post(client, made, "receive").status_code == 302
    assert state(made) == State.RECEIVED


def test_the_receiver_signs_on_the_givers_screen(desk, sign_in):
    made = desk.sent("t_count")
    client = sign_in(desk.clerk)
    post(sign_in(desk.finance), made, "rest-same")
    client = sign_in(desk.clerk)
    wrong = {"number": desk.finance.number, "password": "wrong", "code": ""}
    assert post(client, made, "receive-here", **wrong).status_code == 422
    assert post(client, made, "receive-here", **wrong | {"password": PASSWORD}).status_code == 302
    done = Handoff.objects.get(pk=made.pk)
    assert (done.received_by, done.counter_of) == (desk.finance, desk.clerk)


def test_exports_are_exactly_the_frozen_lines_and_made_once(desk, sign_in):
    nasty = Line("=1+1", "@危险", Decimal("1.00"), values={"count": 1}, section="tenders")
    made = desk.sent(lines=[*LINES, nasty])
    client = sign_in(desk.finance)
    first = b"".join(client.get(f"/handoffs/{made.pk}/csv/").streaming_content)
    rows = list(csv.DictReader(io.StringIO(first.decode("utf-8-sig"))))
    frozen = made.content["lines"]
    assert [(row["Key"], row["Amount"]) for row in rows[:3]] == [
        (one["key"], one["amount"]) for one in frozen[:3]
    ]
    assert (rows[3]["Key"], rows[3]["Item"]) == ("'=1+1", "'@危险")
    assert (rows[2]["售出"], rows[2]["有效期至"], rows[2]["笔数"]) == ("500.00", "2026-11-21", "")
    again = b"".join(client.get(f"/handoffs/{made.pk}/csv/").streaming_content)
    assert again == first
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(client.get(f"/handoffs/{made.pk}/xlsx/").streaming_content))
    )
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert [row[2] for row in cells] == [one["key"] for one in frozen]
    assert [Decimal(str(row[-1])) for row in cells] == [Decimal(one["amount"]) for one in frozen]
    about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert about["SHA-256"] == made.digest


def test_a_draft_is_not_exported(desk, sign_in):
    page = sign_in(desk.clerk).get(f"/handoffs/{desk.draft().pk}/csv/")
    assert (page.status_code, 'data-refused="not_sent"' in page.content.decode()) == (422, True)


@pytest.mark.parametrize("lines", [2, 1000])
def test_a_thousand_lines_stay_quick(desk, sign_in, lines, django_assert_max_num_queries):
    made = desk.sent(
        lines=[Line(f"{n:04d}", f"卡 {n}", Decimal(n), section="tenders") for n in range(1, lines + 1)]
    )
    client = sign_in(desk.finance)
    client.get("/")  # a session's first page asks more
    with django_assert_max_num_queries(15):
        page = client.get(f"/handoffs/{made.pk}/")
    assert sum(len(part.rows) for part in page.context["parts"]) == min(lines, 50)
    with django_assert_max_num_queries(15):
        assert client.get("/handoffs/").status_code == 200
    found = client.get(f"/handoffs/{made.pk}/?find=0002").context["parts"]
    assert [row.line.position for part in found for row in part.rows] == [2]


def test_the_figures_are_one_query(desk, django_assert_num_queries):
    made = desk.sent()
    with django_assert_num_queries(1):
        assert queries.figures(made).unchecked == 3


def test_an_auditor_reads_and_changes_nothing(desk, sign_in):
    from deskops.org.models import Role
    from tests.factories.org import make_staff

    auditor = make_staff("9001", Role.AUDITOR, store=desk.store)
    made = desk.draft()
    client = sign_in(auditor)
    assert client.get(f"/handoffs/{made.pk}/").status_code == 200
    assert post(client, made, "withdraw").status_code == 403
    assert list(queries.waiting(access_of(auditor, today=TODAY), NOW)) == []
