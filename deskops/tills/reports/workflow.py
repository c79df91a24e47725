"""What the desk's money plugs into finance's reports."""

from deskops.ledger.reports import reports, still_open

from .books import FEES, JOURNAL
from .differences import DIFFERENCES, OPEN_TILLS
from .payments import TAKINGS

for report in (TAKINGS, DIFFERENCES, FEES, JOURNAL):
    reports.add(report)
still_open.add(OPEN_TILLS)
