"""What is promised to customers who complain or ask, and the rule each promise comes from."""

from django.utils.translation import gettext_lazy as _

from deskops.clocks.policies import PolicyKind, policy_kinds

ANSWER = "complaint_answer"
PLAN = "complaint_plan"
SOLUTION = "complaint_solution"
FOLLOW_UP = "complaint_follow_up"
LAW = "complaint_law"
AGREED = "complaint_agreed"
ENQUIRY = "enquiry_answer"
PROMISE = "enquiry_promise"
EVERY = (ANSWER, PLAN, SOLUTION, FOLLOW_UP, LAW, AGREED, ENQUIRY, PROMISE)

CLOCKS = "客诉处理时限：受理后 24 小时内首次答复，48 小时内告知处理方案，按承诺日期办结，办结后一周内回访"
LAW_DAYS = 15
"""Faulty goods: refused or not paid for longer is 故意拖延 (侵害消费者权益行为处罚办法 arts 8, 10)."""

for kind in (
    PolicyKind(ANSWER, _("First answer to the complainant"), 24, CLOCKS, warn_hours=4),
    PolicyKind(PLAN, _("Tell the complainant the plan"), 48, CLOCKS, warn_hours=8),
    PolicyKind(SOLUTION, _("Carry out what was promised"), 72, CLOCKS, warn_hours=24, pause_hours=72),
    PolicyKind(FOLLOW_UP, _("Follow the complaint up"), 7 * 24, CLOCKS, warn_hours=48),
    PolicyKind(
        LAW,
        _("Refund, exchange or repair within 15 days"),
        LAW_DAYS * 24,
        "侵害消费者权益行为处罚办法第八条、第十条：自消费者提出要求之日起超过十五日即视为故意拖延",
        warn_hours=5 * 24,
    ),
    PolicyKind(AGREED, _("The manager answers at the time agreed"), 24, CLOCKS, warn_hours=2),
    PolicyKind(
        ENQUIRY,
        _("Answer an enquiry"),
        24,
        "客服部工作及对接流程第八条：把顾客反馈的问题落实到相关部门，24 小时之内跟进顾客回复",
        warn_hours=4,
    ),
    PolicyKind(
        PROMISE,
        _("Answer an enquiry as promised next"),
        24,
        "客服部工作及对接流程第八条：如不能24 小时内完成，应尽快跟进处理和反馈结果",
        warn_hours=2,
    ),
):
    policy_kinds.add(kind)
