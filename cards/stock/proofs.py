"""Proving that blank cards lie where the papers put them; one statement."""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext_lazy

from deskops.ledger.proofs import Difference, Proof, proofs

from ..models import Stretch

# What was moved into a state less what was moved out of it is what lies there, by store and series.
_STOCK = """
WITH moved AS (
    SELECT store_id, series_id, after AS state, last - first + 1 AS pieces FROM cards_stockmove
    UNION ALL
    SELECT store_id, series_id, before, first - last - 1 FROM cards_stockmove WHERE before <> ''
), said AS (
    SELECT store_id, series_id, state, sum(pieces) AS pieces FROM moved GROUP BY store_id, series_id, state
), lying AS (
    SELECT store_id, series_id, state, sum(last - first + 1) AS pieces
    FROM cards_stretch GROUP BY store_id, series_id, state
)
SELECT s.code, r.prefix || repeat('#', r.digits), state,
    coalesce(lying.pieces, 0)::text, coalesce(said.pieces, 0)::text
FROM said FULL JOIN lying USING (store_id, series_id, state)
JOIN org_store s ON s.id = store_id JOIN cards_series r ON r.id = series_id
WHERE coalesce(said.pieces, 0) <> coalesce(lying.pieces, 0)
ORDER BY s.code, r.prefix, r.digits, state
"""


def stock() -> Iterable[Difference]:
    """Blank cards that lie elsewhere than their papers say, in pieces."""
    with connection.cursor() as cursor:
        cursor.execute(_STOCK)
        rows = cursor.fetchall()
    for store, series, state, found, expected in rows:
        yield Difference(f"{store} {series} {Stretch.State(state).label}", found, expected)


proofs.add(Proof("blank_cards", gettext_lazy("blank cards = their papers"), stock))
