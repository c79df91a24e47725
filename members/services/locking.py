"""Taking a member or an identity for oneself until the act ends."""

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused

from ..models import Identity, Member


def lock_member(member_id: int) -> Member:
    """A member locked; raises Refused when the membership has ended or the data were erased."""
    member = (
        Member.objects.select_for_update(no_key=True, of=("self",))
        .select_related("household", "home_store", "tier")
        .get(pk=member_id)
    )
    if member.state in (Member.State.CLOSED, Member.State.ERASED):
        raise Refused(
            "member_closed",
            _("This membership has ended: %(state)s.") % {"state": member.get_state_display()},
            value=member.pk,
        )
    return member


def lock_identity(member_id: int) -> Identity:
    """A member's identity, locked; the member is locked before."""
    return Identity.objects.select_for_update(no_key=True, of=("self",)).get(pk=member_id)
