"""The reports of stored-value cards: what is owed on them day by day, and every movement."""

from deskops.ledger.reports import reports

from .acts import CARD_ACTS
from .liability import LIABILITY

reports.add(LIABILITY)
reports.add(CARD_ACTS)
