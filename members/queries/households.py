"""Who may live in the same household: the same address for certain, near ones as a hint."""

from dataclasses import dataclass

from django.db.models import Q

from ..models import Household, MemberCard
from ..services.placing import Place

MOST = 5


@dataclass(frozen=True)
class Neighbours:
    """The first live card at the same address, and cards at addresses written much like it."""

    same: MemberCard | None
    near: list[MemberCard]


def neighbours(place: Place, *, apart_from: int | None = None) -> Neighbours:
    """Cards at a place and near it, in one query; nothing for a residence or a collective household.

    ``apart_from`` leaves out a member who is about to move there.
    """
    keys = Q(pk__in=[])
    for name, digest in (
        ("address_index", place.address),
        ("building_index", place.building),
        ("tail_index", place.tail),
    ):
        if digest:
            keys |= Q(**{name: digest})
    homes = Household.objects.filter(keys).order_by("pk").values("pk")[: MOST * 10]
    cards = list(
        MemberCard.objects.filter(household__in=homes, state__in=MemberCard.LIVE)
        .exclude(member=apart_from)
        .select_related("member", "store", "household")
        .order_by("household", "slot")[: MOST * 4]
    )
    same = [
        card
        for card in cards
        if place.address and bytes(card.household.address_index or b"") == place.address
    ]
    near = [card for card in cards if card not in same]
    return Neighbours(same[0] if same else None, near[:MOST])
