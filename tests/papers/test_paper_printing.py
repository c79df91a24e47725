"""Printing is counted and recorded, once per request, and only by those who may read the document."""

from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from deskops.core.refusals import Refused
from deskops.org.models import Role
from deskops.papers.models import Print
from deskops.papers.paper import Size
from deskops.papers.services import print_paper
from tests.factories.org import NOW, make_staff, make_store
from tests.papers.conftest import file
from tests.papers.reading import pages, text

pytestmark = pytest.mark.django_db


def printed(document, by, **asked):
    return print_paper(document=document, by=by, now=NOW, **{"request_key": uuid4(), **asked})


def test_original_then_reprints(document, clerk):
    with translation.override("en"):
        first, second, third = (printed(document, clerk) for _n in range(3))
    assert [p.record.count for p in (first, second, third)] == [1, 2, 3]
    assert "Reprint" not in text(first.pdf)
    assert "Reprint,printno.3" in text(third.pdf)


def test_the_record_says_what_was_printed(document, clerk):
    with translation.override("en"):
        done = printed(document, clerk, size=Size.SLIP, copy=2)
    record = Print.objects.get()
    assert (record.document, record.paper, record.copy, record.size, record.language, record.pages) == (
        document,
        "test_form",
        2,
        "slip",
        "en",
        1,
    )
    assert (record.by, record.at, record.missing) == (clerk, NOW, "")
    assert record.sha256 == sha256(done.pdf).hexdigest()


def test_copies_and_papers_are_counted_by_themselves(document, clerk):
    counts = [
        printed(document, clerk, **asked).record.count
        for asked in ({"copy": 1}, {"copy": 2}, {}, {"copy": 2}, {"paper": "test_list"}, {"copy": 1})
    ]
    assert counts == [1, 1, 2, 3, 1, 3]


def test_the_same_request_again_is_one_printing_with_the_same_bytes(document, clerk):
    key = uuid4()
    first, again = (printed(document, clerk, request_key=key) for _n in range(2))
    assert again.pdf == first.pdf
    assert again.record == first.record
    assert Print.objects.count() == 1


def test_characters_without_a_glyph_are_on_record(document, clerk):
    document.state = "王\U0001f600"
    document.save(update_fields=["state"])
    assert printed(document, clerk).record.missing == "U+1F600"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"paper": "nothing"}, "paper_unknown"),
        ({"size": Size.LANDSCAPE}, "paper_size"),
        ({"copy": 3}, "paper_copy"),
    ],
)
def test_what_does_not_exist_is_refused_and_not_recorded(document, clerk, asked, code):
    with pytest.raises(Refused) as refused:
        printed(document, clerk, **asked)
    assert refused.value.code == code
    assert Print.objects.count() == 0


@pytest.mark.parametrize("statement", ["UPDATE papers_print SET count = 9", "DELETE FROM papers_print"])
def test_the_database_keeps_the_record(document, clerk, statement):
    printed(document, clerk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Print.objects.get().count == 1


class TestView:
    def open(self, client, staff, document, query="", **headers):
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(f"/papers/{document.number}/{query}", headers=headers)

    def test_the_paper_opens_in_the_browser_and_is_kept_by_nobody(self, client, clerk, document):
        response = self.open(client, clerk, document)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == f'inline; filename="{document.number}.pdf"'
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert document.number in text(response.content)
        assert Print.objects.get().by == clerk

    def test_size_copy_paper_and_language_can_be_asked_for(self, client, clerk, document):
        slip = self.open(client, clerk, document, "?size=slip&copy=1&language=en")
        assert float(pages(slip.content)[0].mediabox.width) < 240
        assert "Copyone" in text(slip.content)
        assert "清单" in text(self.open(client, clerk, document, "?paper=test_list").content)

    @pytest.mark.parametrize("query", ["?size=a0", "?copy=0", "?copy=x", "?language=fr"])
    def test_a_query_that_makes_no_sense_is_not_found(self, client, clerk, document, query):
        assert self.open(client, clerk, document, query).status_code == 404
        assert Print.objects.count() == 0

    @pytest.mark.parametrize("query", ["?copy=3", "?paper=nothing", "?size=landscape"])
    def test_what_the_paper_lacks_is_said_in_words(self, client, clerk, document, query):
        response = self.open(client, clerk, document, query)
        assert response.status_code == 422
        assert "data-refused" in response.content.decode()

    def test_another_store_is_not_found(self, client, document):
        stranger = make_staff("1002", Role.CLERK, store=make_store("S2"))
        assert self.open(client, stranger, document).status_code == 404
        assert Print.objects.count() == 0

    def test_a_role_that_may_not_read_the_document_may_not_print_it(self, client, store, document):
        guard = make_staff("6001", Role.SECURITY, store=store)
        assert self.open(client, guard, document).status_code == 403
        assert Print.objects.count() == 0

    def test_the_auditor_reads_everything(self, client, document):
        assert self.open(client, make_staff("9001", Role.AUDITOR), document).status_code == 200

    def test_nobody_prints_unknown_numbers_or_documents_without_paper(self, client, clerk, document):
        document.number = "TF-S1-261121-9999"
        assert self.open(client, clerk, document).status_code == 404
        assert self.open(client, clerk, file(clerk, "test_mute")).status_code == 404

    def test_a_browser_that_looks_ahead_prints_nothing(self, client, clerk, document):
        response = self.open(client, clerk, document, **{"Sec-Purpose": "prefetch;prerender"})
        assert response.status_code == 503
        assert Print.objects.count() == 0

    @pytest.mark.parametrize("method", ["head", "post", "put", "delete"])
    def test_only_a_get_prints(self, client, clerk, document, method):
        client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
        assert getattr(client, method)(f"/papers/{document.number}/").status_code == 405
        assert Print.objects.count() == 0

    def test_strangers_sign_in_first(self, client, document):
        assert client.get(f"/papers/{document.number}/").status_code == 302
