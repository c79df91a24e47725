"""Proving that refunds say what the books say; each proof is one statement."""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.ledger.proofs import Difference, Proof, proofs

# What is final of each tender, and each exchange's difference, was moved by the transfer of its own
# paper out of the tender's accounts, and paid by its payment; no transfer moves returned goods besides.
_MONEY = """
WITH said AS (
    SELECT m.document_id, m.amount, k.account_kind
    FROM refunds_refundtender m JOIN tills_tender k ON k.id = m.out_tender_id WHERE m.holding = 'final'
    UNION ALL
    SELECT r.pay_document_id, -r.to_pay, k.account_kind
    FROM refunds_refund r JOIN tills_tender k ON k.id = r.pay_tender_id WHERE r.pay_document_id IS NOT NULL
), moved AS (
    SELECT t.document_id, a.kind, sum(e.amount) AS amount
    FROM ledger_transfer t
    JOIN ledger_entry e ON e.transfer_id = t.id JOIN ledger_account a ON a.id = e.account_id
    WHERE t.kind = 'refund' OR t.document_id IN (SELECT document_id FROM said)
    GROUP BY t.document_id, a.kind
), booked AS (
    SELECT coalesce(s.document_id, m.document_id) AS document_id, max(s.amount) AS amount,
        coalesce(sum(m.amount) FILTER (WHERE m.kind = 'refund_clearing'), 0) AS cleared,
        coalesce(-sum(m.amount) FILTER (WHERE m.kind IN (s.account_kind, 'rounding')
            OR s.account_kind = '' AND m.kind IN ('card_principal', 'card_bonus')), 0) AS given
    FROM said s FULL JOIN moved m ON m.document_id = s.document_id
    GROUP BY 1
), paid AS (
    SELECT p.document_id, -sum(p.amount) AS amount FROM tills_payment p
    WHERE p.document_id IN (SELECT document_id FROM said) GROUP BY p.document_id
)
SELECT coalesce(d.number, ''), wrong.what, wrong.found::text, coalesce(b.amount, 0)::text
FROM booked b LEFT JOIN documents_document d ON d.id = b.document_id
LEFT JOIN paid p ON p.document_id = b.document_id
CROSS JOIN LATERAL (VALUES
    ('goods', b.cleared), ('accounts', b.given), ('payments', coalesce(p.amount, 0))
) wrong (what, found)
WHERE wrong.found <> coalesce(b.amount, 0)
ORDER BY d.number, wrong.what
"""

# What is asked for and refunded of a purchase is the sum of the refunds' rows, and never more than paid.
_HELD = """
WITH held AS (
    SELECT paid_id, coalesce(sum(amount) FILTER (WHERE holding = 'reserved'), 0) AS reserved,
        coalesce(sum(amount) FILTER (WHERE holding = 'final'), 0) AS refunded
    FROM refunds_refundtender GROUP BY paid_id
), returned AS (
    SELECT line_id, coalesce(sum(quantity) FILTER (WHERE holding = 'reserved'), 0) AS reserved,
        coalesce(sum(quantity) FILTER (WHERE holding = 'final'), 0) AS returned,
        coalesce(sum(amount) FILTER (WHERE holding IN ('reserved', 'final')), 0) AS back,
        coalesce(sum(amount) FILTER (WHERE quantity = 0 AND holding IN ('reserved', 'final')), 0)
            AS overcharged
    FROM refunds_refundline GROUP BY line_id
), wrong (purchase_id, place, what, found, expected) AS (
    SELECT t.purchase_id, k.code, v.what, v.found, v.expected
    FROM refunds_purchasetender t JOIN tills_tender k ON k.id = t.tender_id
    LEFT JOIN held h ON h.paid_id = t.id
    CROSS JOIN LATERAL (VALUES
        ('reserved', t.reserved, coalesce(h.reserved, 0)), ('refunded', t.refunded, coalesce(h.refunded, 0)),
        ('more', greatest(t.reserved + t.refunded, t.paid), t.paid)
    ) v (what, found, expected)
    UNION ALL
    SELECT l.purchase_id, l.position::text, v.what, v.found, v.expected
    FROM refunds_purchaseline l LEFT JOIN returned r ON r.line_id = l.id
    CROSS JOIN LATERAL (VALUES
        ('asked_back', l.reserved, coalesce(r.reserved, 0)),
        ('returned', l.returned, coalesce(r.returned, 0)),
        ('back', l.reserved_amount + l.returned_amount, coalesce(r.back, 0)),
        ('overcharged', l.overcharged, coalesce(r.overcharged, 0))
    ) v (what, found, expected)
)
SELECT p.number, w.place, w.what, w.found::text, w.expected::text
FROM wrong w JOIN refunds_purchase p ON p.id = w.purchase_id
WHERE w.found <> w.expected
ORDER BY p.number, w.place, w.what
"""


def _rows(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def money() -> Iterable[Difference]:
    """Papers of refunded money whose transfer or payment isn't what the refund says."""
    words = {"goods": _("returned goods"), "accounts": _("accounts of the tender"), "payments": _("payments")}
    for number, what, found, expected in _rows(_MONEY):
        yield Difference(f"{number} {words[what]}", found, expected)


def held() -> Iterable[Difference]:
    """Purchases whose sums aren't those of their refunds, or more than was paid."""
    words = {
        "reserved": _("asked for"),
        "refunded": _("refunded"),
        "more": _("never more than paid"),
        "asked_back": _("quantity asked back"),
        "returned": _("quantity returned"),
        "back": _("amount asked back or returned"),
        "overcharged": _("price given back without goods"),
    }
    for number, place, what, found, expected in _rows(_HELD):
        yield Difference(f"{number} {place} {words[what]}", found, expected)


proofs.add(Proof("refund_money", gettext_lazy("refunded money = transfers and payments"), money))
proofs.add(Proof("refund_held", gettext_lazy("refunded of a purchase = its refunds"), held))
