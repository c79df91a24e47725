"""Numbers without gaps or repeats, papers filed last."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from deskops.core.acts import act
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document
from deskops.org.models import Role
from tests.factories.org import NOW, make_staff, make_store


@pytest.fixture(autouse=True)
def _declared():
    if "test_note" not in document_kinds:
        document_kinds.add(DocumentKind("test_note", "TN", "note", lambda _d: "/", Role.everyone()))


def note(store, by, *, fails=False, now=NOW):
    with act(request_key=uuid4(), by=by, name="test.note", asked={}, reserves=SEQUENCE) as running:
        paper = begin_document(kind="test_note", store=store, by=by, now=now, pk=running.reserved)
        file_document(paper)
        if fails:
            raise ZeroDivisionError
    return paper


@pytest.mark.django_db
def test_numbers_run_per_store_kind_and_business_date():
    first, second = make_store("S1"), make_store("S2")
    by = make_staff("1001")
    numbers = [note(store, by).number for store in (first, first, second)]
    assert numbers == ["TN-S1-261121-0001", "TN-S1-261121-0002", "TN-S2-261121-0001"]
    before_six = NOW.replace(day=21, hour=21)
    assert note(first, by, now=before_six).number == "TN-S1-261121-0003"
    assert note(first, by, now=NOW.replace(day=21, hour=22)).number == "TN-S1-261122-0001"


@pytest.mark.django_db
def test_what_is_filed_reads_back_as_it_was_made():
    paper = note(make_store(), make_staff("1001"))
    stored = Document.objects.get(pk=paper.pk)
    assert {f.attname: getattr(stored, f.attname) for f in Document._meta.concrete_fields} == {
        f.attname: getattr(paper, f.attname) for f in Document._meta.concrete_fields
    }


@pytest.mark.django_db
def test_a_paper_costs_two_statements_with_its_request(django_assert_num_queries):
    store, by = make_store(), make_staff("1001")
    with django_assert_num_queries(4):  # savepoint, claim, file, release
        note(store, by)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_some_that_fail_leave_no_gap():
    store, by = make_store(), make_staff("1001")

    def one(turn):
        try:
            note(store, by, fails=turn % 5 < 2)
        except ZeroDivisionError:
            return
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(one, range(80)))
    running = sorted(int(number[-4:]) for number in Document.objects.values_list("number", flat=True))
    assert running == list(range(1, 49))
