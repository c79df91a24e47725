"""Taking an order for oneself, and moving it to its next state."""

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import set_state
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account
from deskops.ledger.services import account_for

from ...models import GroupOrder, GroupReturn

State = GroupOrder.State


def lock_order(order_id: int) -> GroupOrder:
    """The order with its paper locked, read after the lock."""
    Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=order_id)
    return GroupOrder.objects.select_related("document__store__region", "document__maker").get(pk=order_id)


def require_state(order: GroupOrder, *allowed: GroupOrder.State) -> None:
    """Raises Refused for an order that stands elsewhere."""
    if order.state not in allowed:
        raise Refused(
            "order_state",
            _("This order is “%(state)s”.") % {"state": order.get_state_display()},
            value=str(order.document),
            remedy=_("Open it again to see what happened to it."),
        )


def require_no_return(order: GroupOrder) -> None:
    """Raises Refused while a return of the order is under way."""
    under_way = (GroupReturn.State.ASKED, GroupReturn.State.APPROVED)
    row = order.returns.filter(state__in=under_way).select_related("document").first()
    if row:
        raise Refused(
            "return_under_way",
            _("A return of this order is under way: %(number)s.") % {"number": row.document},
            value=str(row.document),
            remedy=_("Pay it back, or have finance reject it first."),
        )


def to_state(order: GroupOrder, state: GroupOrder.State, reason: str = "") -> None:
    """Move the order and its paper to a state."""
    order.state, order.reason = state, reason[:200]
    order.save(update_fields=["state", "reason"])
    set_state(order.document, state)


def prepaid(order: GroupOrder) -> Account:
    """The account that holds what was paid for the order and is not on cards."""
    return account_for(AccountKind.GROUP_ORDERS, order.document.store, order.document.number)
