"""The database's refusals about handoffs, in a clerk's words."""

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import refuses

refuses(
    "handoffs_two_people",
    "two_people",
    _("Who gave it does not receive it."),
    remedy=_("A second person signs."),
)
refuses(
    "handoffs_once_per_occasion",
    "handoff_exists",
    _("This handoff has been made already."),
    remedy=_("Open it in the list of handoffs."),
)
refuses("handoffs_frozen", "handoff_frozen", _("What was sent is frozen."))
refuses("handoffs_line_key_once", "line_twice", _("The same line is there twice."))
