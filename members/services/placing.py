"""Which household somebody belongs to, by the keyed digests of the registered address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from deskops.core.dated import setting_at
from deskops.org.models import Store

from .. import sealing
from ..models import Household
from ..rules.households import address_keys
from ..rules.identity import PaperKind

COLLECTIVE = "members.collective_words"


@dataclass(frozen=True)
class Place:
    """Digests of an address; ``address`` None is never matched, and makes a household of its own."""

    address: bytes | None = None
    building: bytes | None = None
    tail: bytes | None = None
    collective: bool = False


def registers_address(kind: PaperKind | str) -> bool:
    """Whether a kind of paper carries a registered address; any other gives a residence."""
    return kind == PaperKind.RESIDENT_ID


def place_of(address: str, kind: PaperKind, *, store: Store, on: date) -> Place:
    """The digests of a registered address; an empty place for a residence, which is never matched."""
    if not address.strip() or not registers_address(kind):
        return Place()
    return place_among(address, setting_at(COLLECTIVE, on=on, store=store).value)


def place_among(address: str, collective: Sequence[str]) -> Place:
    """The digests of a registered address, where these words mean a collective household."""
    keys = address_keys(address, collective)
    return Place(
        sealing.place_index("household", keys.household),
        sealing.place_index("building", keys.building),
        sealing.place_index("tail", keys.tail),
        keys.collective,
    )


def settle(places: Sequence[Place]) -> list[Household]:
    """The household of each place, made where there is none yet, in a bounded number of statements."""
    keys = sorted({place.address for place in places if place.address})
    by_key = {place.address: place for place in places if place.address}
    Household.objects.bulk_create((_household(by_key[key]) for key in keys), ignore_conflicts=True)
    found = {bytes(h.address_index or b""): h for h in Household.objects.filter(address_index__in=keys)}
    alone = iter(Household.objects.bulk_create(_household(place) for place in places if not place.address))
    return [found[place.address] if place.address else next(alone) for place in places]


def _household(place: Place) -> Household:
    return Household(
        address_index=place.address,
        building_index=place.building,
        tail_index=place.tail,
        collective=place.collective,
    )
