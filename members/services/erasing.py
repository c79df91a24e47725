"""Forgetting a member, and wrapping keys anew. For commands run as the database's owner."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pgtrigger
from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from deskops.core.acts import background
from deskops.core.plugs import Plugs
from deskops.core.refusals import Refused
from deskops.org.models import Staff

from .. import sealing, vault
from ..models import (
    Application,
    Change,
    ChangeLine,
    Household,
    Identity,
    IdentitySupply,
    Member,
    MemberCard,
    MemberName,
)
from ..retention import RETENTIONS
from .applying import wipe
from .locking import lock_identity, lock_member

NOBODY = "–"
PLAIN: dict[str, Any] = {
    "name": NOBODY,
    "sex": "",
    "birth_date": None,
    "mobile": "",
    "home_phone": "",
    "home_extension": "",
    "masked_number": "",
    "missing": [],
}
PROXY = {"proxy_name": NOBODY, "proxy_phone": NOBODY, "proxy_tail": NOBODY}


def erase_member(*, member_id: int, by: Staff, now: datetime, day: date) -> Member:
    """End a membership and forget the person: the key of what was sealed, names, telephones, digests.

    Papers stay with their numbers and say nobody; history keeps when something happened, not who it
    was; what the person signed stays as evidence and holds the ID number masked only. Raises Refused
    while a rule keeps the data (``kept``), naming it and its date, or a paper waits (``paper_open``).
    """
    with background(by=by, name="members.erase"):
        member = lock_member(member_id)
        _may_go(member, day)
        identity = lock_identity(member_id)
        _close_cards(member)
        wipe(identity)
        MemberName.objects.filter(member=member).delete()
        for name, value in PLAIN.items():
            setattr(member, name, value)
        member.state = Member.State.ERASED
        member.save(update_fields=[*PLAIN, "state"])
        _leave_household(member)
        _clear_papers(member)
        _clear_history(member)
    return member


def _may_go(member: Member, day: date) -> None:
    for rule in RETENTIONS:
        if kept := rule.keeps(member, day):
            until = _("until %s") % kept.until if kept.until else _("until it is closed")
            raise Refused(
                "kept",
                _("These data are kept: %(reason)s, %(until)s.") % {"reason": kept.reason, "until": until},
            )
    waits = (
        Change.objects.filter(member=member, state__in=Change.WAITING).exists()
        or IdentitySupply.objects.filter(Q(member=member) | Q(other=member), state="asked").exists()
        or Application.objects.filter(member=member, state__in=["asked", "rejected"]).exists()
    )
    if waits:
        raise Refused("paper_open", _("A paper about this member is not decided yet."))


def _close_cards(member: Member) -> None:
    cards = MemberCard.objects.select_for_update(no_key=True, of=("self",))
    for card in cards.filter(member=member, state__in=MemberCard.LIVE):
        card.state = MemberCard.State.CLOSED
        card.save(update_fields=["state"])


def _leave_household(member: Member) -> None:
    """The last one out takes the household's digests along."""
    others = Member.objects.filter(household=member.household_id).exclude(state=Member.State.ERASED)
    if not others.exists():
        Household.objects.filter(pk=member.household_id).update(
            address_index=None, building_index=None, tail_index=None
        )


def _clear_papers(member: Member) -> None:
    Application.objects.filter(member=member).exclude(for_whom="self").update(**PROXY)
    ChangeLine.objects.filter(change__member=member).update(before=NOBODY, after=NOBODY, sealed=b"")
    IdentitySupply.objects.filter(member=member).update(sealed=b"", masked_number="")


def _clear_history(member: Member) -> None:
    """The one change that history takes: the same forgetting."""
    with pgtrigger.ignore("members.MemberEvent:append_only", "members.ApplicationEvent:append_only"):
        apps.get_model("members", "MemberEvent").objects.filter(pgh_obj=member.pk).update(**PLAIN)
        events = apps.get_model("members", "ApplicationEvent").objects.filter(member=member.pk)
        events.exclude(for_whom="self").update(**PROXY)


@dataclass(frozen=True)
class Wrappings:
    """Keys that another room keeps wrapped: their versions, and how some are wrapped anew.

    ``rewrap`` wraps at most so many of those that an older master key wraps, and says how many it did.
    """

    code: str
    versions: Callable[[], Iterable[str]]
    rewrap: Callable[[int], int]


WRAPPINGS: Plugs[Wrappings] = Plugs(key="code")


def rewrap_keys(*, by: Staff, batch: int = 500) -> int:
    """Wrap every key, members' and other rooms', by the newest master key; returns how many were.

    Each batch is its own transaction: stopped half-way, it goes on where it stopped.
    """
    done = _rewrap_members(by, batch)
    for room in WRAPPINGS:
        while True:
            with background(by=by, name="members.rotate_master_key"):
                some = room.rewrap(batch)
            done += some
            if not some:
                break
    return done


def _rewrap_members(by: Staff, batch: int) -> int:
    done = 0
    while True:
        with background(by=by, name="members.rotate_master_key"):
            rows = list(
                Identity.objects.select_for_update(no_key=True, of=("self",))
                .exclude(Q(key_version=vault.keyring().newest) | Q(wrapped_key=None))
                .order_by("pk")[:batch]
            )
            for identity in rows:
                sealing.rewrap(identity, sealing.key_of(identity))
            Identity.objects.bulk_update(rows, ["wrapped_key", "key_version"])
        if not rows:
            return done
        done += len(rows)


def versions_in_use() -> set[str]:
    """The master keys that some key is wrapped by."""
    found = set(Identity.objects.exclude(wrapped_key=None).values_list("key_version", flat=True).distinct())
    return found.union(*(room.versions() for room in WRAPPINGS))
