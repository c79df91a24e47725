"""What the desk says beside a form while it is being filled in."""

from collections.abc import Callable
from dataclasses import dataclass

from deskops.core.refusals import Refused
from deskops.org.access import DeskRequest
from deskops.org.clock import SHANGHAI

from ..models import Member
from ..queries.households import Neighbours, neighbours
from ..queries.search import by_phone
from ..rules.identity import IdNumber, PaperKind
from ..rules.phones import Phone
from ..services.applying import owner_of
from ..services.details import number_on, phone_in
from ..services.placing import place_of


@dataclass
class Hints:
    """What the desk says beside the form while it is being filled in."""

    number: IdNumber | None = None
    taken: Member | None = None
    phone: Phone | None = None
    same_phone: tuple[Member, ...] = ()
    homes: Neighbours | None = None
    refusals: tuple[Refused, ...] = ()
    moving: int | None = None


def look(request: DeskRequest, kind: PaperKind, *, moving: int | None = None) -> Hints:
    """What the form's entries say so far: the number, the telephone, the household; nothing is stored.

    ``moving`` is a member whose own card is no hint about their new address.
    """
    seen = Hints(moving=moving)
    refusals: list[Refused] = []
    steps: tuple[Callable[[], None], ...] = (
        lambda: _look_at_number(seen, request, kind),
        lambda: _look_at_phone(seen, request),
        lambda: _look_at_home(seen, request, kind),
    )
    for step in steps:
        try:
            step()
        except Refused as refused:
            refusals.append(refused)
    seen.refusals = tuple(refusals)
    return seen


def _look_at_number(seen: Hints, request: DeskRequest, kind: PaperKind) -> None:
    today = request.now.astimezone(SHANGHAI).date()
    seen.number = number_on(request.POST.get("id_number", ""), kind, today)
    if seen.number:
        seen.taken = owner_of(seen.number)


def _look_at_phone(seen: Hints, request: DeskRequest) -> None:
    seen.phone = phone_in("mobile", request.POST.get("mobile", ""))
    if seen.phone:
        seen.same_phone = tuple(by_phone(seen.phone.e164))


def _look_at_home(seen: Hints, request: DeskRequest, kind: PaperKind) -> None:
    if address := request.POST.get("address", "").strip():
        store = request.access.store
        place = place_of(address, kind, store=store, on=store.business_date(request.now))
        seen.homes = neighbours(place, apart_from=seen.moving)
