"""The bank's credit of a refund: somebody has seen it arrive."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.clocks.services import meet
from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.models import Staff

from ..models import RefundTender
from ..promises import CREDIT


def confirm_credit(*, request_key: UUID, by: Staff, now: datetime, money_id: int, how: str) -> RefundTender:
    """Note that the customer's bank has credited a refund, and how that was seen; keeps the promise.

    Raises Refused for money that has not gone back by the bank's refund of a later day, for one that is
    confirmed already, and when it isn't said how it was seen.
    """
    asked = {"money": money_id, "how": how}
    with act(request_key=request_key, by=by, name="refunds.confirm_credit", asked=asked) as running:
        if running.replayed:
            return RefundTender.objects.get(pk=money_id)
        money = _locked(money_id)
        if not how.strip():
            raise Refused("how_missing", _("Say how the credit was seen."), field="how")
        return confirm(money, by=by, now=now, how=how.strip())


def confirm(money: RefundTender, *, by: Staff, now: datetime, how: str) -> RefundTender:
    """Note a credit that was seen. Part of an act, the money locked, its credit waited for."""
    money.confirmed_at, money.confirmed_by, money.confirmed_how = now, by, how
    money.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_how"])
    if money.document is not None:
        meet(document=money.document, policy=CREDIT, by=by, now=now, how=how)
    return money


def refuse_unless_by_terminal(money: RefundTender) -> None:
    """Raises Refused for money that did not go back by the bank's refund of a later day."""
    if money.state != RefundTender.State.DONE or money.way != RefundTender.Way.REFUND:
        raise Refused(
            "no_credit_awaited",
            _("No credit of the bank is waited for here."),
            value=money.get_state_display(),
        )


def _locked(money_id: int) -> RefundTender:
    """The money, its paper locked before it; refused unless its credit is waited for."""
    document_id = RefundTender.objects.values_list("document_id", flat=True).get(pk=money_id)
    Document.objects.select_for_update(no_key=True, of=("self",)).filter(pk=document_id).first()
    rows = RefundTender.objects.select_related("document", "confirmed_by")
    money = rows.select_for_update(no_key=True, of=("self",)).get(pk=money_id)
    refuse_unless_by_terminal(money)
    if money.confirmed_at:
        raise Refused(
            "confirmed_already",
            _("%(who)s has seen this credit already.") % {"who": money.confirmed_by},
            value=money.confirmed_how,
        )
    return money
