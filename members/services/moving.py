"""Moving to another registered address: the member and their card join the household there."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deskops.approvals.services import Asked, ask
from deskops.approvals.terms import Evidence, Terms
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.models import Role, Staff

from .. import sealing
from ..models import Change, ChangeLine, Household, Identity, Member, MemberCard
from ..models.people import Missing
from ..rules.identity import PaperKind
from .cards import free_slot, live_card_of, lock_households
from .placing import Place, place_of, settle


@dataclass(frozen=True)
class Move:
    """Where somebody moves, and the card that stands there already, when they bring one of their own."""

    address: str = field(repr=False)
    household: Household
    first: MemberCard | None


@dataclass(frozen=True)
class NewHome:
    """The address on a form, to be compared and never shown, with its digests."""

    address: str = field(repr=False)
    place: Place


def new_home(change: Change, *, now: datetime) -> NewHome | None:
    """Where a form moves the member; None when no address changes. Nothing is stored."""
    line = next((line for line in change.lines.all() if line.field == ChangeLine.Field.ADDRESS), None)
    if line is None:
        return None
    identity, store = Identity.objects.get(pk=change.member_id), change.document.store
    address = sealing.unseal_for(identity, bytes(line.sealed), purpose=line.field)
    kind = PaperKind(identity.paper_kind)
    return NewHome(address, place_of(address, kind, store=store, on=store.business_date(now)))


def prepare(member: Member, change: Change, *, now: datetime) -> Move | None:
    """Where the form moves the member, both households locked; None when no address changes."""
    home = new_home(change, now=now)
    if home is None:
        return None
    household = settle([home.place])[0]
    lock_households(household.pk, member.household_id)
    first = live_card_of(household.pk)
    return Move(home.address, household, first if first and brings_card(member.pk, first) else None)


def brings_card(member_id: int, first: MemberCard) -> bool:
    """Whether a member would bring a second card into the household of ``first``."""
    return _cards(member_id).exclude(household=first.household_id).exists()


def _cards(member_id: int) -> QuerySet[MemberCard]:
    return MemberCard.objects.filter(member=member_id, state__in=MemberCard.LIVE)


def move(member: Member, identity: Identity, to: Move, agreed: Document | None) -> None:
    """Into the household, the card in a place of its own where the desk supervisor agreed to a further one.

    The caller saves member and identity; the card follows its member.
    """
    if to.first:
        _cards(member.pk).update(slot=free_slot(to.household.pk, member.household_id), exception=agreed)
    sealing.fill(identity, address=to.address)
    member.household = to.household
    member.missing = [reason for reason in member.missing if reason != Missing.ADDRESS]


def card_in_the_way(first: MemberCard) -> Refused:
    """The refusal that shows the card of the household one would move into, and what to do."""
    return Refused(
        "household_has_card",
        _("The household of the new address has a card: %(number)s, %(name)s.")
        % {"number": first.number, "name": first.member.name},
        field="reason",
        value=first.number,
        remedy=_("Give the reason why both cards stay: the desk supervisor decides. Or close one of them."),
    )


def ask_for_both(change: Change, first: MemberCard, *, by: Staff, now: datetime) -> None:
    """Put a second card for the household before the desk supervisor (spec 1, approvals)."""
    member = change.member
    terms = Terms(
        what=_("Second member card for a household, by a change of address"),
        why=change.reason,
        whose=member.name,
        rule=_("One household, one card; a further one with the desk supervisor's approval."),
        evidence=(
            Evidence(_("first card"), f"{first.number} {first.member.name}", f"/members/{first.member_id}/"),
            Evidence(_("moves there"), f"{member.name} {member.masked_number}", f"/members/{member.pk}/"),
        ),
    )
    ask(document=change.document, terms=terms, of=[Asked(Role.DESK_SUPERVISOR)], by=by, now=now)
