"""The kinds of account there are, and the words for the kinds of transfer that workflows plug in."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deskops.core.plugs import Plugs


class AccountKind(models.TextChoices):
    """What an account holds. Closed: finance reads every one of them, so none comes from outside.

    Amounts are stored debit-positive; ``normal`` turns a balance into the amount that people speak of.
    """

    TILL_CASH = "till_cash", _("till cash")
    CASH_IN_TRANSIT = "cash_in_transit", _("cash in transit")
    FINANCE_CASH = "finance_cash", _("finance cash")
    BANK_CARD = "bank_card", _("bank cards to be cleared")
    BANK_TRANSFER = "bank_transfer", _("bank transfers")
    PAYMENT_APPS = "payment_apps", _("payment apps to be cleared")
    POS_TAKINGS = "pos_takings", _("POS cash of the desk")
    CARD_PRINCIPAL = "card_principal", _("stored value, principal")
    CARD_BONUS = "card_bonus", _("stored value, bonus")
    GROUP_ORDERS = "group_orders", _("group orders paid, cards not active yet")
    CARD_SALES = "card_sales", _("stored value spent")
    FEES = "fees", _("fees")
    OVER_SHORT = "over_short", _("over and short")
    ROUNDING = "rounding", _("rounding")
    FLOAT_FUND = "float_fund", _("float fund")
    CASHBACK_DUE = "cashback_due", _("cashback due")
    CASHBACK_BOX = "cashback_box", _("cashback box")
    BONUS_GRANTED = "bonus_granted", _("bonus granted")
    CLOSING_DUE = "closing_due", _("owed on closed cards")
    INTEREST_PAID = "interest_paid", _("interest paid to customers")
    REFUND_CLEARING = "refund_clearing", _("returned goods")

    @property
    def normal(self) -> int:
        """+1 when a debit increases the account, −1 when a credit does."""
        return -1 if self in _CREDIT else 1

    @property
    def floored(self) -> bool:
        """Whether the database refuses an amount below zero: cash in hand, and what a card holds."""
        return self in _FLOORED


_CREDIT = frozenset(
    {
        AccountKind.POS_TAKINGS,
        AccountKind.CARD_PRINCIPAL,
        AccountKind.CARD_BONUS,
        AccountKind.GROUP_ORDERS,
        AccountKind.CARD_SALES,
        AccountKind.FEES,
        AccountKind.OVER_SHORT,
        AccountKind.ROUNDING,
        AccountKind.FLOAT_FUND,
        AccountKind.CASHBACK_DUE,
        AccountKind.CLOSING_DUE,
    }
)
_FLOORED = frozenset(
    {
        AccountKind.TILL_CASH,
        AccountKind.CASH_IN_TRANSIT,
        AccountKind.CASHBACK_BOX,
        AccountKind.CARD_PRINCIPAL,
        AccountKind.CARD_BONUS,
        AccountKind.CLOSING_DUE,
        AccountKind.GROUP_ORDERS,
    }
)


@dataclass(frozen=True)
class TransferKind:
    """The words for one kind of transfer; the workflow that posts it plugs it in."""

    code: str
    label: str | Promise


transfer_kinds: Plugs[TransferKind] = Plugs(key="code")


def transfer_label(code: str) -> str:
    """The words for a kind of transfer, its code where nobody named it."""
    return str(transfer_kinds.get(code).label) if code in transfer_kinds else code
