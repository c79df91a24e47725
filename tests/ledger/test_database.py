"""What the database refuses to its owner too, past every service."""

from typing import Any

import psycopg
import pytest
from django.db import Error as DatabaseError
from django.db import connection, transaction

from deskops.core.refusals import from_database
from deskops.documents.models import Document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account, Transfer
from deskops.ledger.services import account_for

from .conftest import TODAY, Books, amount_of

ENTRY = "(transfer_id, account_id, seq, amount, balance_after, business_date, store_id)"


def refusal(sql: str, params: tuple[Any, ...] = ()) -> str | None:
    """The code of what the database says to a statement, in a savepoint of its own."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    no = from_database(caught.value)
    return no.code if no else None


@pytest.fixture
def posted(books: Books, till: Account, card: Account) -> int:
    return books.post((till, "10.00"), (card, "-10.00"))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET amount = amount",
        "UPDATE ledger_entry SET amount = 1 WHERE false",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_transfer SET memo = ''",
        "DELETE FROM ledger_transfer",
        "DELETE FROM ledger_account",
        "UPDATE ledger_account SET floored = false",
        "UPDATE ledger_account SET kind = 'fees', normal = -1, floored = false",
        "UPDATE ledger_account SET code = 'X'",
    ],
)
def test_the_books_are_only_added_to(posted: int, sql: str) -> None:
    assert refusal(sql) == "append_only"


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_transfer", "org_store"])
def test_the_books_are_not_emptied(posted: int, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_transfer ENABLE TRIGGER ledger_transfer_no_truncate")
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER ledger_entry_no_truncate")
    assert refusal(f"TRUNCATE {table} CASCADE") == "append_only"


def test_entries_come_with_their_transfer_or_never(books: Books, posted: int, till, card) -> None:
    third = account_for(AccountKind.FEES, books.store)
    fourth = account_for(AccountKind.ROUNDING, books.store)
    added = f"INSERT INTO ledger_entry {ENTRY} VALUES (%s, %s, 1, 5, 5, %s, %s), (%s, %s, 1, -5, -5, %s, %s)"
    rest = (TODAY, books.store.pk)
    assert refusal(added, (posted, third.pk, *rest, posted, fourth.pk, *rest)) == "complete"


def test_half_a_transfer_is_refused(books: Books, posted: int) -> None:
    fees = account_for(AccountKind.FEES, books.store)
    sql = f"INSERT INTO ledger_entry {ENTRY} VALUES (%s, %s, 1, 5, 5, %s, %s)"
    assert refusal(sql, (posted, fees.pk, TODAY, books.store.pk)) == "unbalanced"


def test_a_balance_below_the_floor_is_refused_whoever_writes_it(posted: int, card: Account) -> None:
    assert refusal("UPDATE ledger_account SET balance = 1 WHERE id = %s", (card.pk,)) == "insufficient"
    assert amount_of(card) == 10


def test_an_account_begins_with_nothing(books: Books) -> None:
    sql = (
        "INSERT INTO ledger_account (store_id, kind, code, normal, floored, balance)"
        " VALUES (%s, 'till_cash', 'T9', 1, true, 5)"
    )
    assert constraint(sql, (books.store.pk,)) == "ledger_account_begins_empty"


def test_an_account_has_the_side_and_floor_of_its_kind(books: Books) -> None:
    sql = (
        "INSERT INTO ledger_account (store_id, kind, code, normal, floored)"
        " VALUES (%s, 'card_principal', 'C9', -1, false)"
    )
    assert constraint(sql, (books.store.pk,)) == "ledger_account_known_kind"


def test_a_paper_that_was_never_filed_is_refused(books: Books, till: Account, card: Account) -> None:
    @transaction.atomic
    def unfiled() -> None:
        books.post((till, "10.00"), (card, "-10.00"), document=Document(pk=0))
        connection.check_constraints()

    with pytest.raises(DatabaseError, match="document_id"):
        unfiled()
    assert not Transfer.objects.exists()


def constraint(sql: str, params: tuple[Any, ...]) -> str | None:
    """The name of the constraint that refuses a statement."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    assert isinstance(caught.value.__cause__, psycopg.Error)
    return caught.value.__cause__.diag.constraint_name
