"""What lockers plug into the desk's frame: acts, lists with counts, panels, search, the member's page."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deskops.core.pages import Attention
from deskops.core.shell import (
    ACTS,
    NAVIGATION,
    PANELS,
    SEARCH,
    Column,
    DeskAct,
    Hit,
    HomePanel,
    NavEntry,
    NavGroup,
    SearchSource,
    Tone,
)
from deskops.org.access import Access
from members.models import Member
from members.panels import MEMBER_ACTS, MEMBER_PANELS, MemberAct, MemberPanel, PanelContent

from .models import Cabinet, FoundItem, Sweep
from .queries import board, deposits, found
from .roles import CLERKS, EXPORTERS, READERS

SHOWN = 5


def _overdue(access: Access, now: datetime) -> dict[str, Any] | None:
    """Deposits of an earlier day, in one query; the dated days are read besides."""
    rows = deposits.overnight(access, now).select_related("document", "owner").order_by("pk")
    shown = deposits.rows_of(list(rows[:SHOWN]), access.store, now)
    return {"rows": shown} if shown else None


def _tonight(access: Access, now: datetime) -> dict[str, Any] | None:
    """Tonight's sweep: not begun, under way, signed; in one query."""
    store = access.store
    rows = Sweep.objects.filter(store=store).select_related("document").order_by("-business_date")
    last = rows.first()
    if last is None and not Cabinet.objects.filter(store=store, is_active=True).exists():
        return None
    today = store.business_date(now)
    tonight = last if last and last.business_date == today else None
    unfinished = last if last and last.state == Sweep.State.OPEN and last is not tonight else None
    return {"sweep": tonight, "unfinished": unfinished, "closes_at": store.closes_at}


def _search(typed: str, access: Access) -> list[Hit]:
    """Deposits that wait: by tag, number, telephone or its tail, name."""
    wanted = typed.strip()
    return [
        Hit(
            one.document.number,
            reverse("lockers:deposit", args=[one.document_id]),
            " · ".join(
                part
                for part in (
                    one.description,
                    str(one.owner),
                    one.owner.masked,
                    one.tag,
                    str(one.get_place_display()),
                )
                if part
            ),
            exact=one.tag != "" and one.tag.upper() == wanted.upper(),
        )
        for one in deposits.find(access.store, wanted)
    ]


def _search_box(typed: str, access: Access) -> list[Hit]:
    """The box that stands so on its door."""
    box = board.find_box(access.store, typed) if any(sign.isalpha() for sign in typed) else None
    if box is None:
        return []
    return [Hit(box.label, reverse("lockers:box", args=[box.pk]), box.cabinet.where, exact=True)]


def _search_seal(typed: str, access: Access) -> list[Hit]:
    """Found items in keeping under this seal."""
    wanted = typed.strip()
    if len(wanted) < 4:
        return []
    sealed = {wanted, wanted.upper()}
    rows = FoundItem.objects.filter(store=access.store, state=FoundItem.State.KEPT, seal__in=sealed)
    return [
        Hit(one.document.number, reverse("lockers:item", args=[one.document_id]), one.description, exact=True)
        for one in rows.select_related("document")[:SHOWN]
    ]


def _waiting(member: Member, access: Access, now: datetime) -> PanelContent | None:
    """Deposits that wait for a member, by membership or telephone."""
    rows = list(deposits.of_member(member.pk, member.telephone))
    if not rows:
        return None
    here = {one.store_id for one in rows if access.reaches(one.store)}
    told = [
        Attention(
            _("A deposit waits for them."),
            Tone.DUE,
            reverse("lockers:deposit", args=[one.document_id]) if one.store_id in here else "",
        )
        for one in rows[:1]
    ]
    return PanelContent({"rows": rows, "here": here}, told)


def _to_deposit(member: Member) -> str:
    return f"{reverse('lockers:new_deposit')}?member={member.pk}"


ACTS.add(DeskAct("7", _("Take a deposit"), "lockers:new_deposit", CLERKS, words="寄存 存包 jicun jc cunbao"))
ACTS.add(DeskAct("k", _("Open a box"), "lockers:open_box", CLERKS, words="开柜 kaigui kg"))
ACTS.add(DeskAct("f", _("Found item"), "lockers:new_item", CLERKS, words="失物 拾得 报失 招领 shiwu sw"))
for entry in (
    NavEntry(_("Deposits"), "lockers:deposits", READERS, NavGroup.LOCKERS, 10, deposits.kept),
    NavEntry(_("Locker board"), "lockers:board", READERS, NavGroup.LOCKERS, 20, board.openings_asked),
    NavEntry(_("Lost and found"), "lockers:found", READERS, NavGroup.LOCKERS, 30, found.over),
    NavEntry(_("Registers of the lockers"), "lockers:registers", EXPORTERS, NavGroup.LOCKERS, 40),
):
    NAVIGATION.add(entry)
PANELS.add(
    HomePanel(
        _("Deposits of earlier days"),
        CLERKS,
        "lockers/panel_overdue.html",
        _overdue,
        Column.DUE,
        40,
        later=True,
    )
)
PANELS.add(
    HomePanel(
        _("Tonight's sweep"), CLERKS, "lockers/panel_sweep.html", _tonight, Column.TODAY, 60, later=True
    )
)
SEARCH.add(SearchSource(_("Deposits"), _search, READERS, order=40))
SEARCH.add(SearchSource(_("Locker boxes"), _search_box, READERS, order=41))
SEARCH.add(SearchSource(_("Seals of found items"), _search_seal, READERS, order=42))
MEMBER_PANELS.add(
    MemberPanel(_("Deposits that wait"), "lockers/panel_member.html", _waiting, READERS, order=50, later=True)
)
MEMBER_ACTS.add(MemberAct("d", _("Take a deposit"), _to_deposit, CLERKS, order=70))
