"""In which order the tenders of a refund are undone."""

_FIRST = ("bank_card",)
_LAST = ("stored_value", "cash")


def rank(tender: str) -> int:
    """The place of a tender by its code: bank cards first, then apps and transfers, stored value, cash last.

    What a machine may refuse goes before what the desk itself moves, so that a refund that fails half
    way has moved as little as possible.
    """
    if tender in _FIRST:
        return 0
    return 2 + _LAST.index(tender) if tender in _LAST else 1
