"""An ID number or address brought later: added, or put before the supervisor when it collides."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import Asked, ask
from deskops.approvals.terms import Evidence, Terms
from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import begin_document, file_document, set_state
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role, Staff, Store

from .. import sealing
from ..models import Identity, IdentitySupply, Member, MemberCard
from ..models.people import Missing
from ..rules.identity import IdNumber, PaperKind
from ..sealing import SUPPLY
from .applying import owner_of
from .cards import free_slot, live_card_of, lock_household
from .details import number_on
from .locking import lock_identity, lock_member
from .placing import place_of, registers_address, settle

KIND = "supply"
State = IdentitySupply.State
Collision = IdentitySupply.Collision


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What the member brought: a paper's number, an address, or both."""

    paper_kind: str = PaperKind.RESIDENT_ID
    id_number: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    paper_seen: bool = False
    reason: str = ""


def supply_identity(
    *, request_key: UUID, member_id: int, brought: Brought, store: Store, by: Staff, now: datetime
) -> IdentitySupply | None:
    """Add an ID number or an address that was missing.

    Returns None when it was added, or the paper that waits for the desk supervisor because it belongs
    to another member or to a household that has a card: nothing is merged silently. Raises Refused
    when it is there already (an ID number never changes) or is no possible number.
    """
    today = now.astimezone(SHANGHAI).date()
    number = number_on(brought.id_number, PaperKind(brought.paper_kind), today)
    asked = {
        "member": member_id,
        "number": sealing.number_indexes(number.normalised).whole.hex() if number else "",
        "address": (sealing.place_index("asked", brought.address.strip()) or b"").hex(),
    }
    with act(request_key=request_key, by=by, name="members.supply", asked=asked) as running:
        if not running.replayed:
            member = lock_member(member_id)
            _must_be_missing(member, number, brought)
            running.result = {"supply": _supply(member, number, brought, store=store, by=by, now=now)}
    pk = running.result["supply"]
    return IdentitySupply.objects.select_related("document", "member", "other").get(pk=pk) if pk else None


def _must_be_missing(member: Member, number: IdNumber | None, brought: Brought) -> None:
    if number is None and not brought.address.strip():
        raise Refused("nothing_brought", _("Enter the ID number or the address."), field="id_number")
    if number and Missing.NUMBER not in member.missing:
        raise Refused(
            "number_never_changes",
            _("The ID number is on record and never changes."),
            field="id_number",
            value=member.masked_number,
        )
    if brought.address.strip() and Missing.ADDRESS not in member.missing:
        raise Refused(
            "address_on_record",
            _("The address is on record."),
            field="address",
            remedy=_("Change it by the form for changes of details."),
        )


def _supply(
    member: Member, number: IdNumber | None, brought: Brought, *, store: Store, by: Staff, now: datetime
) -> int | None:
    identity = lock_identity(member.pk)
    other = owner_of(number) if number else None
    collision = Collision.MEMBER
    if other is None and brought.address.strip():
        other, collision = _neighbour(member, brought, store=store, now=now), Collision.HOUSEHOLD
    if other is None:
        _add(member, identity, number, brought, store=store, by=by, now=now)
        return None
    if not brought.reason.strip():
        raise _collides(collision, other)
    sealed = sealing.seal_for(identity, _packed(number, brought), purpose=SUPPLY)
    identity.save(update_fields=sealing.SEALED)
    supply = IdentitySupply(
        member=member,
        other=other,
        collision=collision,
        sealed=sealed,
        masked_number=number.masked if number else "",
        reason=brought.reason.strip(),
    )
    return _put_before_supervisor(supply, store=store, by=by, now=now)


def _neighbour(member: Member, brought: Brought, *, store: Store, now: datetime) -> Member | None:
    """Whoever of the address's household has a card, when it is not the member's own."""
    place = place_of(brought.address, PaperKind(brought.paper_kind), store=store, on=store.business_date(now))
    household = lock_household(settle([place])[0].pk)
    card = live_card_of(household.pk)
    has_card = MemberCard.objects.filter(member=member, state__in=MemberCard.LIVE).exists()
    return card.member if card and has_card and card.member_id != member.pk else None


