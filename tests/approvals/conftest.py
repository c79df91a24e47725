"""A store with two floors, its people, and a paper that asks for approval."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from deskops.approvals.kinds import ApprovalKind, approval_kinds
from deskops.approvals.services import Asked, ask
from deskops.approvals.terms import Terms
from deskops.core.acts import act
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.services import begin_document, file_document
from deskops.org.models import Floor, Region, Role, Staff, Store
from deskops.org.services import post

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
STARTS = date(2026, 1, 1)
HEARD: list[tuple[str, str, str]] = []


def _heard(*, document, outcome, by, now, reason):
    HEARD.append((document.number, outcome, reason))


def plug_slip() -> None:
    """A kind of paper for these tests, plugged once; what it hears is kept in HEARD."""
    if "test_slip" not in document_kinds:
        document_kinds.add(DocumentKind("test_slip", "TS", "slip", lambda _d: "/", Role.everyone()))
        approval_kinds.add(ApprovalKind("test_slip", _heard))


@pytest.fixture(autouse=True)
def _plugged():
    HEARD.clear()
    plug_slip()


@dataclass
class Mall:
    """One store, as the tests of approvals see it."""

    region: Region
    store: Store
    other: Store
    b1: Floor
    f1: Floor
    people: dict[str, Staff] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Staff:
        return self.people[name]

    def hire(self, name, number, role=None, **scope) -> Staff:
        staff = Staff.objects.create_user(number, "deskops-demo", name=name, home_store=self.store)
        if role:
            post(staff=staff, role=role, starts=STARTS, **scope)
        self.people[name] = staff
        return staff

    def paper(self, of, *, by=None, terms=None, now=NOW):
        """File a slip and ask; returns the document and its approvals."""
        by = by or self.people["clerk"]
        with act(request_key=uuid4(), by=by, name="test.ask", asked={}):
            document = begin_document(kind="test_slip", store=self.store, by=by, now=now)
            rows = ask(document=document, terms=terms or TERMS, of=of, by=by, now=now)
            file_document(document)
        return document, rows


TERMS = Terms(what="退货", why="质量问题", rule="7 天内凭票可退")


@pytest.fixture
def mall(db) -> Mall:
    region = Region.objects.create(code="HD", name="华东")
    store = Store.objects.create(code="S1", name="夫章购物中心", company="夫章商业", region=region)
    other = Store.objects.create(code="S2", name="另一门店", company="夫章商业", region=region)
    b1 = Floor.objects.create(store=store, code="B1", name="负一楼")
    f1 = Floor.objects.create(store=store, code="F1", name="一楼")
    made = Mall(region, store, other, b1, f1)
    made.hire("clerk", "1001", Role.CLERK, store=store)
    made.hire("desk", "1101", Role.DESK_SUPERVISOR, store=store)
    made.hire("floor_b1", "2001", Role.FLOOR_SUPERVISOR, floor=b1)
    made.hire("floor_f1", "2002", Role.FLOOR_SUPERVISOR, floor=f1)
    made.hire("finance", "3001", Role.FINANCE, store=store)
    made.hire("manager", "8001", Role.STORE_MANAGER, store=store)
    made.hire("away", "1102", Role.DESK_SUPERVISOR, store=other)
    made.hire("manager_2", "8002", Role.STORE_MANAGER, store=other)
    return made


@pytest.fixture
def b1_asked(mall):
    """One approval asked of the supervisor of B1 by the clerk."""
    return mall.paper([Asked(Role.FLOOR_SUPERVISOR, mall.b1)])[1][0]
