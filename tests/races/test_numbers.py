"""Document numbers and request keys under many hands: each once, no gap; each with the control beside it."""

from decimal import Decimal
from functools import partial
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from cards.models import CardAct
from cards.services import redeem
from deskops.core.acts import act
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Counter, Document
from deskops.documents.services import SEQUENCE, begin_document, file_document
from deskops.ledger.proofs import prove_books
from deskops.org.models import Role, Staff, Store
from tests.factories.cards import TRANSFER, sell, stored_number
from tests.factories.members import make_member
from tests.factories.org import NOW, make_staff, make_store
from tests.factories.tills import make_desk

from .crowd import HANDS, ROUNDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
FAILING = 3
"""Every third hand's act fails after its number was drawn."""


@pytest.fixture(autouse=True)
def _declared():
    if "test_note" not in document_kinds:
        document_kinds.add(DocumentKind("test_note", "TN", "note", lambda _d: "/", Role.everyone()))


def note(store: Store, by: Staff, hand: int) -> str:
    """The number of a paper; nothing when the act failed after drawing it."""
    try:
        with act(request_key=uuid4(), by=by, name="test.note", asked={}, reserves=SEQUENCE) as running:
            paper = begin_document(kind="test_note", store=store, by=by, now=NOW, pk=running.reserved)
            number = file_document(paper).number
            if hand % FAILING == 0:
                raise ZeroDivisionError
    except ZeroDivisionError:
        return ""
    return number


def test_each_paper_has_a_number_of_its_own_and_none_is_missing(transactional_db):
    store, by = make_store(), make_staff("1001")
    drawn: list[str] = []
    with crowd() as together:
        for _round in range(ROUNDS):
            drawn += filter(None, together(partial(note, store, by)))
    running = sorted(int(number.rsplit("-", 1)[1]) for number in drawn)
    assert running == list(range(1, ROUNDS * len([h for h in range(HANDS) if h % FAILING]) + 1))
    assert Document.objects.filter(kind="test_note").count() == len(drawn)


def test_the_control_that_reads_the_counter_first_draws_one_number_sixteen_times(transactional_db):
    store, by = make_store(), make_staff("1001")
    note(store, by, 1)
    looked = Barrier(HANDS)

    def look_then_count(_hand: int) -> int:
        counter = Counter.objects.get(store=store, kind="test_note")
        looked.wait(timeout=60)
        counter.last += 1
        counter.save(update_fields=["last"])
        return counter.last

    with crowd() as together:
        assert together(look_then_count) == [2] * HANDS


@pytest.fixture
def spend(transactional_db):
    """A way to spend ten yuan of a card by a request key."""
    desk = make_desk()
    here = {"by": desk.clerk, "store": desk.store, "now": NOW}
    member = make_member(1, store=desk.store, by=desk.clerk)
    sell(member, **here, n=1, amount="1000.00", how="bank_transfer", details=TRANSFER)

    def ten_yuan(key: UUID, amount: str = "10.00") -> int:
        done = redeem(request_key=key, number=stored_number(1), amount=Decimal(amount), **here)
        return done.pk

    yield ten_yuan
    assert [line.code for line in prove_books() if line.wrong] == []


def test_the_same_key_by_sixteen_presses_is_one_act(spend):
    spent = CardAct.objects.filter(kind=CardAct.Kind.REDEEM)
    with crowd() as together:
        for number in range(1, ROUNDS + 1):
            key = uuid4()
            done = together(lambda _hand, key=key: spend(key, "1.00"))
            assert len(set(done)) == 1
            assert spent.count() == number


def test_the_control_that_looks_for_the_key_first_acts_sixteen_times(spend):
    key, looked = uuid4(), Barrier(HANDS)

    def look_then_spend(_hand: int) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM core_request WHERE key = %s", [str(key)])
            unknown = cursor.fetchone() is None
        looked.wait(timeout=60)
        if unknown:
            spend(uuid4())
        return unknown

    with crowd() as together:
        assert together(look_then_spend) == [True] * HANDS
    assert CardAct.objects.filter(kind=CardAct.Kind.REDEEM).count() == HANDS
