"""What the database refuses about tills, in a clerk's words."""

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import refuses

refuses(
    "tills_shift_one_per_till",
    "till_open_already",
    _("This till is already open."),
    remedy=_("The clerk who opened it counts and closes it first."),
)
refuses(
    "tills_shift_one_per_clerk",
    "clerk_has_till",
    _("You have a till open already."),
    remedy=_("Count and close that one first."),
)
refuses("tills_count_once", "counted_already", _("This was counted already, a count is never rewritten."))
refuses("tills_written_once", "written_once", _("What was written down at a till is never changed."))
refuses("tills_count_sum", "count_sum", _("The count differs from the sum of its denominations."))
refuses(
    "tills_difference_has_reason",
    "till_difference",
    _("A difference needs a reason."),
    field="reason",
)
refuses(
    "tills_payment_payer_identified",
    "payer_unidentified",
    _("Who pays for another is named, with the paper seen and the last 4 of its number."),
    field="payer_name",
)
refuses("tills_daysheettick_once", "ticked_already", _("Finance has ticked this part already."))
refuses("tills_daysheet_once", "day_sheet_filed", _("This day sheet was filed before."))
