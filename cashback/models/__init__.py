"""Cycles of cashback, their lines, the boxes with the cash, payouts, exceptions."""

from .boxes import Box, BoxDifference, Draw, GivenBack, Pieces, Turn, TurnPieces
from .corrections import CardSale, Carry, Returned
from .cycles import Cycle, TierRate
from .exceptions import CashbackException
from .files import ListFile, ListRow
from .lines import Call, Line
from .payouts import Payout, PayoutPieces

__all__ = [
    "Box",
    "BoxDifference",
    "Call",
    "CardSale",
    "Carry",
    "CashbackException",
    "Cycle",
    "Draw",
    "GivenBack",
    "Line",
    "ListFile",
    "ListRow",
    "Payout",
    "PayoutPieces",
    "Pieces",
    "Returned",
    "TierRate",
    "Turn",
    "TurnPieces",
]
