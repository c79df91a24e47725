"""In which order the tenders of a refund are undone."""

_FIRST = ("bank_card",)
_LAST = ("stored_value", "cash", "bank_transfer")


def rank(tender: str) -> int:
    """The place of a tender by its code: bank cards first, then apps, stored value, cash, transfers last.

    What a machine may refuse goes before what the desk itself moves, so that a refund that fails half
    way has moved as little as possible. A transfer is finance's, on another day maybe: the customer
    doesn't wait for it at the counter.
    """
    if tender in _FIRST:
        return 0
    return 2 + _LAST.index(tender) if tender in _LAST else 1
