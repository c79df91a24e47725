"""Opening the month's cycle of a store."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.dated import setting_at
from deskops.core.refusals import Refused
from deskops.documents.services import begin_document, file_document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.org.models import Staff, Store

from ..models import Cycle
from ..rules import days_of
from ..seeds import UNPAID, day_rule

KIND = "cashback_cycle"


def open_cycle(*, request_key: UUID, store: Store, month: date, by: Staff, now: datetime) -> Cycle:
    """Open a store's cycle of a month (its first day), with its days as the settings hold now.

    Raises Refused for a month that isn't here yet, since its purchases aren't all made, and for one
    that was opened before.
    """
    month = month.replace(day=1)
    asked = {"store": store.pk, "month": month}
    with act(request_key=request_key, by=by, name="cashback.open", asked=asked) as running:
        if running.replayed:
            return Cycle.objects.get(pk=running.result["cycle"])
        today = store.business_date(now)
        if month > today:
            raise Refused(
                "month_not_begun",
                _("%(month)s has not begun: its purchases are still being made.")
                % {"month": f"{month:%Y-%m}"},
                field="month",
                value=month.isoformat(),
            )
        document = begin_document(kind=KIND, store=store, by=by, now=now, state=Cycle.State.LISTING)
        cycle = Cycle.objects.create(
            document=document,
            store=store,
            month=month,
            unpaid=setting_at(UNPAID, on=today, store=store).value,
            due=account_for(AccountKind.CASHBACK_DUE, store, f"{month:%Y-%m}"),
            **asdict(days_of(month, day_rule(store, today))),
        )
        file_document(document)
        running.result = {"cycle": cycle.pk}
        return cycle
