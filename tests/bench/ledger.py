"""One transfer, and the proof of all books, against hand-written SQL."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from random import Random
from unittest.mock import patch

from django.db import connection, transaction

from deskops.core.plugs import Plugs
from deskops.ledger import proofs, services
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account, Entry, Transfer
from deskops.org.models import Region, Staff, Store

from .harness import Row, compare, run_sql

TODAY = date(2026, 11, 20)
ONE = Decimal("1.00")
BATCH = 10
CLIENTS, SECONDS = 8, 3.0

# The floor: the same tables with the same indexes and foreign keys, without a check or a trigger.
TABLES = """
CREATE TABLE floor_{0} (LIKE ledger_{0} INCLUDING IDENTITY INCLUDING DEFAULTS INCLUDING INDEXES);
"""
REFERENCES = """
ALTER TABLE floor_{} ADD FOREIGN KEY ({}_id) REFERENCES {} DEFERRABLE INITIALLY DEFERRED
"""
FLOOR = """
CREATE FUNCTION floor_post(p_kind text, p_store bigint, p_date date, p_staff bigint,
    p_from bigint, p_to bigint, p_amount numeric) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    posted bigint;
BEGIN
    INSERT INTO floor_transfer (key, digest, kind, business_date, store_id, staff_id, memo)
    VALUES (gen_random_uuid(), '', p_kind, p_date, p_store, p_staff, '') RETURNING id INTO posted;
    PERFORM FROM floor_account WHERE id IN (p_from, p_to) ORDER BY id FOR NO KEY UPDATE;
    WITH moved AS (
        UPDATE floor_account
        SET balance = balance + CASE WHEN id = p_from THEN -p_amount ELSE p_amount END, entries = entries + 1
        WHERE id IN (p_from, p_to) RETURNING id, entries, balance, store_id
    )
    INSERT INTO floor_entry (transfer_id, account_id, seq, amount, balance_after, business_date, store_id)
    SELECT posted, id, entries, CASE WHEN id = p_from THEN -p_amount ELSE p_amount END, balance, p_date,
        store_id FROM moved;
    RETURN posted;
END $$
"""


class Books:
    """A store with eight tills and many cards, each account twice: ours and the floor's."""

    def __init__(self, cards: int) -> None:
        region = Region.objects.create(code="BENCH", name="华东")
        self.store = Store.objects.create(code="BENCH", name="一店", company="一店百货", region=region)
        self.clerk = Staff.objects.create_user("1BENCH", name="王芳")
        self.open(AccountKind.TILL_CASH, CLIENTS)
        self.open(AccountKind.CARD_PRINCIPAL, cards)
        ids = {kind: self.ids(kind) for kind in (AccountKind.TILL_CASH, AccountKind.CARD_PRINCIPAL)}
        self.tills, self.cards = ids.values()
        self._make_floor()

    def open(self, kind: AccountKind, number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_account (store_id, kind, code, normal, floored)"
                " SELECT %s, %s, g, %s, %s FROM generate_series(1, %s) g",
                [self.store.pk, kind.value, kind.normal, kind.floored, number],
            )

    def ids(self, kind: AccountKind) -> list[int]:
        return list(Account.objects.filter(kind=kind).order_by("pk").values_list("pk", flat=True))

    def _make_floor(self) -> None:
        run_sql(*(TABLES.format(name) for name in ("account", "transfer", "entry")), FLOOR)
        run_sql(
            *(
                REFERENCES.format(table, column, to)
                for table, column, to in (
                    ("transfer", "store", "org_store"),
                    ("transfer", "staff", "org_staff"),
                    ("transfer", "document", "documents_document"),
                    ("transfer", "reversal_of", "floor_transfer"),
                    ("entry", "transfer", "floor_transfer"),
                    ("entry", "account", "floor_account"),
                )
            ),
            "INSERT INTO floor_account SELECT * FROM ledger_account",
            "ANALYZE",
        )

    def pairs(self, seed: int) -> Iterator[tuple[int, int]]:
        """Tills and cards, at random but the same for both sides."""
        draw = Random(seed)
        while True:
            yield draw.choice(self.tills), draw.choice(self.cards)

    def ours(self, till: int, card: int) -> None:
        services.post(
            kind="top_up",
            document=None,
            store_id=self.store.pk,
            business_date=TODAY,
            by=self.clerk,
            entries=[(till, ONE), (card, -ONE)],
        )

    def floor(self, till: int, card: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT floor_post(%s, %s, %s, %s, %s, %s, %s)",
                ["top_up", self.store.pk, TODAY, self.clerk.pk, card, till, ONE],
            )
            cursor.fetchone()


type Post = Callable[[int, int], None]


def rows(scale: float) -> Iterator[Row]:
    books = Books(cards=max(1_000, int(100_000 * scale)))
    floor, ours = batch(books, books.floor, 1), batch(books, books.ours, 1)
    yield compare("one transfer, autocommit", floor, ours, bound=1.5, rounds=1500)
    floor, ours = (transaction.atomic(batch(books, post, BATCH)) for post in (books.floor, books.ours))
    yield compare("one transfer, inside a transaction", floor, ours, bound=2, per=BATCH, rounds=150)
    yield crowd(books)
    yield from proof(books, transfers=max(10_000, int(1_000_000 * scale)))


