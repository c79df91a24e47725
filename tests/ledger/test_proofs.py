"""Proving the books: sound ones prove, and every way to spoil them shows."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from deskops.ledger import proofs
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account
from deskops.ledger.proofs import Difference, Proof, prove_books

from .conftest import Books


@pytest.fixture
def spoiled(books: Books, till: Account, card: Account) -> None:
    """Two top-ups and a reversal, and then a hand in the tables with the triggers off."""
    books.post((till, "100.00"), (card, "-100.00"))
    books.reverse(books.post((till, "10.00"), (card, "-10.00")))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("ledger_transfer", "ledger_entry", "ledger_account"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_floor")


def found() -> dict[str, list[str]]:
    return {line.code: [d.subject for d in line.differences] for line in prove_books() if line.wrong}


def spoil(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_every_kind_of_account_has_its_line(books: Books, django_assert_num_queries) -> None:
    with django_assert_num_queries(6):
        lines = prove_books()
    assert [line.code for line in lines][:-3] == AccountKind.values
    assert [line.code for line in lines][-3:] == ["world", "transfers", "reversals"]


def test_sound_books_prove(books: Books, till: Account, card: Account) -> None:
    books.post((till, "100.00"), (card, "-100.00"))
    books.reverse(books.post((till, "10.00"), (card, "-10.00")))
    lines = {line.code: line for line in prove_books()}
    assert found() == {}
    till_line = lines["till_cash"]
    assert (till_line.accounts, till_line.entries) == (1, 3)
    assert till_line.balance == Decimal("100.00")


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            "UPDATE ledger_account SET balance = 100.01 WHERE kind = 'till_cash'",
            {"till_cash": ["balance of account {till} T1"], "world": ["sum of all accounts"]},
        ),
        (
            "UPDATE ledger_account SET entries = 4 WHERE kind = 'till_cash'",
            {"till_cash": ["number of entries of account {till} T1"]},
        ),
        (
            "UPDATE ledger_entry SET seq = 9 WHERE seq = 3 AND account_id = {till}",
            {"till_cash": ["gaps in the numbers of account {till} T1"]},
        ),
        (
            "UPDATE ledger_entry SET balance_after = 7 WHERE seq = 2 AND account_id = {till}",
            {"till_cash": ["balances that don't follow, account {till} T1"]},
        ),
        (
            "UPDATE ledger_entry SET store_id = 0 WHERE account_id = {till}",
            {"till_cash": ["store of the entries of account {till} T1"]},
        ),
        (
            "UPDATE ledger_account SET balance = -1 WHERE kind = 'till_cash'",
            {
                "till_cash": ["balance of account {till} T1", "floor of account {till} T1"],
                "world": ["sum of all accounts"],
            },
        ),
        (
            "UPDATE ledger_entry SET business_date = '2026-01-01' WHERE transfer_id = {first}",
            {"transfers": ["entries of transfer {first} on another date"]},
        ),
    ],
)
def test_a_spoiled_balance_shows(spoiled: None, till: Account, sql: str, expected) -> None:
    first = till_transfers(till)[0]
    spoil(sql.format(till=till.pk, first=first))
    names = {code: [s.format(till=till.pk, first=first) for s in said] for code, said in expected.items()}
    assert found() == names


def till_transfers(till: Account) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT transfer_id FROM ledger_entry WHERE account_id = %s ORDER BY seq", [till.pk])
        return [row[0] for row in cursor.fetchall()]


def test_an_entry_changed_on_both_sides_of_nothing_shows(spoiled: None, till: Account, card: Account) -> None:
    first, second, reversal = till_transfers(till)
    spoil(f"UPDATE ledger_entry SET amount = amount * 2 WHERE transfer_id = {second}")
    assert found() == {
        "till_cash": [
            f"balance of account {till.pk} T1",
            f"balances that don't follow, account {till.pk} T1",
        ],
        "card_principal": [
            f"balance of account {card.pk} C1",
            f"balances that don't follow, account {card.pk} C1",
        ],
        "reversals": [f"reversal {reversal}"],
    }
    assert first < second


def test_a_lost_side_shows(spoiled: None, till: Account, card: Account) -> None:
    *_rest, last = till_transfers(till)
    spoil(f"DELETE FROM ledger_entry WHERE transfer_id = {last} AND account_id = {card.pk}")
    assert found() == {
        "card_principal": [
            f"balance of account {card.pk} C1",
            f"number of entries of account {card.pk} C1",
        ],
        "transfers": [f"entries of transfer {last}", f"sum of transfer {last}"],
        "reversals": [f"reversal {last}"],
    }


def test_an_upper_room_plugs_in_its_own(books: Books) -> None:
    said = Difference("till T1", "counted 99.00", "100.00")
    proofs.proofs.add(Proof("tills", "tills as counted", lambda: [said]))
    line = prove_books()[-1]
    assert (line.code, line.label, line.wrong, line.differences) == ("tills", "tills as counted", 1, (said,))


def test_the_command_prints_a_line_each_and_fails_on_a_difference(spoiled: None, till: Account) -> None:
    out = StringIO()
    call_command("prove_books", stdout=out)
    assert len(out.getvalue().splitlines()) == len(AccountKind) + 3
    spoil("UPDATE ledger_account SET balance = 100.01 WHERE kind = 'till_cash'")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("prove_books", stdout=out)
    assert f"    balance of account {till.pk} T1: 100.01 ≠ 100.00" in out.getvalue().splitlines()
