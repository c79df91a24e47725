"""What purchases plug into the desk."""

from django.utils.translation import gettext_lazy as _

from deskops.core.imports import ImportKind, import_kinds
from deskops.org.models import Role

from .imports import COLUMNS, REQUIRED, import_receipts

import_kinds.add(
    ImportKind(
        key="receipts",
        label=_("POS receipts"),
        columns=tuple(COLUMNS),
        required=REQUIRED,
        roles=frozenset({Role.INFORMATION, Role.FINANCE, Role.ADMINISTRATOR}),
        run=import_receipts,
        totals={
            "receipts_added": _("Receipts new"),
            "amount_added": _("Amount of the new receipts"),
            "amount_in_file": _("Amount of the sound receipts in the file"),
        },
        help=_("One row per line of goods; payments stand on a receipt's first row."),
    )
)
