"""What the database refuses about gifts, in a clerk's words."""

import json
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg.errors import Diagnostic

from deskops.core.refusals import Refused, explains, refuses

from .models import Place


def _short(diagnostic: Diagnostic) -> Refused:
    """Which gift is short where, as ``gifts_move`` says in its detail."""
    try:
        detail: dict[str, Any] = json.loads(diagnostic.message_detail or "")
        words = {**detail, "place": Place.Kind(detail["place"]).label}
    except (ValueError, KeyError):
        return Refused("gifts_short", gettext("There are not so many of this gift."))
    if "holds" not in detail:
        return _short_while_counted(words)
    return Refused(
        "gifts_short",
        gettext("Of “%(item)s” %(holds)s are in stock (%(place)s), not %(asked)s.") % words,
        field="pieces",
        value=detail["asked"],
        remedy=gettext("Look at the shelf; draw more from the warehouse, or choose another gift."),
    )


def _short_while_counted(words: dict[str, Any]) -> Refused:
    """The place is being counted: what the book says is told to nobody."""
    return Refused(
        "gifts_short",
        gettext("There are fewer than %(asked)s of “%(item)s” (%(place)s, being counted).") % words,
        field="pieces",
        value=words["asked"],
        remedy=gettext("Look at the shelf; draw more from the warehouse, or choose another gift."),
    )


explains("gifts_stock_not_negative", _short)
refuses(
    "gifts_receipt_used_once",
    "receipt_used",
    _("This receipt was used for this campaign already."),
    field="number",
    remedy=_("Look at the receipt's gifts: they stand on its page."),
)
refuses(
    "gifts_holder_limit",
    "limit_reached",
    _("This person would have more of this campaign's gifts than one person may."),
    field="telephone",
    remedy=_("Look at the register by the member or the telephone number."),
)
refuses(
    "gifts_line_settled_once",
    "gifts_changed",
    _("Another refund has settled these gifts meanwhile."),
    remedy=_("Choose the goods again: what is kept is worked out anew."),
)
refuses(
    "gifts_count_one_at_a_time",
    "counted_now",
    _("This place is being counted already."),
    remedy=_("Finish that count first."),
)
refuses(
    "gifts_tally_another",
    "another_person",
    _("Another person than before counts again."),
    remedy=_("Ask a colleague who hasn't counted these gifts."),
)
refuses(
    "gifts_tally_fits",
    "count_state",
    _("This count takes no entries now."),
    remedy=_("Open it again: somebody went on with it."),
)
refuses(
    "gifts_place_one_central",
    "one_central",
    _("There is a central warehouse of gifts already."),
)
refuses(
    "gifts_purchase_once_per_store",
    "typed_already",
    _("This receipt was entered already."),
    field="number",
    remedy=_("Find it by its number."),
)
refuses(
    "gifts_rule_once_per_day",
    "rule_in_past",
    _("A rule of this campaign holds from that day already."),
    field="holds_from",
)
