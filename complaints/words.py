"""What the database refuses about complaints and enquiries, in a clerk's words."""

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import refuses

OTHER_HANDLER = _("Give the case to a colleague.")

refuses(
    "complaints_not_own",
    "own_complaint",
    _("Nobody handles a complaint about themself."),
    remedy=OTHER_HANDLER,
)
refuses(
    "complaints_not_about_the_handler",
    "own_complaint",
    _("The complaint is about its handler."),
    field="handler",
    remedy=OTHER_HANDLER,
)
refuses(
    "complaints_responsible_not_handler",
    "own_complaint",
    _("The person responsible is the handler."),
    field="responsible",
    remedy=OTHER_HANDLER,
)
refuses(
    "complaints_followed_by_another",
    "own_follow_up",
    _("Somebody other than the handler follows a case up."),
)
refuses(
    "complaints_goes_on",
    "complaint_state",
    _("Somebody went on with this case meanwhile, or a step would be left out."),
    remedy=_("Open it again."),
)
refuses("complaints_linked_once", "linked_already", _("These cases are linked already."), field="number")
refuses(
    "complaints_reviewed_once", "reviewed_already", _("The directory was reviewed in this month already.")
)
refuses(
    "complaints_extension_once", "extension_taken", _("This extension is in use already."), field="extension"
)
refuses("complaints_consequence_not_own", "own_consequence", _("Nobody rewards or punishes themself."))
