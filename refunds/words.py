"""What the database refuses about refunds, in a clerk's words."""

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import refuses

LOOK = _("Look at the earlier refunds of this receipt: another desk may be at one of them.")

refuses(
    "refunds_never_more_than_paid",
    "more_than_paid",
    _("More would go back by one tender than was paid by it."),
    remedy=LOOK,
)
refuses(
    "refunds_line_never_more_than_bought",
    "too_many",
    _("More of these goods would come back than were bought."),
    remedy=LOOK,
)
refuses(
    "refunds_line_never_more_than_its_amount",
    "more_than_its_amount",
    _("More would be given back for these goods than they cost."),
    remedy=LOOK,
)
refuses(
    "refunds_purchase_once_per_store",
    "typed_already",
    _("This receipt was entered already."),
    field="number",
    remedy=_("Find it by its number."),
)
refuses(
    "refunds_refund_goes_on",
    "refund_state",
    _("Somebody went on with this refund meanwhile."),
    remedy=_("Open it again."),
)
refuses(
    "refunds_transfer_once",
    "reference_used",
    _("A transfer of this day with this number is recorded already."),
    field="reference",
    remedy=_("Read the number from the bank's slip of this transfer."),
)
