"""Why a row can't be taken in, in a clerk's words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Fault:
    """The column it is about and what is wrong with its value."""

    column: str
    message: str | Promise

    def told(self, value: str | None) -> tuple[str, str, str]:
        return self.column, (value or "")[:80], str(self.message)


FAULTS = {
    "number_missing": Fault("小票号", _("The receipt number is missing.")),
    "store_unknown": Fault("门店", _("No store has this code.")),
    "floor_unknown": Fault("楼层", _("The store has no such floor.")),
    "position": Fault("行号", _("The line number is not a whole number.")),
    "position_twice": Fault("行号", _("A line number stands twice on this receipt.")),
    "name_missing": Fault("品名", _("The goods have no name.")),
    "too_long": Fault("品名", _("A text is longer than it may be.")),
    "quantity": Fault("数量", _("The quantity is not a number with at most three decimal places.")),
    "price": Fault("单价", _("The price is not an amount with at most two decimal places.")),
    "amount": Fault("金额", _("The amount is not an amount with at most two decimal places.")),
    "tender": Fault("现金", _("A payment is not an amount with at most two decimal places.")),
    "moment": Fault("交易时间", _("This time does not exist.")),
    "rows_differ": Fault("小票号", _("The rows of this receipt name different times or cards.")),
    "negative": Fault("金额", _("The receipt adds up to less than nothing.")),
    "paid_differs": Fault("金额", _("What was paid is not what the lines add up to.")),
    "other": Fault("小票号", _("This receipt is there already with another content.")),
}
