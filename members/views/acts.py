"""What can be done for a member, as pages show it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from deskops.core.refusals import Text
from deskops.org.access import DeskRequest

from ..models import Member
from ..panels import MEMBER_ACTS

ENDED = (Member.State.CLOSED, Member.State.ERASED)


@dataclass(frozen=True)
class Act:
    """A plugged act as a page shows it: where it leads, or why not now."""

    key: str
    label: Text
    url: str
    stopped: Text
    next: bool


def acts_for(request: DeskRequest, member: Member) -> list[Act]:
    """The acts that the person may do for a member, in their order."""
    ended = _("The membership has ended.") if member.state in ENDED else ""
    shown = []
    for act in sorted(MEMBER_ACTS, key=lambda act: act.order):
        stopped = act.stopped(member)
        if stopped is not None and request.access.may(*act.roles):
            shown.append(Act(act.key, act.label, act.url(member), ended or stopped, act.next))
    return shown
