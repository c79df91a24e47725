"""Tiers: who is of which, from when, on whose word. For use inside an act or a background task."""

from collections.abc import Mapping
from datetime import date

from deskops.org.models import Staff

from ..models import Member, Tier, TierPeriod


def lowest_tier() -> Tier:
    """Where a membership starts."""
    return Tier.objects.order_by("rank")[:1].get()


def set_tiers(wanted: Mapping[int, Tier], *, starts: date, source: str, by: Staff) -> int:
    """Put members (by id) into tiers from a day on; returns how many changed.

    ``source`` names the list or the rule. Members who are of that tier already keep their row.
    """
    members = list(
        Member.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=wanted).order_by("pk")
    )
    changed = [member for member in members if member.tier_id != wanted[member.pk].pk]
    TierPeriod.objects.bulk_create(
        (
            TierPeriod(member=member, tier=wanted[member.pk], starts=starts, source=source, set_by=by)
            for member in changed
        ),
        update_conflicts=True,
        unique_fields=["member", "starts"],
        update_fields=["tier", "source", "set_by"],
    )
    for member in changed:
        member.tier = wanted[member.pk]
    Member.objects.bulk_update(changed, ["tier"])
    return len(changed)
