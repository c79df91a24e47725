"""What the database refuses about lockers, in a clerk's words."""

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import refuses

AGAIN = _("Open it again: somebody went on with it.")

refuses(
    "lockers_cabinet_once_per_store",
    "cabinet_code",
    _("The store has a cabinet of this code already."),
    field="code",
)
refuses(
    "lockers_box_given_once",
    "box_given",
    _("This box is given out already."),
    remedy=_("Choose another box."),
)
refuses("lockers_fault_one_open", "fault_open", _("A fault of this box is under way already."), remedy=AGAIN)
refuses(
    "lockers_opening_one_at_a_time", "opening_open", _("An opening of this box is under way."), remedy=AGAIN
)
refuses(
    "lockers_deposit_one_open_per_tag",
    "tag_used",
    _("This tag hangs on another deposit."),
    field="tag",
    remedy=_("Take another tag."),
)
refuses(
    "lockers_sweep_once_a_day",
    "sweep_there",
    _("There is a sweep of this business date already."),
    remedy=_("Go on with that one."),
)
refuses("lockers_sweepline_open", "sweep_signed", _("This sweep was signed."), remedy=_("It stays as it is."))
refuses(
    "lockers_sweep_whole",
    "boxes_unseen",
    _("Some boxes were not looked into."),
    remedy=_("Look into each, then sign."),
)
refuses("lockers_custody_ended", "item_gone", _("This item is not here any more."), remedy=AGAIN)
refuses(
    "lockers_custody_no_gap",
    "not_the_holder",
    _("Custody has no gap: only who has an item gives it."),
    remedy=_("Take it over first: both sign."),
)
refuses("lockers_signed_stays", "signed_stays", _("What was signed stays as it was."), remedy=AGAIN)
refuses(
    "lockers_claim_item_id_key",
    "item_gone",
    _("This item was claimed already."),
    remedy=_("Its custody says who has it."),
)
