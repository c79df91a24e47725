"""Proving that gifts in stock are the sum of their movements, and settled what refunds say."""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.ledger.proofs import Difference, Proof, proofs

# Each movement is compared with the one before it: its number is one more, its balance that plus its
# change; the last one's are the stock's.
_STOCK = """
WITH chained AS (
    SELECT stock_id, change,
        number - lag(number, 1, 0) OVER moves AS step,
        balance - lag(balance, 1, 0) OVER moves AS moved, balance < 0 AS below
    FROM gifts_movement WINDOW moves AS (PARTITION BY stock_id ORDER BY number)
), summed AS (
    SELECT stock_id, count(*) AS moves, sum(change) AS balance,
        count(*) FILTER (WHERE step <> 1 OR moved <> change OR below) AS breaks
    FROM chained GROUP BY stock_id
)
SELECT i.code, p.kind, v.what, v.found::text, v.expected::text
FROM gifts_stock s
JOIN gifts_giftitem i ON i.id = s.item_id JOIN gifts_place p ON p.id = s.place_id
LEFT JOIN summed m ON m.stock_id = s.id
CROSS JOIN LATERAL (VALUES
    ('balance', s.balance::bigint, coalesce(m.balance, 0)), ('moves', s.moves::bigint, coalesce(m.moves, 0)),
    ('breaks', coalesce(m.breaks, 0), 0)
) v (what, found, expected)
WHERE v.found <> v.expected
ORDER BY i.code, p.kind, v.what
"""

_SETTLED = """
SELECT d.number, l.settled::text, coalesce(r.pieces, 0)::text
FROM gifts_giftissueline l
JOIN documents_document d ON d.id = l.issue_id
LEFT JOIN (SELECT line_id, sum(pieces) AS pieces FROM gifts_reclaim
    WHERE state IN ('held', 'done') GROUP BY line_id) r ON r.line_id = l.id
WHERE l.settled <> coalesce(r.pieces, 0)
ORDER BY d.number
"""

# What left the desk for an issue is what the issue says, and came back once when it was undone.
_ISSUED = """
WITH moved AS (
    SELECT m.document_id, s.item_id, sum(m.change) AS pieces
    FROM gifts_movement m JOIN gifts_stock s ON s.id = m.stock_id WHERE m.kind IN ('issued', 'back')
    GROUP BY m.document_id, s.item_id
)
SELECT d.number, i.code, coalesce(-m.pieces, 0)::text,
    (CASE g.state WHEN 'undone' THEN 0 ELSE l.quantity END)::text
FROM gifts_giftissueline l
JOIN gifts_giftissue g ON g.document_id = l.issue_id
JOIN documents_document d ON d.id = l.issue_id JOIN gifts_giftitem i ON i.id = l.item_id
LEFT JOIN moved m ON m.document_id = l.issue_id AND m.item_id = l.item_id
WHERE coalesce(-m.pieces, 0) <> CASE g.state WHEN 'undone' THEN 0 ELSE l.quantity END
ORDER BY d.number, i.code
"""


def _rows(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def stock() -> Iterable[Difference]:
    """Stocks that aren't the sum of their movements."""
    words = {"balance": _("in stock"), "moves": _("movements"), "breaks": _("movements that don't follow")}
    for code, place, what, found, expected in _rows(_STOCK):
        yield Difference(f"{code} {place} {words[what]}", found, expected)


def settled() -> Iterable[Difference]:
    """Issues whose settled pieces aren't those of the refunds."""
    for number, found, expected in _rows(_SETTLED):
        yield Difference(f"{number} {_('pieces settled')}", found, expected)


def issued() -> Iterable[Difference]:
    """Issues whose pieces didn't leave the desk."""
    for number, code, found, expected in _rows(_ISSUED):
        yield Difference(f"{number} {code} {_('pieces issued')}", found, expected)


proofs.add(Proof("gift_stock", gettext_lazy("gifts in stock = their movements"), stock))
proofs.add(Proof("gift_settled", gettext_lazy("gifts settled = what refunds say"), settled))
proofs.add(Proof("gift_issued", gettext_lazy("gifts issued = what left the desk"), issued))
