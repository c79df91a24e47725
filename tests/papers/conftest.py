"""A store with a clerk, and a document that prints."""

from uuid import uuid4

import pytest

from deskops.core.acts import act
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.services import begin_document, file_document
from deskops.org.models import Role
from deskops.papers.kinds import PaperKind, paper_kinds
from deskops.papers.paper import DESK, FINANCE, Column, Field, Letterhead, Paper, Size, Table
from tests.factories.org import NOW, make_staff, make_store

READERS = frozenset({Role.CLERK, Role.FINANCE})


def build(document):
    return Paper(
        title="登记表",
        number=document.number,
        store=Letterhead(document.store.company, document.store.name),
        on=document.business_date,
        maker=str(document.maker),
        fields=[Field("状态", document.state or "草稿")],
        copies=[DESK, FINANCE],
    )


def build_list(document):
    return Paper(
        title="清单",
        number=document.number,
        store=Letterhead(document.store.company, document.store.name),
        on=document.business_date,
        maker=str(document.maker),
        tables=[Table([Column("名称")], [("一",)])],
        size=Size.LANDSCAPE,
    )


def plug():
    if "test_form" not in document_kinds:
        document_kinds.add(DocumentKind("test_form", "TF", "form", lambda _d: "/", READERS))
        document_kinds.add(DocumentKind("test_mute", "TM", "mute", lambda _d: "/", READERS))
        paper_kinds.add(PaperKind("test_form", "test_form", "form", build, frozenset({Size.SLIP})))
        paper_kinds.add(PaperKind("test_list", "test_form", "list", build_list))


@pytest.fixture(autouse=True)
def _plugged():
    plug()


@pytest.fixture
def store():
    return make_store()


@pytest.fixture
def clerk(store):
    return make_staff("1001", Role.CLERK, store=store)


def file(clerk, kind="test_form"):
    with act(request_key=uuid4(), by=clerk, name="test.file", asked={}):
        return file_document(begin_document(kind=kind, store=clerk.home_store, by=clerk, now=NOW))


@pytest.fixture
def document(clerk):
    return file(clerk)
