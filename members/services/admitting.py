"""Storing new members, one or thousands: what an application and an import of lists have in common."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from deskops.org.models import Staff, Store

from .. import sealing
from ..models import Consent, Household, Identity, Member, MemberName, Tier, TierPeriod
from ..models.consents import ConsentKind
from ..models.people import Missing
from ..rules.identity import IdNumber, PaperKind
from ..rules.names import name_keys
from ..rules.phones import Phone
from ..rules.searching import typed_name
from .consents import text_on
from .placing import Place, registers_address, settle


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody who becomes a member, with everything checked and normalised.

    ``missing`` is what they still owe besides an ID number that is None; ``tier_source`` says whose
    word the tier is.
    """

    name: str
    joined_on: date
    paper_kind: PaperKind = PaperKind.RESIDENT_ID
    id_number: IdNumber | None = field(default=None, repr=False)
    address: str = field(default="", repr=False)
    place: Place
    mobile: Phone | None = None
    home_phone: Phone | None = None
    tier: Tier
    tier_source: str
    paper_seen: bool = False
    consents: frozenset[ConsentKind] = frozenset()
    missing: frozenset[Missing] = frozenset()
    by_proxy: bool = False
    late: bool = False
    pending: bool = False


def admit(newcomers: Sequence[Newcomer], *, store: Store, by: Staff, now: datetime) -> list[Member]:
    """Store new members with their households, sealed identities, names, tiers and consents.

    For use inside an act; a bounded number of statements for any number of people. Cards are issued
    after it (`issue_card`). Raises Refused through the database when an ID number is a member's
    already.
    """
    households = settle([one.place for one in newcomers])
    members = Member.objects.bulk_create(
        _member(one, household, store) for one, household in zip(newcomers, households, strict=True)
    )
    pairs = list(zip(newcomers, members, strict=True))
    Identity.objects.bulk_create(_identity(one, member, by, now) for one, member in pairs)
    MemberName.objects.bulk_create(name for _one, member in pairs for name in names_of(member))
    TierPeriod.objects.bulk_create(
        TierPeriod(member=member, tier=one.tier, starts=one.joined_on, source=one.tier_source, set_by=by)
        for one, member in pairs
    )
    _consents(pairs, by=by, now=now, day=store.business_date(now))
    return members


def _member(one: Newcomer, household: Household, store: Store) -> Member:
    number = one.id_number
    return Member(
        name=one.name,
        sex=(number.sex or "") if number else "",
        birth_date=number.birth_date if number else None,
        mobile=one.mobile.e164 if one.mobile else "",
        home_phone=one.home_phone.e164 if one.home_phone else "",
        home_extension=one.home_phone.extension if one.home_phone else "",
        masked_number=number.masked if number else "",
        household=household,
        home_store=store,
        tier=one.tier,
        joined_on=one.joined_on,
        missing=_missing(one),
        by_proxy=one.by_proxy,
        late=one.late,
        state=Member.State.PENDING if one.pending else Member.State.ACTIVE,
    )


def _missing(one: Newcomer) -> list[Missing]:
    owed = set(one.missing)
    if one.id_number is None:
        owed.add(Missing.NUMBER)
    if not one.address:
        owed.add(Missing.ADDRESS)
    if not (one.mobile or one.home_phone):
        owed.add(Missing.PHONE)
    if ConsentKind.PERSONAL_DATA not in one.consents:
        owed.add(Missing.CONSENT)
    return [reason for reason in Missing if reason in owed]


def _identity(one: Newcomer, member: Member, by: Staff, now: datetime) -> Identity:
    identity = Identity(
        member=member, paper_kind=one.paper_kind, residence=not registers_address(one.paper_kind)
    )
    if one.paper_seen:
        identity.seen_by, identity.seen_at = by, now
    number = one.id_number.normalised if one.id_number else None
    sealing.fill(identity, number=number, address=one.address or None)
    return identity


def _consents(pairs: Iterable[tuple[Newcomer, Member]], *, by: Staff, now: datetime, day: date) -> None:
    given = [(member, kind) for one, member in pairs for kind in sorted(one.consents)]
    texts = {kind: text_on(kind, day) for kind in {kind for _member, kind in given}}
    Consent.objects.bulk_create(
        Consent(member=member, kind=kind, text=texts[kind], given=True, at=now, clerk=by)
        for member, kind in given
    )


def names_of(member: Member) -> list[MemberName]:
    """Every way of typing the member's name: as written, in pinyin, by its initials."""
    keys = name_keys(member.name)
    return [
        MemberName(member=member, key=key) for key in {typed_name(member.name), *keys.pinyin, *keys.initials}
    ]
