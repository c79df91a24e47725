"""What the web's role may do to the books: call the two functions, read, nothing else."""

import pytest
from django.db import Error as DatabaseError
from django.db import connection, transaction
from psycopg.errors import InsufficientPrivilege

from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account
from deskops.ledger.proofs import prove_books
from deskops.ledger.queries import statement
from deskops.ledger.services import open_account

from .conftest import TODAY, Books, amount_of


@pytest.fixture
def posted(books: Books, till: Account, card: Account) -> int:
    return books.post((till, "10.00"), (card, "-10.00"))


@pytest.fixture
def clerk(posted: int, web_role: None) -> None:
    """From here on the test has the web's rights."""


def test_it_opens_posts_reverses_and_reads(clerk: None, books: Books, till: Account, card: Account) -> None:
    fees = open_account(AccountKind.FEES, books.store)
    paid = books.post((till, "20.00"), (fees, "-20.00"), kind="fee")
    books.reverse(paid)
    assert amount_of(till) == statement(card).lines[0].balance == 10
    assert [line.code for line in prove_books() if line.wrong] == []


def test_it_is_refused_like_anybody(clerk: None, books: Books, till: Account, card: Account) -> None:
    with pytest.raises(Refused) as caught, transaction.atomic():
        books.post((till, "-10.01"), (card, "10.01"))
    assert caught.value.code == "insufficient"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_account SET balance = balance - 1000",
        "UPDATE ledger_account SET entries = entries + 1",
        "UPDATE ledger_account SET floored = false",
        "INSERT INTO ledger_account DEFAULT VALUES",
        "INSERT INTO ledger_transfer DEFAULT VALUES",
        "INSERT INTO ledger_entry DEFAULT VALUES",
        "UPDATE ledger_entry SET amount = 0",
        "UPDATE ledger_transfer SET business_date = '2026-01-01'",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_transfer",
        "DELETE FROM ledger_account",
        "TRUNCATE ledger_entry",
        "TRUNCATE ledger_account CASCADE",
        "SELECT 1 FROM ledger_account FOR UPDATE",
        "ALTER TABLE ledger_entry DISABLE TRIGGER USER",
        "DROP TRIGGER ledger_entry_zero_sum ON ledger_entry",
        "CREATE OR REPLACE FUNCTION ledger_entry_zero_sum() RETURNS trigger LANGUAGE plpgsql AS 'begin end'",
        "DROP FUNCTION ledger_post",
        "SET session_replication_role = replica",
        "COPY ledger_entry FROM STDIN",
        "SELECT setval('ledger_entry_id_seq', 1)",
    ],
)
def test_it_can_do_nothing_else(clerk: None, sql: str) -> None:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert isinstance(caught.value.__cause__, InsufficientPrivilege)


def test_a_function_of_the_books_cannot_be_led_to_other_tables(
    clerk: None, books: Books, till: Account, card: Account
) -> None:
    """A temporary table of the same name stands before the real one in the caller's path, not in theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_database_privilege(current_user, current_database(), 'TEMP')")
        if cursor.fetchone()[0]:
            cursor.execute("CREATE TEMP TABLE ledger_account (LIKE public.ledger_account INCLUDING DEFAULTS)")
        cursor.execute(
            "SELECT ledger_post('x', NULL, %s, %s, %s, %s, ARRAY[1.00, -1.00], NULL, '', NULL)",
            [books.store.pk, TODAY, books.clerk.pk, [till.pk, card.pk]],
        )
        cursor.execute("SELECT balance FROM public.ledger_account WHERE id = %s", [till.pk])
        assert cursor.fetchone()[0] == 11
