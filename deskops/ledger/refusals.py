"""What the books refuse, in a clerk's words."""

import json
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg.errors import Diagnostic

from deskops.core.money import format_money
from deskops.core.refusals import Refused, explains, refuses

from .kinds import AccountKind


def _short(diagnostic: Diagnostic) -> Refused:
    """Which account lacks how much, as `ledger_post` says in its detail; else the plain refusal."""
    try:
        detail: dict[str, Any] = json.loads(diagnostic.message_detail or "")
        kind, lacks, holds = AccountKind(detail["kind"]), Decimal(detail["lacks"]), Decimal(detail["amount"])
    except (ValueError, KeyError):
        return Refused("insufficient", gettext("An account would fall below zero."))
    return Refused(
        "insufficient",
        gettext("%(account)s holds %(holds)s yuan, %(lacks)s too little.")
        % {
            "account": f"{kind.label} {detail['code']}".rstrip(),
            "holds": format_money(holds),
            "lacks": format_money(lacks),
        },
        field="amount",
        value={"account": detail["account"], "kind": kind.value, "code": detail["code"], "lacks": lacks},
        remedy=gettext("Enter a smaller amount, or top it up first."),
    )


explains("ledger_account_floor", _short)
refuses(
    "ledger_transfer_key_key",
    "request_reused",
    _("This form was already used for another payment."),
    remedy=_("Open the page again and look whether the first payment is there."),
)
refuses(
    "ledger_transfer_reversal_of_id_key",
    "reversed_already",
    _("This payment was reversed before."),
    remedy=_("Look at the payment's page: the reversal is named there."),
)
refuses(
    "ledger_reversal_final",
    "reversal_final",
    _("A reversal can't be reversed."),
    remedy=_("Enter the payment again."),
)
refuses("ledger_reversal_mirrors", "reversal_mirrors", _("A reversal undoes one payment, and all of it."))
refuses("ledger_transfer_zero_sum", "unbalanced", _("The two sides of this payment differ."))
refuses(
    "ledger_transfer_accounts", "accounts", _("A payment names each of its accounts once, with its amount.")
)
refuses("ledger_transfer_complete", "complete", _("Nothing can be added to a payment that was made."))
refuses("ledger_append_only", "append_only", _("The books are only added to, never changed."))
refuses("ledger_entry_moves", "nothing_moves", _("A payment of nothing isn't one."), field="amount")
