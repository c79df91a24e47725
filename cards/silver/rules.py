"""Which plastic a tier asks for. Pure functions."""

from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.core.money import ZERO
from deskops.core.refusals import Refused


def wanted_plastic(*, tier: str, earns_cashback: bool, silver: bool) -> bool:
    """Whether the new plastic is silver: the tier's kind of plastic, when the card in hand is not of it.

    客服部工作及对接流程第七条: silver customers change their plastic; who is silver, the information
    department's list says, never the desk. Raises Refused when the card is of its tier already.
    """
    if silver == earns_cashback:
        raise Refused(
            "tier_fits",
            _("This card is right for its tier: %(tier)s.") % {"tier": tier},
            field="new_number",
            remedy=_("Who becomes silver comes from the information department's list."),
        )
    return earns_cashback


def earned(*, silver: bool, bought: Decimal, start: Decimal, kept: Decimal) -> bool:
    """Whether purchases of twelve months, in yuan, make a member silver, or keep one so.

    ``start`` makes silver, below ``kept`` it ends; 0 switches each off. 会员分级标准 is the house's, dated;
    which plastic follows from it is ``wanted_plastic``.
    """
    if silver:
        return bought >= kept
    return ZERO < start <= bought


def counted_all(*, counted: int, waiting: int) -> int:
    """How many cards are destroyed: what both persons counted is what was collected.

    Raises Refused when there is nothing, or when the count differs.
    """
    if not waiting:
        raise Refused("nothing_collected", _("No collected card waits here."), field="counted")
    if counted != waiting:
        raise Refused(
            "count_differs",
            _("%(counted)d cards were counted, %(waiting)d were collected.")
            % {"counted": counted, "waiting": waiting},
            field="counted",
            value=counted,
            remedy=_("Count again together against the list; what is missing has to be found first."),
        )
    return counted
