"""Proving that group orders say what the books say; each proof is one statement."""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.ledger.proofs import Difference, Proof, proofs

# What waits on an order's account is what was paid for it, less what went on cards, less what went back
# without having been on any; and what went back is what its returns say.
_ORDERS = """
WITH paid AS (
    SELECT d.origin_id AS order_id, sum(p.amount) AS amount
    FROM documents_document d JOIN tills_payment p ON p.document_id = d.id
    WHERE d.kind = 'group_payment' GROUP BY d.origin_id
), active AS (
    SELECT d.origin_id AS order_id, sum(a.principal) AS amount
    FROM documents_document d JOIN cards_cardact a ON a.document_id = d.id
    WHERE d.kind = 'card_group' GROUP BY d.origin_id
), back AS (
    SELECT r.order_id, sum(r.principal) AS principal, sum(r.pays) AS pays
    FROM cards_groupreturn r WHERE r.state = 'paid' GROUP BY r.order_id
), gone AS (
    SELECT r.order_id, sum(a.principal) AS off, sum(p.amount) AS amount
    FROM cards_groupreturn r
    JOIN documents_document d ON d.origin_id = r.document_id AND d.kind = 'group_back'
    LEFT JOIN cards_cardact a ON a.document_id = d.id
    LEFT JOIN LATERAL (SELECT sum(amount) AS amount FROM tills_payment WHERE document_id = d.id) p ON true
    GROUP BY r.order_id
)
SELECT d.number, wrong.what, wrong.found::text, wrong.expected::text
FROM cards_grouporder o JOIN documents_document d ON d.id = o.document_id
LEFT JOIN ledger_account l ON l.kind = 'group_orders' AND l.store_id = d.store_id AND l.code = d.number
LEFT JOIN paid ON paid.order_id = o.document_id LEFT JOIN active ON active.order_id = o.document_id
LEFT JOIN back ON back.order_id = o.document_id LEFT JOIN gone ON gone.order_id = o.document_id
CROSS JOIN LATERAL (VALUES
    ('held', coalesce(l.balance * l.normal, 0), coalesce(paid.amount, 0) - coalesce(active.amount, 0)
        - coalesce(back.principal, 0) - coalesce(gone.off, 0)),
    ('back', -coalesce(gone.amount, 0), coalesce(back.pays, 0))
) wrong (what, found, expected)
WHERE wrong.found <> wrong.expected
ORDER BY d.number
"""

# An act on many cards is the sum of its lines.
_LINES = """
SELECT d.number, (a.principal + a.bonus)::text, coalesce(l.amount, 0)::text
FROM cards_cardact a JOIN documents_document d ON d.id = a.document_id
LEFT JOIN (
    SELECT document_id, sum(principal) AS principal, sum(bonus) AS bonus, sum(principal + bonus) AS amount
    FROM cards_bulkline GROUP BY document_id
) l ON l.document_id = a.document_id
WHERE a.kind IN ('card_group', 'card_bonus', 'group_back')
    AND (a.principal, a.bonus) IS DISTINCT FROM (coalesce(l.principal, 0), coalesce(l.bonus, 0))
ORDER BY d.number
"""


def orders() -> Iterable[Difference]:
    """Orders whose money isn't where their papers say."""
    words = {"held": _("paid and not on cards"), "back": _("paid back")}
    for number, what, found, expected in _rows(_ORDERS):
        yield Difference(f"{number} {words[what]}", found, expected)


def lines() -> Iterable[Difference]:
    """Acts on many cards that are not the sum of their lines."""
    for number, found, expected in _rows(_LINES):
        yield Difference(number, found, expected)


def _rows(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


proofs.add(Proof("group_orders", gettext_lazy("group orders = their payments and cards"), orders))
proofs.add(Proof("bulk_lines", gettext_lazy("acts on many cards = their lines"), lines))
