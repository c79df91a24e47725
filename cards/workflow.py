"""What cards plug into the desk: papers, transfers, acts, search, panels."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deskops.core.pages import Attention
from deskops.core.refusals import Text
from deskops.core.shell import ACTS, PANELS, SEARCH, Column, DeskAct, Hit, HomePanel, SearchSource, Tone
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.ledger.kinds import TransferKind, transfer_kinds
from deskops.org.access import Access
from deskops.org.models import Role
from deskops.papers.kinds import PaperKind, paper_kinds
from deskops.papers.paper import Size
from members.models import Member
from members.models.people import Missing
from members.panels import MEMBER_ACTS, MEMBER_PANELS, MemberAct, MemberPanel, PanelContent

from . import papers
from .models import CardAct, StoredValueCard
from .queries import acts_of_day, find_cards, live_card, values_of

Kind = CardAct.Kind
READERS = Role.desk() | {Role.FINANCE, Role.STORE_MANAGER, Role.AUDITOR}
PREFIXES = {
    Kind.SALE: "SK",
    Kind.TOP_UP: "CZ",
    Kind.REDEEM: "XF",
    Kind.FREEZE: "DJ",
    Kind.UNFREEZE: "JD",
    Kind.LOST: "GS",
    Kind.REPLACE: "BK",
    Kind.STATEMENT: "DZ",
    Kind.TRANSFER: "GM",
    Kind.EXCHANGE: "HK",
    Kind.MEMBER_LOST: "HG",
    Kind.MEMBER_REPLACE: "HB",
    Kind.MEMBER_SILVER: "YS",
    Kind.MEMBER_NORMAL: "YJ",
    Kind.MEMBER_RENEW: "XK",
}
FURTHER = frozenset({Size.A4})


def _url(document: Document) -> str:
    return reverse("cards:act", args=[document.pk])


for kind, prefix in PREFIXES.items():
    document_kinds.add(DocumentKind(kind.value, prefix, kind.label, _url, READERS))
    if kind != Kind.STATEMENT:
        paper_kinds.add(PaperKind(kind.value, kind.value, kind.label, papers.receipt_paper, FURTHER))
paper_kinds.add(
    PaperKind(
        "card_application", Kind.SALE, _("Application for a stored-value card"), papers.application_paper
    )
)
paper_kinds.add(PaperKind(Kind.STATEMENT.value, Kind.STATEMENT, Kind.STATEMENT.label, papers.statement_paper))
for kind in (Kind.SALE, Kind.TOP_UP, Kind.REDEEM):
    transfer_kinds.add(TransferKind(kind.value, kind.label))
transfer_kinds.add(TransferKind("card_fee", _("replacement fee")))


def _search(typed: str, _access: Access) -> list[Hit]:
    return [
        Hit(
            card.number,
            reverse("cards:card", args=[card.value_id]),
            f"{card.value.owner} · {card.get_state_display()} · {card.value.store}",
            card.number == typed.strip().replace(" ", "").upper(),
        )
        for card in find_cards(typed)
    ]


def _panel(member: Member, _access: Access, _now: datetime) -> PanelContent | None:
    values = values_of(member)
    rows = [(value, live_card(value) or value.cards.all()[0]) for value in values]
    lost = [
        Attention(
            _("Stored-value card reported lost: replace it."), Tone.DUE, reverse("cards:card", args=[v.pk])
        )
        for v, card in rows
        if card.state == StoredValueCard.State.LOST
    ]
    return PanelContent({"rows": rows}, lost) if rows else None


def _today(access: Access, now: datetime) -> dict[str, object] | None:
    rows = acts_of_day(access.store, access.store.business_date(now))
    return {"rows": rows} if rows else None


def _needs_number(member: Member) -> Text:
    return _("The ID number is missing.") if Missing.NUMBER in member.missing else ""


def _to_sell(member: Member) -> str:
    return f"{reverse('cards:sell')}?member={member.pk}"


def _to_lost(member: Member) -> str:
    return reverse("cards:member_lost", args=[member.pk])


SEARCH.add(SearchSource(_("Stored-value cards"), _search, READERS, order=20))
ACTS.add(DeskAct("2", _("Sell a card"), "cards:sell", Role.desk(), words="储值卡 售卡 shouka sk"))
ACTS.add(DeskAct("3", _("Top up"), "cards:top_up", Role.desk(), words="充值 chongzhi cz"))
ACTS.add(DeskAct("r", _("Redeem"), "cards:redeem", Role.desk(), words="消费 扣款 xiaofei xf"))
PANELS.add(
    HomePanel(_("Cards today"), Role.desk(), "cards/panel_today.html", _today, Column.TODAY, 10, later=True)
)
MEMBER_PANELS.add(MemberPanel(_("Stored-value cards"), "cards/panel_member.html", _panel, READERS, order=10))
MEMBER_ACTS.add(
    MemberAct("s", _("Sell a stored-value card"), _to_sell, Role.desk(), _needs_number, order=10, next=True)
)
MEMBER_ACTS.add(MemberAct("l", _("Member card lost"), _to_lost, Role.desk(), order=60))