def _add(
    member: Member,
    identity: Identity,
    number: IdNumber | None,
    brought: Brought,
    *,
    store: Store,
    by: Staff,
    now: datetime,
) -> None:
    """Seal what was brought and take it off what is missing."""
    address = brought.address.strip()
    sealing.fill(identity, number=number.normalised if number else None, address=address or None)
    if number:
        identity.paper_kind = brought.paper_kind
        member.masked_number = number.masked
        member.sex, member.birth_date = number.sex or "", number.birth_date
    if brought.paper_seen:
        identity.seen_by, identity.seen_at = by, now
    if address:
        identity.residence = not registers_address(identity.paper_kind)
        place = place_of(address, PaperKind(identity.paper_kind), store=store, on=store.business_date(now))
        member.household = settle([place])[0]
    identity.save(update_fields=[*sealing.SEALED, "paper_kind", "residence", "seen_by", "seen_at"])
    done = ({Missing.NUMBER} if number else set()) | ({Missing.ADDRESS} if address else set())
    member.missing = [reason for reason in member.missing if reason not in done]
    member.save(update_fields=["masked_number", "sex", "birth_date", "household", "missing"])


def _collides(collision: Collision, other: Member) -> Refused:
    return Refused(
        "collision",
        collision.label,
        field="reason",
        value=other.name,
        remedy=_("Compare the papers; then say what the member says: the desk supervisor decides."),
    )


def _put_before_supervisor(supply: IdentitySupply, *, store: Store, by: Staff, now: datetime) -> int:
    document = begin_document(
        kind=KIND, store=store, by=by, now=now, member_id=supply.member_id, state=State.ASKED
    )
    supply.document = document
    supply.save(force_insert=True)
    ask(document=document, terms=_terms(supply), of=[Asked(Role.DESK_SUPERVISOR)], by=by, now=now)
    file_document(document)
    return document.pk


def _packed(number: IdNumber | None, brought: Brought) -> str:
    return json.dumps(
        {
            "paper_kind": brought.paper_kind,
            "id_number": number.normalised if number else "",
            "address": brought.address.strip(),
            "paper_seen": brought.paper_seen,
        }
    )


def _terms(supply: IdentitySupply) -> Terms:
    same_person = supply.collision == Collision.MEMBER
    rule = (
        _("Approved: it is the same person; this membership ends and goes on as the other.")
        if same_person
        else _("Approved: both keep their cards; the household has one more by exception.")
    )
    return Terms(
        what=str(Collision(supply.collision).label),
        why=supply.reason,
        whose=supply.member.name,
        rule=rule,
        evidence=tuple(
            Evidence(label, f"{who.name} {who.masked_number}", f"/members/{who.pk}/")
            for label, who in ((_("brought by"), supply.member), (_("collides with"), supply.other))
        ),
    )


def decided(*, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str) -> None:
    """The supervisor's decision: end this membership in favour of the other, or add what was brought."""
    supply = IdentitySupply.objects.select_for_update(no_key=True, of=("self",)).get(pk=document.pk)
    supply.state = State.AGREED if outcome == Decision.APPROVED else State.REJECTED
    supply.save(update_fields=["state"])
    set_state(document, supply.state)
    if supply.state == State.REJECTED:
        return
    member = lock_member(supply.member_id)
    if supply.collision == Collision.MEMBER:
        _continue_as(member, supply.other_id)
    else:
        _add_by_exception(member, supply, document, now=now)


def _continue_as(member: Member, other_id: int) -> None:
    cards = MemberCard.objects.select_for_update(no_key=True, of=("self",))
    for card in cards.filter(member=member, state__in=MemberCard.LIVE):
        card.state = MemberCard.State.CLOSED
        card.save(update_fields=["state"])
    member.state, member.continued_as_id = Member.State.CLOSED, other_id
    member.save(update_fields=["state", "continued_as"])


def _add_by_exception(member: Member, supply: IdentitySupply, document: Document, *, now: datetime) -> None:
    identity = lock_identity(member.pk)
    brought = Brought(**json.loads(sealing.unseal_for(identity, bytes(supply.sealed), purpose=SUPPLY)))
    kind = PaperKind(brought.paper_kind)
    store = document.store
    household = lock_household(
        settle([place_of(brought.address, kind, store=store, on=store.business_date(now))])[0].pk
    )
    MemberCard.objects.filter(member=member, state__in=MemberCard.LIVE).update(
        slot=free_slot(household.pk), exception=document
    )
    number = number_on(brought.id_number, kind, now.astimezone(SHANGHAI).date())
    _add(member, identity, number, brought, store=store, by=document.maker, now=now)
