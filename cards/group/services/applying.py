"""An order is asked for, and corrected while nothing was paid for it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import Asked, ask
from deskops.approvals.terms import Terms
from deskops.core.acts import act
from deskops.core.dated import Dated, settings_at
from deskops.core.money import ZERO, format_money
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role, Staff, Store
from members.rules.masks import mask_id
from members.rules.phones import read_phone

from ...models import GroupIdentity, GroupLine, GroupOrder
from ...seeds import LIMIT_BEARER
from .. import rules
from ..rules import Policy
from ..seeds import IDENTITY, TIERS
from .identity import checked, seal
from .locking import lock_order, prepaid, require_state, to_state

ORDER = "group_order"
ASKED_OF = (Asked(Role.FINANCE), Asked(Role.PROCUREMENT), Asked(Role.MALL_OPERATIONS))
"""Spec 1, approvals: finance, procurement and mall operations, all three, in parallel."""

FILLED = (
    "buyer_kind",
    "buyer",
    "phone",
    "agent",
    "total",
    "cards",
    "bonus",
    "percent",
    "rule",
    "bonus_as",
    "bonus_face",
    "note",
    "at_distance",
)
"""What an application says of an order, and its figures."""

State, Buyer, BonusAs, Whose = GroupOrder.State, GroupOrder.Buyer, GroupOrder.BonusAs, GroupIdentity.Whose


@dataclass(frozen=True)
class Buying:
    """Who buys what, as the application says it; ``lines`` are (face, cards)."""

    buyer_kind: str
    buyer: str
    phone: str
    lines: Sequence[tuple[Decimal, int]]
    agent: str = ""
    bonus_as: str = BonusAs.CARDS
    bonus_face: Decimal | None = None
    note: str = ""
    at_distance: bool = False


@dataclass(frozen=True)
class Shown:
    """A paper that was shown in the original, and its number."""

    paper: str
    number: str = field(repr=False)

    @property
    def masked(self) -> str:
        """What may be told of it."""
        return f"{self.paper} {mask_id(self.number)}"


@dataclass(frozen=True)
class Figures:
    """What an order comes to by the rules of a day: yuan, cards, bonus and the tier it is from."""

    total: Decimal
    cards: int
    bonus: Decimal
    percent: Decimal
    rule: str


def apply(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    buying: Buying,
    buyer_paper: Shown | None = None,
    agent_paper: Shown | None = None,
) -> GroupOrder:
    """Take a group order and ask finance, procurement and mall operations to sign it, all at once.

    Raises Refused: a unit without its agent, a face above the bearer's limit (bonus on it included),
    papers missing from the identity limit of the order's total on, a number that can't be one.
    """
    asked = _asked(buying, buyer_paper, agent_paper)
    with act(request_key=request_key, by=by, name="group.apply", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return _order(running.reserved)
        papers = _papers(buying, buyer_paper, agent_paper, now)
        figures = figures_of(buying, store, store.business_date(now), papers)
        paper = begin_document(
            pk=running.reserved,
            kind=ORDER,
            store=store,
            by=by,
            now=now,
            amount=figures.total,
            state=State.ASKED.value,
        )
        order = GroupOrder(document=paper)
        _fill(order, buying, figures)
        order.save(force_insert=True)
        _lines(order, buying)
        for whose, shown in papers.items():
            seal(order, whose, paper=shown.paper, number=shown.number, by=by, now=now)
        _ask(order, by, now)
        file_document(paper)
        return order


def correct(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    order_id: int,
    buying: Buying,
    buyer_paper: Shown | None = None,
    agent_paper: Shown | None = None,
) -> GroupOrder:
    """Change an order for which nothing was paid, and ask all three again; what was signed is void.

    Papers that are not shown again stay. Raises Refused as ``apply`` does.
    """
    asked = {"order": order_id, **_asked(buying, buyer_paper, agent_paper)}
    with act(request_key=request_key, by=by, name="group.correct", asked=asked) as running:
        order = lock_order(order_id)
        if running.replayed:
            return order
        require_state(order, State.ASKED, State.REJECTED, State.SIGNED)
        _refuse_paid(order)
        papers = _papers(buying, buyer_paper, agent_paper, now)
        kept = {Whose(one.whose) for one in order.identities.all()}
        store = order.document.store
        figures = figures_of(buying, store, store.business_date(now), {*papers, *kept})
        _fill(order, buying, figures)
        order.save(update_fields=FILLED)
        order.document.amount = figures.total
        order.document.save(update_fields=["amount"])
        _lines(order, buying)
        for whose, shown in papers.items():
            seal(order, whose, paper=shown.paper, number=shown.number, by=by, now=now)
        to_state(order, State.ASKED)
        _ask(order, by, now)
        return order


def figures_of(
    buying: Buying, store: Store, on: date, identified: Collection[GroupIdentity.Whose] | None = None
) -> Figures:
    """What an order comes to, with every rule that holds for it asked.

    ``identified`` holds whose papers are there; None asks nothing about papers (a preview).
    """
    held = settings_at([TIERS, IDENTITY, LIMIT_BEARER], on=on, store=store)
    _require_people(buying)
    total, cards = rules.total_of(buying.lines)
    for face, _count in buying.lines:
        rules.within_bearer_limit(face, held[LIMIT_BEARER])
    policy = Policy.read(held[TIERS])
    tier, bonus = policy.tier(total), rules.bonus(total, policy)
    _require_form(buying, bonus, held[LIMIT_BEARER])
    if identified is not None:
        _require_papers(buying, total, held[IDENTITY], identified)
    return Figures(total, cards, bonus, tier.percent if tier else ZERO, rule_words(policy, total))


def rule_words(policy: Policy, total: Decimal) -> str:
    """The tier of a total in a sentence, with its source: what the clerk explains to the customer."""
    tier = policy.tier(total)
    if tier is None:
        first = policy.tiers[0].start if policy.tiers else None
        if first is None:
            return ""
        with translation.override(settings.LANGUAGE_CODE):
            words = _("No bonus below %(start)s yuan.") % {"start": format_money(first)}
    else:
        with translation.override(settings.LANGUAGE_CODE):
            words = _("From %(start)s yuan %(percent)s %% of the order.") % {
                "start": format_money(tier.start),
                "percent": f"{tier.percent:f}".rstrip("0").rstrip("."),
            }
    return f"{words} {policy.source}"[:300]


def _require_people(buying: Buying) -> None:
    for name, value in (("buyer", buying.buyer), ("phone", buying.phone)):
        if not value.strip():
            raise Refused("buyer_missing", _("Name and telephone of the buyer are needed."), field=name)
    read_phone(buying.phone)
    if buying.buyer_kind == Buyer.UNIT and not buying.agent.strip():
        raise Refused("agent_missing", _("A unit buys through an agent: who is here?"), field="agent")


def _require_form(buying: Buying, bonus: Decimal, limit: Dated) -> None:
    if buying.bonus_as == BonusAs.CARDS:
        if not buying.bonus_face:
            raise Refused("bonus_face", _("Say which face the bonus cards have."), field="bonus_face")
        rules.within_bearer_limit(buying.bonus_face, limit)
        return
    faces = [face for face, count in buying.lines for _card in range(count)]
    for face, share in zip(faces, rules.shares(bonus, faces), strict=True):
        rules.within_bearer_limit(face + share, limit)


def _require_papers(
    buying: Buying, total: Decimal, limit: Dated, identified: Collection[GroupIdentity.Whose]
) -> None:
    if not rules.needs_identity(total, limit):
        return
    wanted = {"buyer_number": Whose.BUYER} | ({"agent_number": Whose.AGENT} if buying.agent.strip() else {})
    for name, whose in wanted.items():
        if whose not in identified:
            raise Refused(
                "identity_missing",
                _("From %(limit)s yuan the papers of buyer and agent are seen and kept. Rule: %(rule)s.")
                % {"limit": format_money(limit.yuan), "rule": limit.source},
                field=name,
                value=total,
                remedy=_("Ask for the original and enter its number."),
            )


def _papers(
    buying: Buying, buyer: Shown | None, agent: Shown | None, now: datetime
) -> dict[GroupIdentity.Whose, Shown]:
    """The papers that were shown, their numbers checked: a unit's is its licence, a person's an ID."""
    found: dict[GroupIdentity.Whose, Shown] = {}
    for whose, shown, is_unit in (
        (Whose.BUYER, buyer, buying.buyer_kind == Buyer.UNIT),
        (Whose.AGENT, agent, False),
    ):
        if shown is None or not shown.number.strip():
            continue
        if whose == Whose.AGENT and not buying.agent.strip():
            raise Refused("agent_missing", _("Whose paper is this? Name the agent."), field="agent")
        name = f"{whose}_number"
        if is_unit != (shown.paper == GroupIdentity.Paper.LICENCE):
            raise Refused(
                "paper_of_another",
                _("A unit is identified by its business licence, a person by an identity paper."),
                field=f"{whose}_paper",
                value=shown.paper,
            )
        found[whose] = Shown(
            shown.paper, checked(shown.paper, shown.number, now.astimezone(SHANGHAI).date(), name)
        )
    return found


def _refuse_paid(order: GroupOrder) -> None:
    if prepaid(order).amount:
        raise Refused(
            "order_paid",
            _("Something was paid for this order already."),
            value=str(order.document),
            remedy=_("Give it back first, then take a new order."),
        )


def _asked(buying: Buying, buyer: Shown | None, agent: Shown | None) -> dict[str, object]:
    lines = [[str(face), count] for face, count in buying.lines]
    return {
        **asdict(buying),
        "lines": lines,
        "buyer_paper": buyer and buyer.masked,
        "agent_paper": agent and agent.masked,
    }


def _fill(order: GroupOrder, buying: Buying, figures: Figures) -> None:
    order.buyer_kind, order.buyer = buying.buyer_kind, buying.buyer.strip()
    order.phone, order.agent = read_phone(buying.phone).display, buying.agent.strip()
    order.total, order.cards = figures.total, figures.cards
    order.bonus, order.percent, order.rule = figures.bonus, figures.percent, figures.rule
    order.bonus_as, order.note = buying.bonus_as, buying.note.strip()
    order.at_distance = buying.at_distance
    order.bonus_face = buying.bonus_face if buying.bonus_as == BonusAs.CARDS else None


def _lines(order: GroupOrder, buying: Buying) -> None:
    """The order's lines; a face that a correction dropped stays, with no card."""
    wanted = dict(buying.lines)
    for line in order.lines.all():
        line.count = wanted.pop(line.face, 0)
        line.save(update_fields=["count"])
    GroupLine.objects.bulk_create(
        GroupLine(order=order, face=face, count=count) for face, count in wanted.items()
    )


