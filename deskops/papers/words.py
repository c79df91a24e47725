"""The database's refusals about papers, in a clerk's words."""

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import refuses

refuses(
    "papers_print_counted_once",
    "busy",
    _("Another desk is printing this paper."),
    remedy=_("Try again in a moment."),
)
refuses(
    "papers_signature_named", "name_missing", _("A signature needs the name of who signed."), field="name"
)
refuses("papers_signature_fingerprint", "signed_text", _("What was signed doesn't match its fingerprint."))
refuses(
    "papers_signature_on_screen_is_drawn",
    "signature_empty",
    _("Nothing has been signed yet."),
    remedy=_("Sign on the pad, or say that it was signed on paper."),
)
refuses(
    "papers_proxy_acts_for_somebody",
    "proxy_incomplete",
    _("Name the person who is acted for."),
    field="acts_for",
)
refuses(
    "papers_proxy_last_four",
    "last_four",
    _("Enter the last four characters of the paper that was seen: digits or capital letters."),
    field="last4",
)
