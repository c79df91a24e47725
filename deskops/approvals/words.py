"""The database's refusals about approvals, in a clerk's words."""

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import refuses

refuses(
    "approvals_not_by_asker",
    "own_request",
    _("Nobody approves what they asked for."),
    remedy=_("Ask the deputy or the store manager."),
)
refuses(
    "approvals_rejected_with_reason",
    "reason_missing",
    _("A rejection needs a reason."),
    remedy=_("Write what has to change."),
    field="note",
)
refuses("approvals_decided_once", "decided_already", _("This has been decided already."))
refuses(
    "approvals_two_people",
    "second_person_needed",
    _("You decided for another role already: a second person is needed here."),
)
refuses("approvals_once_per_round", "asked_twice", _("The same role is asked twice."))
refuses(
    "approvals_counter_is_anothers",
    "own_screen",
    _("On your own screen you decide from your own list."),
)
