"""The part of the takings that explains the money of group orders."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from deskops.handoffs.kinds import Column, Line, Section
from deskops.org.models import Store
from deskops.tills.models import Payment
from deskops.tills.plugs import TakingsSection, takings_sections

from ..models import CardAct

KINDS = ("group_payment", CardAct.Kind.GROUP_BACK.value)


def _lines(store: Store, day: date) -> Sequence[Line]:
    rows = (
        Payment.objects.filter(document__store=store, document__business_date=day, document__kind__in=KINDS)
        .annotate(
            order=Coalesce("document__origin__origin__number", "document__origin__number"),
            buyer=Coalesce(
                F("document__origin__group_order__buyer"), F("document__origin__origin__group_order__buyer")
            ),
        )
        .select_related("document", "tender")
        .order_by("document__number", "pk")
    )
    return [
        Line(
            f"{row.document.number} {row.pk}",
            row.document.number,
            row.amount,
            None,
            {"order": row.order, "buyer": row.buyer, "tender": str(row.tender)},
            "group",
        )
        for row in rows
    ]


takings_sections.add(
    TakingsSection(
        Section(
            "group",
            _("Group orders"),
            (
                Column("order", _("Group order")),
                Column("buyer", _("Buyer")),
                Column("tender", _("Tender")),
            ),
            counted=False,
        ),
        _lines,
    )
)
