"""What the templates of refunds need besides their views: the approver's card, tones, card tails."""

from django import template

from deskops.approvals.models import Approval
from deskops.core.shell import Tone

from ..models import RefundTender
from ..queries.asked import AskedRefund, asked_refund

register = template.Library()

State = RefundTender.State
TONES = {
    State.WAITING: Tone.PLAIN,
    State.UNDER_WAY: Tone.INFO,
    State.FINANCE: Tone.DUE,
    State.FAILED: Tone.LATE,
    State.DONE: Tone.DONE,
    State.ABANDONED: Tone.LATE,
}


@register.filter
def money_tone(money: RefundTender) -> Tone:
    """The colour of how a tender stands."""
    return TONES[State(money.state)]


@register.filter
def tail(card: str) -> str:
    """The last four of a card's number."""
    return card[-4:]


@register.simple_tag
def refund_asked(approval: Approval) -> AskedRefund:
    """The refund that an approval is about: goods by floor, money by tender."""
    return asked_refund(approval.document)
