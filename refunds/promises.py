"""What is promised to a customer who asks where the bank's money is."""

from django.utils.translation import gettext_lazy as _

from deskops.clocks.policies import PolicyKind, policy_kinds

CREDIT = "bank_credit"
CONTACT = "bank_contact"
ANSWER = "bank_answer"
TRANSFERRED = "refund_transfer"
DESK = "客服部工作及对接流程第四条"

policy_kinds.add(
    PolicyKind(
        CONTACT,
        _("Contact the bank about a refund"),
        48,
        f"{DESK}：顾客对退款金额有异议的，两个工作日内联系银行",
        working_days=True,
        warn_hours=24,
    )
)
policy_kinds.add(
    PolicyKind(
        ANSWER,
        _("Answer the customer once the bank has replied"),
        24,
        f"{DESK}：银行回复后及时回复顾客；“及时”按一日计",
        warn_hours=4,
    )
)
policy_kinds.add(
    PolicyKind(
        TRANSFERRED,
        _("Finance transfers a refund to the customer's account"),
        15 * 24,
        "侵害消费者权益行为处罚办法第十条：自消费者提出退款要求之日起十五日内退还",
        warn_hours=5 * 24,
    )
)
