"""A member's page in four queries: the person, the household with its cards, consents, the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from deskops.core.pages import Attention, Event
from deskops.core.refusals import Text
from deskops.core.shell import Tone
from deskops.documents.kinds import document_kinds
from deskops.documents.models import Document

from ..models import Consent, Member, MemberCard
from ..models.consents import ConsentKind
from ..models.people import Missing

PAGE = 20


@dataclass(frozen=True)
class Profile:
    """Who the member is, what plastic they and their household hold, what they consented to."""

    member: Member
    cards: Sequence[MemberCard]
    household: Sequence[MemberCard]
    consents: Sequence[Consent]

    @property
    def card(self) -> MemberCard | None:
        """The card in use, or the last one."""
        return next((card for card in self.cards if card.live), self.cards[0] if self.cards else None)

    @property
    def marketing(self) -> bool:
        """Whether marketing calls and messages are consented to now."""
        return any(one.kind == ConsentKind.MARKETING and one.given for one in self.consents)


def members() -> QuerySet[Member]:
    """Members with what a line about them shows, without what is sealed."""
    sealed = ("identity__number_sealed", "identity__address_sealed", "identity__wrapped_key")
    return Member.objects.select_related("home_store", "tier", "identity").defer(*sealed)


def profile_of(member_id: int) -> Profile:
    """A member's profile; raises Member.DoesNotExist."""
    member = members().get(pk=member_id)
    at_home = MemberCard.objects.filter(Q(member=member) | Q(household=member.household_id))
    cards = list(at_home.select_related("member", "store").order_by("-pk")[:50])
    member.known_cards = [card for card in cards if card.member_id == member.pk]
    return Profile(
        member,
        member.known_cards,
        [card for card in cards if card.member_id != member.pk and card.live],
        list(
            Consent.objects.filter(member=member)
            .select_related("text", "clerk")
            .order_by("kind", "-pk")
            .distinct("kind")
        ),
    )


def attention_of(profile: Profile) -> list[Attention]:
    """What needs a look about the member's own details and plastic."""
    member = profile.member
    items = [
        Attention(_("missing: %(what)s") % {"what": Missing(reason).label}, Tone.DUE)
        for reason in member.missing
    ]
    if member.state != Member.State.ACTIVE:
        items.insert(0, Attention(member.get_state_display(), Tone.LATE))
    card = profile.card
    if card and card.state != MemberCard.State.ISSUED:
        items.append(
            Attention(
                _("member card %(state)s") % {"state": card.get_state_display()},
                Tone.LATE if card.live else Tone.DUE,
            )
        )
    return items


@dataclass(frozen=True)
class Timeline:
    """One page of what happened, newest first; ``older`` is where the next page begins."""

    events: list[Event]
    older: str


def timeline_of(member_id: int, *, kind: str = "", before: str = "") -> Timeline:
    """The member's papers of a kind (all when empty) older than a key given by the page before; one query."""
    rows = Document.objects.filter(member_id=member_id).select_related("store", "maker")
    if kind:
        rows = rows.filter(kind=kind)
    if key := _key(before):
        rows = rows.filter(Q(made_at__lt=key[0]) | Q(made_at=key[0], pk__lt=key[1]))
    papers = list(rows.order_by("-made_at", "-pk")[: PAGE + 1])
    last = papers[PAGE - 1] if len(papers) > PAGE else None
    return Timeline(
        [_event(paper) for paper in papers[:PAGE]], f"{last.made_at.isoformat()}_{last.pk}" if last else ""
    )


def _key(before: str) -> tuple[datetime, int] | None:
    at, _sign, pk = before.partition("_")
    try:
        return datetime.fromisoformat(at), int(pk)
    except ValueError:
        return None


def _event(paper: Document) -> Event:
    known = document_kinds.get(paper.kind)
    return Event(
        at=paper.made_at,
        kind=known.label,
        title=paper.number,
        url=known.url(paper),
        detail=known.label_state(paper.state) if paper.state else "",
        amount=paper.amount,
        who=f"{paper.store} · {paper.maker.name}",
    )


def kinds_of(member_id: int) -> list[tuple[str, Text]]:
    """The kinds of paper that a member has, with their names; one query."""
    rows = Document.objects.filter(member_id=member_id).order_by("kind").values_list("kind", flat=True)
    return [(kind, document_kinds.get(kind).label) for kind in rows.distinct()]
