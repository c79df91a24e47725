"""The bonuses of group orders, for finance: what was granted on which order, by which tier."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.exports import Column, Kind
from deskops.core.money import ZERO
from deskops.core.pages import Compared
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Entry
from deskops.ledger.reports import Asked, Report, reports
from deskops.ledger.reports.expressions import person, running, worded
from deskops.tills.reports.payments import clerk_choice

from ..models import CardAct, GroupOrder
from .services.paying_back import PAID_BACK

ORDER = ("document__business_date", "document_id")
KINDS = (CardAct.Kind.GROUP_BONUS, CardAct.Kind.GROUP_BACK)
PATH = "document__origin__origin__group_order"


def _rows(asked: Asked) -> QuerySet[CardAct]:
    dates = (asked.first, asked.last)
    acts = CardAct.objects.filter(document__store=asked.store, document__business_date__range=dates)
    return acts.filter(kind__in=KINDS).exclude(bonus=0).order_by(*ORDER)


def _columns(_asked: Asked) -> Sequence[Column]:
    return (
        running(*ORDER),
        Column("day", _("Business date"), "document__business_date", Kind.DATE),
        Column("store", _("Store"), "document__store__code", width=8),
        Column("number", _("Number"), "document__number", width=24),
        Column("kind", _("Kind"), worded("kind", [(kind.value, kind.label) for kind in KINDS])),
        Column("paper", _("Handoff or return"), "document__origin__number", width=24),
        Column("order", _("Group order"), "document__origin__origin__number", width=24),
        Column("buyer", _("Buyer"), f"{PATH}__buyer", width=30),
        Column("buyer_kind", _("Buyer is"), worded(f"{PATH}__buyer_kind", GroupOrder.Buyer.choices)),
        Column("total", _("Order total"), f"{PATH}__total", Kind.MONEY),
        Column("percent", _("Percent"), f"{PATH}__percent", Kind.MONEY),
        Column("form", _("Bonus as"), worded(f"{PATH}__bonus_as", GroupOrder.BonusAs.choices)),
        Column("bonus", _("Bonus"), "bonus", Kind.MONEY, total=True),
        Column("operator", _("Received or taken off by"), person("document__maker")),
    )


def _compared(asked: Asked) -> Sequence[Compared]:
    """What the papers granted less what they took off beside the account of bonuses granted."""
    papers = _rows(asked).order_by().aggregate(sum=Sum("bonus", default=ZERO))["sum"]
    entries = Entry.objects.filter(
        account__kind=AccountKind.BONUS_GRANTED,
        store=asked.store,
        business_date__range=(asked.first, asked.last),
        transfer__kind__in=[kind.value for kind in KINDS],
    )
    deducted = Entry.objects.filter(
        account__kind=AccountKind.BONUS_GRANTED,
        store=asked.store,
        business_date__range=(asked.first, asked.last),
        transfer__kind=PAID_BACK,
    ).aggregate(sum=Sum("amount", default=ZERO))["sum"]
    booked = entries.aggregate(sum=Sum("amount", default=ZERO))["sum"]
    returned = _deducted(asked)
    return [
        Compared(_("Granted less taken off"), papers, booked),
        Compared(_("Deducted from money paid back"), returned, -deducted),
    ]


def _deducted(asked: Asked) -> Decimal:
    acts = CardAct.objects.filter(
        document__store=asked.store,
        document__business_date__range=(asked.first, asked.last),
        kind=CardAct.Kind.GROUP_BACK,
    )
    found: Decimal = acts.aggregate(sum=Sum("document__origin__group_return__deducted", default=ZERO))["sum"]
    return found


GROUP_BONUSES = Report(
    "group_bonuses",
    gettext_lazy("Bonuses of group orders"),
    _rows,
    _columns,
    _compared,
    (clerk_choice("document__maker__number"),),
    gettext_lazy("Each bonus that finance received by handoff, and what came off again with returned cards."),
    order=65,
)
reports.add(GROUP_BONUSES)
