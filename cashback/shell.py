"""What cashback plugs into the desk's frame: the act, navigation with counts, panels, the member's page."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _now_
from django.utils.translation import gettext_lazy as _

from deskops.core.money import format_money
from deskops.core.pages import Attention
from deskops.core.refusals import Text
from deskops.core.shell import ACTS, NAVIGATION, PANELS, DeskAct, HomePanel, NavEntry, NavGroup, Tone
from deskops.org.access import Access
from members.models import Member
from members.models.people import Missing
from members.panels import MEMBER_ACTS, MEMBER_PANELS, MemberAct, MemberPanel, PanelContent

from .models import Cycle, Line
from .queries.lines import lines_of
from .queries.waiting import late_cycles, lines_to_call, month_of
from .roles import CLERKS, FINANCE, INFORMATION, READERS
from .views.reach import LINE_TONES

SHOWN = 6


def _panel(member: Member, access: Access, now: datetime) -> PanelContent | None:
    rows = lines_of(member)
    if not rows:
        return None
    today = access.store.business_date(now) if access.here else now.date()
    due = [
        row
        for row in rows
        if row.state == Line.State.DUE
        and row.cycle.state == Cycle.State.DRAWN
        and today <= row.cycle.pay_until
    ]
    shown = [
        Attention(
            _now_("cashback due: %(amount)s yuan at %(store)s until %(day)s")
            % {
                "amount": format_money(row.amount),
                "store": row.cycle.store,
                "day": f"{row.cycle.pay_until:%m-%d}",
            },
            Tone.DUE,
            reverse("cashback:pay", args=[row.pk]) if row.cycle.store_id == access.store.pk else "",
        )
        for row in due
        if access.here
    ]
    data = {"rows": [(row, LINE_TONES[Line.State(row.state)]) for row in rows[:SHOWN]]}
    return PanelContent(data, shown)


def _needs_number(member: Member) -> Text:
    return _("The ID number is missing.") if Missing.NUMBER in member.missing else ""


def _of_member(member: Member) -> str:
    return reverse("cashback:member", args=[member.pk])


ACTS.add(DeskAct("5", _("Cashback"), "cashback:find", CLERKS, words="返现 发放 返现发放 fanxian fx"))
NAVIGATION.add(
    NavEntry(_("Cashback"), "cashback:current", READERS, NavGroup.CASHBACK, order=36, count=lines_to_call)
)
NAVIGATION.add(
    NavEntry(
        _("Cashback late"),
        "cashback:late",
        CLERKS | INFORMATION | FINANCE,
        NavGroup.CASHBACK,
        order=60,
        count=late_cycles,
        late=True,
    )
)
PANELS.add(
    HomePanel(
        _("Cashback"),
        CLERKS | INFORMATION | FINANCE,
        "cashback/panel_month.html",
        month_of,
        order=40,
        later=True,
    )
)
MEMBER_PANELS.add(
    MemberPanel(_("Cashback"), "cashback/panel_member.html", _panel, READERS, order=30, later=True)
)
MEMBER_ACTS.add(MemberAct("b", _("Cashback"), _of_member, CLERKS, _needs_number, order=30))
