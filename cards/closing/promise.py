"""What is promised to somebody whose card is closed."""

from django.utils.translation import gettext_lazy as _

from deskops.clocks.policies import PolicyKind, policy_kinds

PAY_OUT = "card_closing"

policy_kinds.add(
    PolicyKind(
        PAY_OUT,
        _("Pay a closed card out"),
        15 * 24,
        "侵害消费者权益行为处罚办法第十条：退款自消费者要求之日起十五日内",
        warn_hours=5 * 24,
    )
)