def batch(books: Books, post: Post, many: int) -> Callable[[], None]:
    """So many transfers one after the other."""
    pairs = books.pairs(1)

    def run() -> None:
        for _ in range(many):
            post(*next(pairs))

    return run


def crowd(books: Books) -> Row:
    """Milliseconds per transfer with eight clients at once: half the floor's rate is twice its time."""
    floor, ours = (rate(books, post) for post in (books.floor, books.ours))
    note = f"{floor:.0f} and {ours:.0f} a second"
    return Row(f"one transfer, {CLIENTS} clients", 1000 / floor, 1000 / ours, 2, "ms", note)


def rate(books: Books, post: Post) -> float:
    """Transfers a second of all clients, each a process of its own."""
    connection.close()
    fork = multiprocessing.get_context("fork")
    done = fork.Queue()
    clients = [fork.Process(target=client, args=(books, post, number, done)) for number in range(CLIENTS)]
    for one in clients:
        one.start()
    total: int = sum(done.get(timeout=120) for _ in clients)
    for one in clients:
        one.join()
    return total / SECONDS


def client(books: Books, post: Post, number: int, done: "multiprocessing.Queue[int]") -> None:
    pairs, count = books.pairs(number), 0
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        post(*next(pairs))
        count += 1
    connection.close()
    done.put(count)


# Books for the proof, in bulk with every trigger on. Transfer n moves ten yuan between account n modulo
# the number of each kind, so that every entry's number and balance follow from n.
BULK = """
WITH numbered AS (SELECT n, {base} + n AS id, date '2026-01-01' + (n % 300)::int AS day
    FROM generate_series({first}::bigint, {last}) n),
made AS (INSERT INTO ledger_transfer (id, key, digest, kind, business_date, store_id, staff_id, memo)
    SELECT id, gen_random_uuid(), '', 'bulk', day, {store}, {staff}, '' FROM numbered)
INSERT INTO ledger_entry (transfer_id, account_id, seq, amount, balance_after, business_date, store_id)
SELECT id, lowest + n % many, 1 + n / many, amount, amount * (1 + n / many), day, {store}
FROM numbered,
    (VALUES ({boxes}, {box_count}, 10.00), ({cards}, {card_count}, -10.00)) side (lowest, many, amount)
"""
BALANCES = """
UPDATE ledger_account a SET entries = e.entries, balance = e.balance
FROM (SELECT account_id, count(*) AS entries, sum(amount) AS balance FROM ledger_entry GROUP BY account_id) e
WHERE a.id = e.account_id
"""
CHUNK = 100_000


def fill(books: Books, transfers: int) -> None:
    """So many transfers between eight boxes and a tenth as many cards."""
    sides = {AccountKind.CASHBACK_BOX: CLIENTS, AccountKind.CARD_BONUS: max(1, transfers // 10)}
    for kind, number in sides.items():
        books.open(kind, number)
    boxes, cards = (books.ids(kind) for kind in sides)
    last = Transfer.objects.order_by("pk").last()
    for first in range(0, transfers, CHUNK):
        run_sql(
            BULK.format(
                base=last.pk + 1 if last else 1,
                first=first,
                last=min(first + CHUNK, transfers) - 1,
                store=books.store.pk,
                staff=books.clerk.pk,
                boxes=boxes[0],
                box_count=len(boxes),
                cards=cards[0],
                card_count=len(cards),
            )
        )
    run_sql(BALANCES, "VACUUM ANALYZE ledger_account, ledger_transfer, ledger_entry")


# The same checks, as somebody would write them by hand.
BY_HAND = (
    """
    SELECT a.id FROM ledger_account a LEFT JOIN (
        SELECT account_id, count(*) AS entries, sum(amount) AS balance, max(seq) AS seq,
            max(store_id) AS store
        FROM ledger_entry GROUP BY account_id
    ) e ON e.account_id = a.id
    WHERE a.balance <> coalesce(e.balance, 0) OR a.entries <> coalesce(e.entries, 0)
        OR a.entries <> coalesce(e.seq, 0) OR e.store <> a.store_id
        OR a.floored AND a.balance * a.normal < 0
    """,
    """
    SELECT id FROM (
        SELECT id, balance_after, sum(amount) OVER (PARTITION BY account_id ORDER BY seq) AS running
        FROM ledger_entry
    ) e WHERE running <> balance_after
    """,
    """
    SELECT t.id FROM ledger_transfer t LEFT JOIN ledger_entry e ON e.transfer_id = t.id
    GROUP BY t.id HAVING coalesce(sum(e.amount), 1) <> 0 OR bool_or(e.business_date <> t.business_date)
    """,
    "SELECT sum(amount) FROM ledger_entry",
)


def proof(books: Books, transfers: int) -> Iterator[Row]:
    """Sound books of two entries a transfer, proved by us and by hand.

    Without what upper rooms plug in: these accounts belong to no card and no till.
    """
    fill(books, transfers)
    name = f"proof of {Entry.objects.count():,} entries"
    with patch.object(proofs, "proofs", Plugs(key="code")):
        assert not any(line.wrong for line in proofs.prove_books())
        row = compare(name, by_hand, proofs.prove_books, bound=2, rounds=3)
    yield row
    yield Row(f"{name}, in all", None, row.ours / 1000, 10, "s")


def by_hand() -> None:
    run_sql("BEGIN", "SET LOCAL work_mem = '64MB'", *BY_HAND, "COMMIT")
