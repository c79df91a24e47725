"""A list of cashback computed and saved, against one statement that only sums the same receipts."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

from django.db import connection

from cashback.models import Cycle
from cashback.services import compute_list, open_cycle
from cashback.services.drawing import notes_for
from deskops.org.models import Role
from members.models import Tier
from tests.bench.harness import Row, milliseconds, run_sql
from tests.factories.cashback import MADE
from tests.factories.org import make_staff, make_store

MEMBERS, RECEIPTS = 100_000, 30  # at scale 1: as many members, each with so many receipts
PEOPLE = (
    "INSERT INTO members_household (id, collective) SELECT n, false FROM generate_series(1, %(many)s) n",
    """
    INSERT INTO members_member (id, name, sex, mobile, home_phone, home_extension, masked_number,
        household_id, home_store_id, tier_id, joined_on, missing, by_proxy, late, state)
    SELECT n, '会员' || n, 'male', '+86139' || lpad(n::text, 8, '0'), '', '', '371***********0000', n,
        %(store)s, %(tier)s, '2026-01-05', '{}', false, false, 'active'
    FROM generate_series(1, %(many)s) n
    """,
    """
    INSERT INTO members_tierperiod (member_id, tier_id, starts, source, set_by_id)
    SELECT n, %(tier)s, '2026-01-05', 'bench', %(by)s FROM generate_series(1, %(many)s) n
    """,
    """
    INSERT INTO members_membercard (number, member_id, household_id, slot, state, silver, store_id, issued_on,
        issued_by_id)
    SELECT '89' || lpad(n::text, 8, '0'), n, n, 0, 'issued', true, %(store)s, '2026-01-05', %(by)s
    FROM generate_series(1, %(many)s) n
    """,
    """
    INSERT INTO receipts_receipt (store_id, pos, number, bought_at, bought_on, card_number, amount, items,
        digest)
    SELECT %(store)s, '01', n || '-' || k, '2026-10-01'::date + k %% 31, '2026-10-01'::date + k %% 31,
        '89' || lpad(n::text, 8, '0'), round(20 + (n * 37 + k * 11) %% 9000 / 100.0, 2), 1, 'bench'
    FROM generate_series(1, %(many)s) n, generate_series(1, %(each)s) k
    """,
)
SUM = """
SELECT card_number, sum(amount) FROM receipts_receipt
WHERE bought_on BETWEEN '2026-10-01' AND '2026-10-31' GROUP BY card_number
"""


def rows(scale: float) -> Iterator[Row]:
    """Computing the list again replaces the first: its rows go, new ones come; ours is the first time."""
    many = max(1_000, int(MEMBERS * scale))
    store = make_store("S1")
    by = make_staff("4001", Role.INFORMATION, store=store)
    given = {
        "many": many,
        "each": RECEIPTS,
        "store": store.pk,
        "by": by.pk,
        "tier": Tier.objects.get(code="silver").pk,
    }
    with connection.cursor() as cursor:
        for statement in PEOPLE:
            cursor.execute(statement, given)
    run_sql("ANALYZE")
    cycle = open_cycle(request_key=uuid4(), store=store, month=date(2026, 11, 1), by=by, now=MADE)
    floor = min(milliseconds(summed) for _ in range(3))
    taken = milliseconds(lambda: compute_list(request_key=uuid4(), cycle_id=cycle.pk, by=by, now=MADE))
    assert cycle.lines.count() == many
    yield Row(f"list of {many:,} members from {many * RECEIPTS:,} receipts, saved", floor, taken, 5)
    cycle = Cycle.objects.get(pk=cycle.pk)
    yield Row(f"notes for {many:,} lines", None, milliseconds(lambda: notes_for(cycle)), 300)


def summed() -> None:
    """The floor: the same receipts added up by card, the sums fetched."""
    with connection.cursor() as cursor:
        cursor.execute(SUM)
        cursor.fetchall()
