"""The database's refusals about members, in a clerk's words."""

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import refuses

refuses(
    "members_identity_one_member",
    "id_taken",
    _("This ID number belongs to a member already."),
    remedy=_("Find that member by the ID number; one person has one membership."),
    field="id_number",
)
refuses(
    "members_card_one_per_household",
    "household_has_card",
    _("This household has a card already."),
    remedy=_("Use that card, or give the reason why a second one is needed: the desk supervisor decides."),
    field="reason",
)
refuses(
    "members_card_one_per_member",
    "member_has_card",
    _("This member has a card already."),
    remedy=_("Replace that card if it is lost."),
    field="card_number",
)
refuses(
    "members_membercard_number_key",
    "card_number_used",
    _("This card number is in use."),
    remedy=_("Take another card and scan its number."),
    field="card_number",
)
refuses(
    "members_application_number_reserved",
    "card_number_used",
    _("This card number waits for another application's approval."),
    remedy=_("Take another card and scan its number."),
    field="card_number",
)
refuses(
    "members_change_one_open",
    "change_open",
    _("A change of this member's details is under way."),
    remedy=_("End that form first."),
)
refuses(
    "members_supply_one_open",
    "supply_open",
    _("What this member brought waits for the desk supervisor already."),
)
