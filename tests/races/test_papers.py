"""One paper printed by many hands at once: each printing has its own count; with the control beside it."""

from functools import partial
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from deskops.documents.models import Document
from deskops.org.models import Role, Staff
from deskops.papers.models import Print
from deskops.papers.services import Printed, print_paper
from tests.factories.org import NOW, make_staff, make_store
from tests.papers.conftest import file, plug

from .crowd import HANDS, ROUNDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

FEWER = ROUNDS // 16 + 1  # each round draws sixteen papers


@pytest.fixture
def clerk(transactional_db):
    plug()
    return make_staff("1001", Role.CLERK, store=make_store())


def printing(document: Document, clerk: Staff, key: UUID | None, _hand: int) -> Printed:
    return print_paper(document=document, by=clerk, now=NOW, request_key=key or uuid4())


def test_sixteen_printings_have_sixteen_counts(clerk):
    with crowd() as together:
        for _round in range(FEWER):
            printed = together(partial(printing, file(clerk), clerk, None))
            assert sorted(done.record.count for done in printed) == list(range(1, HANDS + 1))


def test_the_same_request_is_one_printing(clerk):
    with crowd() as together:
        for _round in range(FEWER):
            document = file(clerk)
            printed = together(partial(printing, document, clerk, uuid4()))
            assert len({done.record.pk for done in printed}) == len({done.pdf for done in printed}) == 1
            assert Print.objects.filter(document=document).count() == 1


def test_the_control_without_the_lock_counts_one_twice(clerk):
    """Look, then write, without holding the document: the unique key is what still refuses."""
    document = file(clerk)
    looked = Barrier(HANDS)

    def look_then_record(_hand: int) -> bool:
        count = Print.objects.filter(document=document).count() + 1
        looked.wait(timeout=60)
        row = Print(document=document, paper="test_form", count=count, size="a4", language="en", pages=1)
        row.by, row.at, row.sha256 = clerk, NOW, "0" * 64
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            return False
        return True

    with crowd() as together:
        recorded = together(look_then_record)
    assert sorted(recorded) == [False] * (HANDS - 1) + [True]