def lines_of(order: GroupOrder) -> list[GroupLine]:
    """What is bought, the largest face first."""
    return list(order.lines.filter(count__gt=0).order_by("-face"))


def terms_of(order: GroupOrder) -> Terms:
    """What the three departments read; frozen as papers are, in Chinese."""
    with translation.override(settings.LANGUAGE_CODE):
        bonus = _("no bonus")
        if order.bonus:
            bonus = _("bonus %(bonus)s as %(form)s") % {
                "bonus": format_money(order.bonus),
                "form": order.get_bonus_as_display(),
            }
        cards = ", ".join(f"{format_money(line.face)} × {line.count}" for line in lines_of(order))
        return Terms(
            what=_("Group order of %(cards)s bearer cards: %(lines)s; %(bonus)s")
            % {"cards": order.cards, "lines": cards, "bonus": bonus},
            why=order.note or _("Group purchase by a %(kind)s") % {"kind": order.get_buyer_kind_display()},
            amount=order.total,
            whose=" · ".join(name for name in (order.buyer, order.agent) if name),
            rule=order.rule,
        )


def _ask(order: GroupOrder, by: Staff, now: datetime) -> None:
    ask(document=order.document, terms=terms_of(order), of=ASKED_OF, by=by, now=now)


def order_decided(*, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str) -> None:
    """All three signed: it can be paid. One refused: the desk corrects or cancels it."""
    order = GroupOrder.objects.select_related("document").get(pk=document.pk)
    order.document = document
    approved = outcome == Decision.APPROVED
    to_state(order, State.SIGNED if approved else State.REJECTED, "" if approved else reason)


def _order(pk: int) -> GroupOrder:
    return GroupOrder.objects.select_related("document__store", "document__maker").get(pk=pk)
