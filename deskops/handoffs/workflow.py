"""What handoffs plug into the desk."""

from django.utils.translation import gettext_lazy as _

from deskops.clocks.policies import PolicyKind, policy_kinds
from deskops.core.shell import NAVIGATION, NavEntry, NavGroup
from deskops.org.models import Role

from . import queries

policy_kinds.add(
    PolicyKind(
        "handoff",
        _("handoff received"),
        hours=24,
        source="每种交接自己的期限, 例如营业款: 财务的下一个工作日",
        warn_hours=4,
    )
)
NAVIGATION.add(
    NavEntry(_("Handoffs"), "handoffs:list", Role.everyone(), NavGroup.WORK, order=20, count=queries.waiting)
)
