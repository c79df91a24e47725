"""A paper is typed while the POS's file with it comes in: neither overlooks the other."""

from collections.abc import Iterator
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from refunds.models import Purchase
from refunds.services.matching import TYPING, hold_typing, match_typed
from tests.factories.refunds import make_purchase, make_receipt
from tests.factories.tills import NOW, Desk, make_desk

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
WAITING = """
SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
WHERE l.locktype = 'advisory' AND l.objid = %s AND NOT l.granted
"""


@pytest.fixture
def desk(transactional_db) -> Desk:
    return make_desk()


def importing(desk: Desk, begin: Event) -> Thread:
    """The end of an import, in a transaction of its own: its receipt, then the comparing."""

    def bring() -> None:
        begin.wait(30)
        try:
            with transaction.atomic():
                make_receipt(desk.store)
                match_typed(now=NOW)
        finally:
            connection.close()

    thread = Thread(target=bring)
    thread.start()
    return thread


def until_it_waits(thread: Thread) -> Iterator[None]:
    """Ask the database until the import waits for the typist, or has ended without waiting."""
    waiting = 0
    while not waiting and thread.is_alive():
        with connection.cursor() as cursor:
            cursor.execute(WAITING, [TYPING])
            waiting = cursor.fetchone()[0]
        yield


def type_beside(desk: Desk, *, held: bool) -> Purchase:
    """Type the paper in one transaction while an import of its receipt ends in another."""
    begin = Event()
    thread = importing(desk, begin)
    with transaction.atomic():
        if held:
            hold_typing()
        purchase = make_purchase(desk.store, by=desk.clerk, typed=True)
        begin.set()
        for _moment in until_it_waits(thread):
            pass
    thread.join(30)
    purchase.refresh_from_db()
    return purchase


def test_the_import_waits_for_who_is_typing_and_finds_the_paper(desk):
    assert type_beside(desk, held=True).state == Purchase.State.VERIFIED


def test_without_the_lock_both_overlook_each_other(desk):
    """The control: what the lock is for."""
    assert type_beside(desk, held=False).state == Purchase.State.UNVERIFIED
