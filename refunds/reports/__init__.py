"""What finance reads of refunds: the money, the goods by floor, what banks still owe customers."""

from deskops.ledger.reports import reports

from .bank import BANK
from .goods import GOODS
from .money import MONEY
from .unconfirmed import UNCONFIRMED

for report in (MONEY, GOODS, UNCONFIRMED, BANK):
    reports.add(report)
