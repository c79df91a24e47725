"""Proving that drawers, counts and papers say what the books say.

Each proof is one statement over all tills; it prints what differs.
"""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.ledger.proofs import Difference, Proof, proofs

# What a shift counted at its ends is what its account held after the entry it names.
_COUNTS = """
SELECT d.number, wrong.what, wrong.found::text, wrong.expected::text
FROM tills_shift s
JOIN tills_till t ON t.id = s.till_id
JOIN documents_document d ON d.id = s.document_id
LEFT JOIN ledger_entry first ON first.account_id = t.account_id AND first.seq = s.opened_after
LEFT JOIN ledger_entry last ON last.account_id = t.account_id AND last.seq = s.closed_at_number
CROSS JOIN LATERAL (VALUES
    ('opening', s.opening, coalesce(first.balance_after, 0)),
    ('closing', s."left", CASE WHEN s.closed_at IS NULL THEN NULL ELSE coalesce(last.balance_after, 0) END),
    ('takings', s.taken_out, (
        SELECT sum(c.amount) FROM tills_count c WHERE c.shift_id = s.id AND c.purpose = 'takings')),
    ('counted', s.counted, (
        SELECT sum(c.amount) FROM tills_count c WHERE c.shift_id = s.id AND c.purpose = 'closing'))
) wrong (what, found, expected)
WHERE wrong.found IS DISTINCT FROM wrong.expected
"""

# What papers were paid in cash during a shift is what its till's entries on those papers sum to.
_PAYMENTS = """
WITH paid AS (
    SELECT p.shift_id, sum(p.amount + p.rounding) AS cash
    FROM tills_payment p JOIN tills_tender k ON k.id = p.tender_id AND k.code = 'cash'
    GROUP BY p.shift_id
), booked AS (
    SELECT s.id AS shift_id, sum(e.amount) AS cash
    FROM tills_shift s
    JOIN tills_till t ON t.id = s.till_id
    JOIN ledger_entry e ON e.account_id = t.account_id AND e.seq > s.opened_after
        AND (s.closed_at_number IS NULL OR e.seq <= s.closed_at_number)
    JOIN ledger_transfer x ON x.id = e.transfer_id
    WHERE x.document_id IS DISTINCT FROM s.document_id AND x.kind NOT IN ('float_in', 'float_out')
    GROUP BY s.id
)
SELECT d.number, coalesce(paid.cash, 0)::text, coalesce(booked.cash, 0)::text
FROM tills_shift s
JOIN documents_document d ON d.id = s.document_id
LEFT JOIN paid ON paid.shift_id = s.id
LEFT JOIN booked ON booked.shift_id = s.id
WHERE coalesce(paid.cash, 0) <> coalesce(booked.cash, 0)
"""

# Every yuan on the over-and-short account from a till is a difference with its paper.
_DIFFERENCES = """
WITH noted AS (SELECT shift_id, sum(amount) AS amount FROM tills_difference GROUP BY shift_id)
SELECT d.number, coalesce(noted.amount, 0)::text, (s.opening_difference + found.closing)::text
FROM tills_shift s
JOIN documents_document d ON d.id = s.document_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.closed_at IS NULL THEN 0 ELSE s.difference END AS closing
) found
LEFT JOIN noted ON noted.shift_id = s.id
WHERE coalesce(noted.amount, 0) <> s.opening_difference + found.closing
"""


def _rows(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def counts() -> Iterable[Difference]:
    """Shifts whose counts aren't what the account held at their ends."""
    words = {
        "opening": _("counted at opening"),
        "closing": _("float left"),
        "takings": _("takings taken out"),
        "counted": _("counted"),
    }
    for number, what, found, expected in _rows(_COUNTS):
        yield Difference(f"{number} {words[what]}", found, expected)


def payments() -> Iterable[Difference]:
    """Shifts whose papers' cash isn't what their till's entries sum to."""
    for number, found, expected in _rows(_PAYMENTS):
        yield Difference(f"{number} {_('cash of its papers')}", found, expected)


def differences() -> Iterable[Difference]:
    """Shifts whose over and short isn't on papers of its own."""
    for number, found, expected in _rows(_DIFFERENCES):
        yield Difference(f"{number} {_('over and short')}", found, expected)


proofs.add(Proof("till_counts", gettext_lazy("till = counts"), counts))
proofs.add(Proof("till_payments", gettext_lazy("till = papers paid in cash"), payments))
proofs.add(Proof("till_differences", gettext_lazy("over and short = its papers"), differences))
