"""Proving that lines, payouts and boxes say what the books say; each proof is one statement."""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.ledger.proofs import Difference, Proof, proofs

# What a booked cycle's lines still owe is on its account; a list being made and a closed cycle owe nothing.
_DUE = """
SELECT d.number, coalesce(sum(l.amount) FILTER (
        WHERE c.state NOT IN ('listing', 'closed') AND l.state IN ('due', 'waiting')
    ), 0)::numeric(14, 2)::text, (-a.balance)::numeric(14, 2)::text
FROM cashback_cycle c
JOIN documents_document d ON d.id = c.document_id JOIN ledger_account a ON a.id = c.due_id
LEFT JOIN cashback_line l ON l.cycle_id = c.document_id
GROUP BY d.number, a.balance
HAVING coalesce(sum(l.amount) FILTER (
    WHERE c.state NOT IN ('listing', 'closed') AND l.state IN ('due', 'waiting')), 0) <> -a.balance
"""

# What closed cycles owe on is what no booked list has taken over yet.
_CARRIED = """
WITH owed AS (
    SELECT c.store_id, sum(k.amount) AS amount
    FROM cashback_carry k JOIN cashback_line s ON s.id = k.source_id
    JOIN cashback_cycle c ON c.document_id = s.cycle_id
    LEFT JOIN cashback_line t ON t.id = k.taken_id LEFT JOIN cashback_cycle n ON n.document_id = t.cycle_id
    WHERE k.owed AND (k.taken_id IS NULL OR n.state = 'listing')
    GROUP BY c.store_id
), books AS (
    SELECT store_id, -balance AS amount FROM ledger_account WHERE kind = 'cashback_due' AND code = 'carried'
)
SELECT s.code, coalesce(o.amount, 0)::numeric(14, 2)::text, coalesce(b.amount, 0)::numeric(14, 2)::text
FROM owed o FULL JOIN books b ON b.store_id = o.store_id
JOIN org_store s ON s.id = coalesce(o.store_id, b.store_id)
WHERE coalesce(o.amount, 0) <> coalesce(b.amount, 0)
"""

# The notes in a box make what its account holds.
_BOXES = """
SELECT a.code, coalesce(sum(p.face * p.pieces), 0)::numeric(14, 2)::text, a.balance::numeric(14, 2)::text
FROM cashback_box b JOIN ledger_account a ON a.id = b.account_id
LEFT JOIN cashback_pieces p ON p.box_id = b.id
LEFT JOIN cashback_turn t ON t.box_id = b.id AND t.state = 'counted'
WHERE t.document_id IS NULL
GROUP BY a.id HAVING coalesce(sum(p.face * p.pieces), 0) <> a.balance
"""

# A paid line has one payout of its amount, in notes that make it, moved by its paper's transfer.
_PAID = """
WITH said AS (
    SELECT l.id, l.amount, p.document_id, p.amount AS paid,
        (SELECT sum(face * pieces) FROM cashback_payoutpieces n WHERE n.payout_id = p.document_id) AS notes,
        (SELECT sum(e.amount) FROM ledger_transfer t JOIN ledger_entry e ON e.transfer_id = t.id
            WHERE t.document_id = p.document_id AND t.kind = 'cashback_paid' AND e.amount > 0) AS moved
    FROM cashback_line l LEFT JOIN cashback_payout p ON p.line_id = l.id
    WHERE l.state = 'paid' OR p.document_id IS NOT NULL
)
SELECT coalesce(d.number, s.id::text), wrong.what, coalesce(wrong.found, 0)::text, s.amount::text
FROM said s LEFT JOIN documents_document d ON d.id = s.document_id
CROSS JOIN LATERAL (VALUES ('paid', s.paid), ('notes', s.notes), ('books', s.moved)) wrong (what, found)
WHERE wrong.found IS DISTINCT FROM s.amount
"""


def _rows(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def due() -> Iterable[Difference]:
    """Cycles whose unpaid lines aren't what is owed in the books."""
    for number, lines, books in _rows(_DUE):
        yield Difference(f"{number} {_('unpaid lines')}", lines, books)


def carried() -> Iterable[Difference]:
    """Stores whose carried cashback isn't what closed cycles left."""
    for store, lines, books in _rows(_CARRIED):
        yield Difference(f"{store} {_('carried cashback')}", lines, books)


def boxes() -> Iterable[Difference]:
    """Boxes whose notes don't make what their account holds."""
    for code, notes, books in _rows(_BOXES):
        yield Difference(f"{code} {_('notes in the box')}", notes, books)


def paid() -> Iterable[Difference]:
    """Lines whose payout, notes or transfer isn't their amount."""
    words = {"paid": _("cashback paid"), "notes": _("notes paid"), "books": _("transfer")}
    for number, what, found, expected in _rows(_PAID):
        yield Difference(f"{number} {words[what]}", found, expected)


proofs.add(Proof("cashback_due", gettext_lazy("cashback due = unpaid lines"), due))
proofs.add(Proof("cashback_carried", gettext_lazy("cashback carried = lines of closed cycles"), carried))
proofs.add(Proof("cashback_boxes", gettext_lazy("cashback boxes = their notes"), boxes))
proofs.add(Proof("cashback_paid", gettext_lazy("cashback paid = lines, notes, transfers"), paid))
