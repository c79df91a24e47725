"""Proving that cards and takings say what the books say; each proof is one statement."""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.ledger.proofs import Difference, Proof, proofs

# What was done with each stored-value account sums to its two accounts of the books; an account of
# the books that no card has would be a liability to nobody.
_LIABILITY = """
WITH acted AS (
    SELECT value_id, sum(principal) AS principal, sum(bonus) AS bonus
    FROM (
        SELECT value_id, principal, bonus FROM cards_cardact WHERE value_id IS NOT NULL
        UNION ALL
        SELECT value_id, principal, bonus FROM cards_bulkline
    ) acts
    GROUP BY value_id
), held AS (
    SELECT v.id, v.principal_id AS account_id, coalesce(a.principal, 0) AS amount
    FROM cards_storedvalue v LEFT JOIN acted a ON a.value_id = v.id
    UNION ALL
    SELECT v.id, v.bonus_id, coalesce(a.bonus, 0)
    FROM cards_storedvalue v LEFT JOIN acted a ON a.value_id = v.id
)
SELECT l.kind, l.code, (l.balance * l.normal)::text, coalesce(h.amount, 0)::text
FROM ledger_account l LEFT JOIN held h ON h.account_id = l.id
WHERE l.kind IN ('card_principal', 'card_bonus') AND l.balance * l.normal <> coalesce(h.amount, 0)
ORDER BY l.kind, l.code
"""

# Takings that finance received moved their cash, and what was agreed otherwise, exactly once.
_TAKINGS = """
WITH given AS (
    SELECT h.document_id, h.state,
        coalesce(sum(l.amount) FILTER (WHERE l.section = 'cash'), 0) AS cash,
        coalesce(sum(l.agreed_amount - l.amount) FILTER (WHERE l.differs), 0) AS corrected
    FROM handoffs_handoff h LEFT JOIN handoffs_handoffline l
        ON l.handoff_id = h.document_id AND l.section IN ('cash', 'tenders')
    WHERE h.kind = 'takings' GROUP BY h.document_id, h.state
), booked AS (
    SELECT t.document_id,
        coalesce(sum(-e.amount) FILTER (WHERE a.kind = 'cash_in_transit'), 0) AS cash,
        coalesce(sum(-e.amount) FILTER (WHERE a.kind = 'over_short'), 0) AS corrected
    FROM ledger_transfer t
    JOIN ledger_entry e ON e.transfer_id = t.id JOIN ledger_account a ON a.id = e.account_id
    WHERE t.kind IN ('takings', 'takings_corrected') GROUP BY t.document_id
)
SELECT d.number, wrong.what, wrong.found::text, wrong.expected::text
FROM given g JOIN documents_document d ON d.id = g.document_id
LEFT JOIN booked b ON b.document_id = g.document_id
CROSS JOIN LATERAL (VALUES
    ('cash', coalesce(b.cash, 0), CASE WHEN g.state = 'received' THEN g.cash ELSE 0 END),
    ('corrected', coalesce(b.corrected, 0), CASE WHEN g.state = 'received' THEN g.corrected ELSE 0 END)
) wrong (what, found, expected)
WHERE wrong.found <> wrong.expected
ORDER BY d.number
"""


def _rows(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def liability() -> Iterable[Difference]:
    """Accounts of cards whose balance isn't what the acts on the card sum to."""
    for kind, code, found, expected in _rows(_LIABILITY):
        yield Difference(f"{kind} {code}", found, expected)


def takings() -> Iterable[Difference]:
    """Takings whose transfers aren't what both sides signed."""
    words = {"cash": _("cash received"), "corrected": _("corrections")}
    for number, what, found, expected in _rows(_TAKINGS):
        yield Difference(f"{number} {words[what]}", found, expected)


proofs.add(Proof("card_liability", gettext_lazy("cards = their accounts"), liability))
proofs.add(Proof("takings", gettext_lazy("takings received = transfers"), takings))
