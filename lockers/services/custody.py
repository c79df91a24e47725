"""The chain of custody: who gave, who took, where it lies since. Only these functions add to it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.dated import setting_at
from deskops.core.frozen import canonical, fingerprint
from deskops.core.models import StoredFile
from deskops.core.money import yuan
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document, set_state
from deskops.org.models import Floor, Role, Staff, Store

from ..models import Box, Category, CustodyStep, FoundItem, Handling, Person, Place
from ..roles import CLERKS, VOUCHERS
from ..rules.keeping import handling_of, keep_until, places_of
from ..seeds import FOUND_DAYS
from .items import item_of, items, lock_item, require_holder, require_kept
from .people import Who, make_person, require_second

KIND = "found_item"
Kind = CustodyStep.Kind
TAKERS = CLERKS | {Role.STORE_MANAGER}
"""Who may have found items in their keeping."""


@dataclass(frozen=True)
class Thing:
    """What was found, where and when; ``marks`` is what only the owner can know, ``cash`` yuan in it."""

    category: str
    description: str
    where: str
    found_at: datetime
    colour: str = ""
    marks: str = ""
    cash: Decimal | None = None
    floor: Floor | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """What of it makes a request another one."""
        return {**asdict(self), "floor": self.floor.pk if self.floor else None}


@dataclass(frozen=True)
class Keeping:
    """Where it lies: a place, the spot in it, the number of the seal."""

    place: str
    spot: str = ""
    seal: str = ""


@dataclass(frozen=True)
class Party:
    """One side of a step: a member of staff who proved it, or somebody else by name."""

    name: str
    staff: Staff | None = None

    @classmethod
    def of(cls, staff: Staff) -> "Party":
        """A member of staff."""
        return cls(staff.name, staff)


def record_found(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    store: Store,
    thing: Thing,
    keeping: Keeping,
    finder: Who,
    colleague: Staff | None = None,
    photo: StoredFile | None = None,
) -> FoundItem:
    """Take in what somebody found. The finder is a customer, who may stay unnamed, or a ``colleague``.

    Raises Refused: no description, found in the future, a valuable not in the safe or without a seal.
    """
    asked = {
        "store": store.pk,
        **thing.asked,
        **asdict(keeping),
        "finder": finder.asked,
        "colleague": colleague.pk if colleague else None,
        "photo": photo.sha256 if photo else "",
    }
    with act(
        request_key=request_key, by=by, name="lockers.record_found", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return item_of(running.reserved)
        person = make_person(finder) if finder.name.strip() else None
        if colleague:
            giver = Party.of(require_second(colleague, roles=Role.everyone(), store=store, by=by, now=now))
        else:
            giver = Party(person.name if person else _("finder without a name"))
        item = take_in(
            store=store,
            thing=thing,
            keeping=keeping,
            giver=giver,
            source=FoundItem.Source.FOUND,
            by=by,
            now=now,
            finder=person,
            photo=photo,
            pk=running.reserved,
        )
        file_document(item.document)
    return item


def take_in(
    *,
    store: Store,
    thing: Thing,
    keeping: Keeping,
    giver: Party,
    source: FoundItem.Source,
    by: Staff,
    now: datetime,
    finder: Person | None = None,
    photo: StoredFile | None = None,
    box: Box | None = None,
    origin: Document | None = None,
    handling: Handling | None = None,
    pk: int | None = None,
) -> FoundItem:
    """The item and the first link of its chain, part of an act; the caller files its paper.

    ``handling`` is given where the kind of thing alone doesn't tell it.
    """
    if not thing.description.strip():
        raise Refused("description_missing", _("Describe what it is."), field="description")
    if thing.found_at > now:
        raise Refused("found_later", _("It was not found later than now."), field="found_at")
    cash = yuan(thing.cash) if thing.cash else None
    handling = handling or handling_of(thing.category, cash)
    found_on = store.business_date(thing.found_at)
    until, rule = _kept_until(handling, found_on, store)
    document = begin_document(
        kind=KIND, store=store, by=by, now=now, state=FoundItem.State.KEPT, origin=origin, pk=pk
    )
    item = FoundItem.objects.create(
        document=document,
        store=store,
        category=Category(thing.category),
        handling=handling,
        source=source,
        description=thing.description.strip(),
        colour=thing.colour.strip(),
        marks=thing.marks.strip(),
        cash=cash,
        where=thing.where.strip() or store.name,
        floor=thing.floor,
        box=box,
        found_at=thing.found_at,
        found_on=found_on,
        finder=finder,
        photo=photo,
        keep_until=until,
        rule=rule,
    )
    add_step(item, kind=Kind.TAKEN_IN, giver=giver, taker=Party.of(by), keeping=keeping, by=by, now=now)
    return item


def _kept_until(handling: Handling, found_on: date, store: Store) -> tuple[date, str]:
    term = setting_at(FOUND_DAYS[handling], on=found_on, store=store)
    return keep_until(found_on=found_on, days=term.number), term.source[:200]


def add_step(
    item: FoundItem,
    *,
    kind: CustodyStep.Kind,
    giver: Party,
    taker: Party,
    keeping: Keeping | None,
    by: Staff,
    now: datetime,
    note: str = "",
    vouched_by: Staff | None = None,
) -> CustodyStep:
    """Add the next link to a locked item's chain; the database refuses a gap.

    ``keeping`` is None when it leaves the house; ``vouched_by`` signs in the place of an absent giver.
    """
    if keeping:
        require_place(item, keeping)
    last = (
        CustodyStep.objects.filter(item=item).order_by("-position").values_list("position", flat=True).first()
    )
    position = (last or 0) + 1
    values = asdict(keeping) if keeping else {"place": "", "spot": "", "seal": ""}
    values = {key: value.strip() for key, value in values.items()}
    body = _body(
        item,
        position=position,
        kind=kind,
        giver=giver,
        taker=taker,
        values=values,
        note=note,
        vouched_by=vouched_by,
        now=now,
    )
    step = CustodyStep.objects.create(
        item=item,
        position=position,
        kind=kind,
        giver=giver.staff,
        giver_name=giver.name[:60],
        taker=taker.staff,
        taker_name=taker.name[:60],
        absent=vouched_by is not None,
        vouched_by=vouched_by,
        note=note.strip()[:200],
        body=body,
        digest=fingerprint(body),
        by=by,
        at=now,
        **values,
    )
    item.refresh_from_db(fields=["state", "holder", "place", "spot", "seal"])
    return step


def _body(
    item: FoundItem,
    *,
    position: int,
    kind: CustodyStep.Kind,
    giver: Party,
    taker: Party,
    values: dict[str, str],
    note: str,
    vouched_by: Staff | None,
    now: datetime,
) -> str:
    """What both sign, in Chinese."""
    with translation.override(settings.LANGUAGE_CODE):
        return canonical(
            {
                "item": item.document.number or item.document_id,
                "what": item.description,
                "step": position,
                "act": str(kind.label),
                "giver": " ".join(part for part in (giver.name, giver.staff and giver.staff.number) if part),
                "taker": " ".join(part for part in (taker.name, taker.staff and taker.staff.number) if part),
                "vouched_by": str(vouched_by or ""),
                "place": str(Place(values["place"]).label) if values["place"] else "",
                "spot": values["spot"],
                "seal": values["seal"],
                "note": note,
                "at": now,
            }
        )


def require_place(item: FoundItem, keeping: Keeping) -> None:
    """Raises Refused where a thing of this kind may not lie, and for a valuable without a seal."""
    allowed = places_of(item.handling)
    if keeping.place not in allowed:
        raise Refused(
            "place_wrong",
            _("“%(handling)s” is kept in: %(places)s.")
            % {
                "handling": item.get_handling_display(),
                "places": "、".join(str(place.label) for place in allowed),
            },
            field="place",
            value=str(Place(keeping.place).label),
        )
    if item.handling == Handling.VALUABLE and not keeping.seal.strip():
        raise Refused(
            "seal_missing",
            _("A valuable is sealed before it goes into the safe."),
            field="seal",
            remedy=_("Seal it in a bag and enter the seal's number."),
        )


def pass_on(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    item_ids: Sequence[int],
    giver: Staff,
    keeping: Keeping | None = None,
    note: str = "",
    vouched_by: Staff | None = None,
) -> list[FoundItem]:
    """``by`` takes items over from ``giver``, who proved it at the counter; where they lie stays unless told.

    When the giver is absent, ``vouched_by`` (the desk supervisor, a manager) signs in their place and
    the note says why. Raises Refused: who hasn't got an item can't give it (``not_the_holder``).
    """
    asked = {
        "items": sorted(item_ids),
        "giver": giver.pk,
        "keeping": asdict(keeping) if keeping else None,
        "note": note,
        "vouched_by": vouched_by.pk if vouched_by else None,
    }
    with act(request_key=request_key, by=by, name="lockers.pass_on", asked=asked) as running:
        if not running.replayed:
            for item_id in sorted(item_ids):
                item = lock_item(item_id)
                _require_giver(item, giver, by=by, now=now, note=note, vouched_by=vouched_by)
                add_step(
                    item,
                    kind=Kind.PASSED,
                    giver=Party.of(giver),
                    taker=Party.of(by),
                    keeping=keeping or Keeping(item.place, item.spot, item.seal),
                    by=by,
                    now=now,
                    note=note,
                    vouched_by=vouched_by,
                )
            running.result = {"items": sorted(item_ids)}
    return list(items().filter(pk__in=running.result["items"]).order_by("pk"))


def _require_giver(
    item: FoundItem, giver: Staff, *, by: Staff, now: datetime, note: str, vouched_by: Staff | None
) -> None:
    require_kept(item)
    require_holder(item, giver)
    if giver.pk == by.pk:
        raise Refused("two_people", _("Who gives it does not take it."), field="number", value=giver.number)
    if vouched_by:
        require_second(vouched_by, roles=VOUCHERS, store=item.store, by=by, now=now)
        if not note.strip():
            raise Refused("absent_why", _("Say why the giver is absent."), field="note")


def leave(
    item: FoundItem, *, kind: CustodyStep.Kind, taker: Party, by: Staff, now: datetime, note: str = ""
) -> CustodyStep:
    """The last link: the holder gives it out of the house. The item is locked."""
    require_kept(item)
    require_holder(item, by)
    step = add_step(item, kind=kind, giver=Party.of(by), taker=taker, keeping=None, by=by, now=now, note=note)
    set_state(item.document, item.state)
    return step
