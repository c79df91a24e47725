"""What is promised about lockers: the maker's answer is fetched."""

from django.utils.translation import gettext_lazy as _

from deskops.clocks.policies import PolicyKind, policy_kinds

MAKER_ANSWERS = "locker_maker"

policy_kinds.add(
    PolicyKind(
        MAKER_ANSWERS,
        _("The maker's answer about a broken locker"),
        48,
        "客服部工作流程第十一条：不能及时解决的问题及时向卖方咨询及反馈；“及时”按两个工作日计",
        working_days=True,
        warn_hours=8,
    )
)
