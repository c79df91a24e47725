"""What the bank's file plugs into the desk: its import, finance's list."""

from django.utils.translation import gettext_lazy as _

from deskops.core.imports import ImportKind, add_import
from deskops.core.refusals import refuses
from deskops.core.shell import NAVIGATION, NavEntry, NavGroup
from deskops.org.models import Role

from .bank_rows import COLUMNS, REQUIRED
from .queries.banking import open_lines
from .services.banking import import_bank_file
from .views.banking import SETTLERS

add_import(
    ImportKind(
        key="bank",
        label=_("UnionPay settlement"),
        columns=COLUMNS,
        required=REQUIRED,
        roles=frozenset({Role.FINANCE}),
        run=import_bank_file,
        totals={
            "amount_added": _("Amount of the new lines"),
            "matched": _("Matched to refunds"),
            "not_matched": _("Lines that match no refund, of earlier files too"),
        },
        help=_(
            "One row per refund that the bank settled; reference number and trade date are of the payment it"
            " undoes. Rows of another kind than 退货 are left out."
        ),
    )
)
NAVIGATION.add(
    NavEntry(_("Bank's file"), "refunds:bank", SETTLERS, NavGroup.REFUNDS, order=47, count=open_lines)
)
refuses(
    "refunds_bankline_money_id_key",
    "line_taken",
    _("This refund has its line of the bank already."),
    field="money_id",
)
