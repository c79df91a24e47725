"""Figures agree with the cases they are made of; files, papers and retention."""

import csv
import io
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from complaints import statistics
from complaints.models import Complaint, Measure
from complaints.papers import register_form, settlement_form
from complaints.retention import keeps
from complaints.services.beside import write_measure
from deskops.core.exports import write_csv
from deskops.core.jobs import perform
from deskops.core.models import Job
from deskops.core.refusals import Refused
from tests.factories.complaints import bring_to, make_case, make_office
from tests.factories.members import make_member
from tests.factories.tills import DAY, NOW


@pytest.fixture
def office(db):
    return make_office()


def figures(office, by: str) -> dict[str, tuple]:
    span = statistics.Span(office.store, DAY, DAY)
    table = statistics.table_of(span, by, asked_by=office.manager, at=NOW)
    return {row[0]: row[1:] for row in table.cells()}


def test_each_way_of_sorting_counts_every_case_once(office):
    bring_to(office, "closed")
    make_case(office, kind=Complaint.Kind.SERVICE, shop="")
    make_case(make_office("S2"))
    for sorting in statistics.SORTINGS:
        rows = figures(office, sorting.key)
        assert sum(row[1] for row in rows.values()) == 2, sorting.key
    assert figures(office, "kind")["quality"] == ("商品质量", 1, 1, 0, 1, 1, 1)
    assert {code: row[1] for code, row in figures(office, "taken").items()} == {"1": 1, "open": 1}


def test_every_figure_opens_the_cases_it_is_made_of(office):
    bring_to(office, "closed")
    make_case(office, kind=Complaint.Kind.SERVICE)
    client = Client()
    client.force_login(office.manager, backend="django.contrib.auth.backends.ModelBackend")
    days = f"first={DAY}&last={DAY}"
    for sorting in statistics.SORTINGS:
        shown = client.get(f"/complaints/statistics/?{days}&by={sorting.key}").context
        for url, cells in shown["rows"]:
            assert client.get(url).context["found"].paginator.count == cells[1], url


def test_the_file_says_what_the_page_says_and_starts_no_formula(office):
    make_case(office, shop="=cmd()")
    span = statistics.Span(office.store, DAY, DAY)
    out = io.BytesIO()
    write_csv(statistics.table_of(span, "shop", asked_by=office.manager, at=NOW), out)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
    assert rows[1][1] == "'=cmd()"


def test_a_file_is_made_in_the_background(office):
    make_case(office)
    client = Client()
    client.force_login(office.manager, backend="django.contrib.auth.backends.ModelBackend")
    for by in ("kind", "register"):
        sent = {"request_key": str(uuid4()), "form": "xlsx"}
        answer = client.post(f"/complaints/statistics/?first={DAY}&last={DAY}&by={by}", sent)
        assert answer.status_code == 302
    assert [perform(job.pk).state for job in Job.objects.order_by("pk")] == ["done", "done"]


def test_a_measure_is_the_supervisors_and_stays(office):
    asked = {"store": office.store, "month": DAY, "words": "专柜每周抽检"}
    with pytest.raises(Refused) as caught:
        write_measure(**office.act(), **asked)
    assert caught.value.code == "not_a_supervisor"
    write_measure(**office.act(office.supervisor), **asked)
    assert Measure.objects.get().month == DAY.replace(day=1)


@pytest.mark.parametrize("state", ["registered", "asked", "closed"])
def test_both_papers_are_made_in_every_state_without_the_telephone(office, state):
    case = bring_to(office, state)
    for build in (register_form, settlement_form):
        paper = build(case.document)
        values = [str(field.value) for field in paper.fields]
        assert "王䶮" in values
        assert not any("13800138000" in value for value in values)
    assert len(paper.tables[-1].rows) == case.document.steps.count()


def test_an_open_case_keeps_the_members_data_and_a_closed_one_three_years(office):
    member = make_member(1, store=office.store, by=office.clerk)
    assert keeps(member, DAY) is None
    case = make_case(office, member_id=member.pk)
    assert keeps(member, DAY).until is None
    bring_to(office, "closed", case)
    assert keeps(member, DAY).until == date(2029, 11, 20)
    assert keeps(member, date(2029, 11, 21)) is None
