"""How found items are kept: by which rule, until when, who lets them go, and where to."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from deskops.org.models import Role

from ..models.handing import HandingOver
from ..models.places import Category, Handling, Place

Way = HandingOver.Way

HANDLINGS: dict[Category, Handling] = {
    Category.PHONE: Handling.VALUABLE,
    Category.ELECTRONICS: Handling.VALUABLE,
    Category.WALLET: Handling.VALUABLE,
    Category.CASH: Handling.VALUABLE,
    Category.JEWELLERY: Handling.VALUABLE,
    Category.PAPERS: Handling.PAPERS,
    Category.FOOD: Handling.PERISHABLE,
}
"""What isn't named here is ordinary."""

WAYS: dict[Handling, frozenset[Way]] = {
    Handling.ORDINARY: frozenset({Way.POLICE, Way.CHARITY, Way.DESTROYED}),
    Handling.VALUABLE: frozenset({Way.POLICE}),
    Handling.PAPERS: frozenset({Way.POLICE}),
    Handling.PERISHABLE: frozenset({Way.DESTROYED}),
}
"""Where an item may go once its time is over. Source: 民法典 314, 318: what has an owner to be found goes
to the police; only the State becomes owner of what nobody claims. Charity and waste are the house's own."""

APPROVERS: dict[Handling, Role] = {
    Handling.ORDINARY: Role.SERVICE_MANAGER,
    Handling.VALUABLE: Role.STORE_MANAGER,
    Handling.PAPERS: Role.SERVICE_MANAGER,
    Handling.PERISHABLE: Role.DESK_SUPERVISOR,
}
_RANK = (Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER, Role.STORE_MANAGER)


def handling_of(category: str, cash: Decimal | None) -> Handling:
    """By which rule a thing is kept; with money in it, as a valuable. Source: spec 5, found items."""
    if cash is not None and cash > 0:
        return Handling.VALUABLE
    return HANDLINGS.get(Category(category), Handling.ORDINARY)


def keep_until(*, found_on: date, days: int) -> date:
    """The last day of the keeping period; the day it was found is not counted (民法典 201)."""
    return found_on + timedelta(days=days)


def may_go(handlings: Iterable[str], way: str) -> bool:
    """Whether all of these may be handed on that way together."""
    return all(Way(way) in WAYS[Handling(one)] for one in handlings)


def approver_of(handlings: Iterable[str]) -> Role:
    """Who decides on a list: whoever the most guarded item on it asks for. Raises ValueError for none."""
    return max((APPROVERS[Handling(one)] for one in handlings), key=_RANK.index)


def places_of(handling: str) -> tuple[Place, ...]:
    """Where such a thing may lie: valuables in the safe only, fresh goods cold or at the desk."""
    if handling == Handling.VALUABLE:
        return (Place.SAFE,)
    return tuple(Place)
