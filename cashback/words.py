"""What the database's constraints say to a clerk."""

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import refuses

NEXT = _("Open the board and see what was done.")

for name in ("cashback_cycle_once_a_month", "cashback_cycle_due_id_key"):
    refuses(name, "cycle_there", _("This month's cashback was opened before."), remedy=NEXT)
refuses(
    "cashback_turn_one_per_box",
    "box_taken",
    _("A colleague has this box."),
    remedy=_("They count and close it first."),
)
refuses(
    "cashback_turn_one_per_clerk",
    "clerk_has_box",
    _("You have another cashback box."),
    remedy=_("Count and close that one first."),
)
refuses("cashback_line_ended", "line_ended", _("A paid line never changes."), remedy=NEXT)
refuses("cashback_list_frozen", "list_frozen", _("A booked list changes by exceptions only."), remedy=NEXT)
refuses(
    "cashback_pieces_enough",
    "notes_missing",
    _("The box doesn't hold these notes."),
    remedy=_("Pick other notes."),
)
refuses(
    "cashback_exception_one_open",
    "exception_open",
    _("An exception for this member is being verified already."),
    remedy=_("It stands under “Exceptions”."),
)
refuses("cashback_payout_line_id_key", "paid_already", _("This line was paid already."), remedy=NEXT)
