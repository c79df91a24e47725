"""What the database refuses about cards, in a clerk's words."""

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import refuses

# The accounts of a card are named by its number, so whichever the database meets first says the same.
for constraint in (
    "cards_storedvaluecard_number_key",
    "cards_storedvalue_principal_id_key",
    "cards_storedvalue_bonus_id_key",
):
    refuses(
        constraint,
        "card_number_taken",
        _("Another card has this number already."),
        field="card_number",
        remedy=_("Look at the number on the plastic again."),
    )
refuses(
    "cards_card_one_live_per_account",
    "card_lives_already",
    _("This account has a card in use already."),
    remedy=_("Report that card lost, then replace it."),
)
refuses(
    "cards_closing_bank_number_once",
    "bank_number_used",
    _("This number of the bank has paid another closing."),
    field="bank_reference",
    remedy=_("Look at the bank's receipt again: one transfer pays one closing."),
)
