"""A found item is described otherwise, a deposit lies elsewhere: what it was before stays readable."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.models import Staff

from ..models import Correction, Deposit, FoundItem, Place
from .deposits import deposit_of, lock_deposit, require_safe
from .deposits import require_kept as require_waiting
from .items import item_of, lock_item, require_holder, require_kept

What = Correction.What


@dataclass(frozen=True)
class Described:
    """What a found item is said to be, as it should read."""

    description: str
    colour: str
    marks: str
    where: str


def correct_item(
    *, request_key: UUID, by: Staff, now: datetime, item_id: int, described: Described, why: str
) -> FoundItem:
    """Describe a found item better; who has it does. What was written before stays readable.

    Raises Refused: it has left the house, somebody else has it, it stands on a list that was asked for,
    no description, nothing changed, no reason.
    """
    asked = {"item": item_id, **asdict(described), "why": why}
    with act(request_key=request_key, by=by, name="lockers.correct_item", asked=asked) as running:
        item = lock_item(item_id)
        if not running.replayed:
            require_kept(item)
            require_holder(item, by)
            _require_off_list(item)
            words = {name: value.strip() for name, value in asdict(described).items()}
            if not words["description"] or not words["where"]:
                raise Refused("description_missing", _("Describe what it is."), field="description")
            was = {name: str(getattr(item, name)) for name in words}
            _correct(item.document, was, words, why=why, by=by, now=now)
            for name, value in words.items():
                setattr(item, name, value)
            item.save(update_fields=list(words))
        return item_of(item.document_id)


def _require_off_list(item: FoundItem) -> None:
    if item.handing_id is not None:
        raise Refused(
            "item_listed",
            _("It stands on a list that was asked for: %(number)s.") % {"number": item.handing},
            remedy=_("Take the list back first."),
        )


def move_deposit(
    *, request_key: UUID, by: Staff, now: datetime, deposit_id: int, place: str, spot: str, why: str
) -> Deposit:
    """Put a deposit somewhere else. Raises Refused: it isn't here, valuables outside the safe, no reason."""
    asked = {"deposit": deposit_id, "place": place, "spot": spot, "why": why}
    with act(request_key=request_key, by=by, name="lockers.move_deposit", asked=asked) as running:
        deposit = lock_deposit(deposit_id)
        if not running.replayed:
            require_waiting(deposit)
            require_safe(place, deposit.valuables)
            lies = {"place": _lies(deposit.place, deposit.spot)}
            _correct(deposit.document, lies, {"place": _lies(place, spot)}, why=why, by=by, now=now)
            deposit.place, deposit.spot = Place(place), spot.strip()
            deposit.save(update_fields=["place", "spot"])
        return deposit_of(deposit.document_id)


def _lies(place: str, spot: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return f"{Place(place).label} {spot.strip()}".strip()


def _correct(
    document: Document,
    was: Mapping[str, str],
    becomes: Mapping[str, str],
    *,
    why: str,
    by: Staff,
    now: datetime,
) -> None:
    changed = [name for name in becomes if was[name] != becomes[name]]
    if not changed:
        raise Refused("nothing_changed", _("Nothing was changed."))
    if not why.strip():
        raise Refused("why_missing", _("Say why."), field="why")
    Correction.objects.bulk_create(
        Correction(
            document=document,
            what=What(name),
            was=was[name],
            becomes=becomes[name],
            why=why.strip()[:200],
            by=by,
            at=now,
        )
        for name in changed
    )


def corrections_of(document: Document) -> QuerySet[Correction]:
    """What of a paper reads otherwise since, the latest first."""
    return Correction.objects.filter(document=document).select_related("by").order_by("-pk")
