"""Cabinets set up, boxes given out with their key and taken back."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.org.models import Staff, Store

from ..models import Box, BoxUse, Cabinet, Fault
from ..models.cabinets import MOST_BOXES
from .people import Who, make_person


@dataclass(frozen=True)
class Setup:
    """A cabinet as it stands: code, kind, where, maker with telephone, boxes in a row, manual."""

    code: str
    kind: str
    where: str
    maker: str
    maker_phone: str = ""
    columns: int = 10
    manual: str = ""


def make_cabinet(*, request_key: UUID, by: Staff, store: Store, setup: Setup, boxes: int) -> Cabinet:
    """Set up a cabinet with its boxes, numbered from 1. Refuses a code that the store has already."""
    asked = {"store": store.pk, "boxes": boxes, **asdict(setup)}
    with act(request_key=request_key, by=by, name="lockers.make_cabinet", asked=asked) as running:
        if running.replayed:
            return Cabinet.objects.get(pk=running.result["cabinet"])
        if not 1 <= boxes <= MOST_BOXES:
            raise Refused(
                "boxes_number",
                _("A cabinet has 1 to %(most)s boxes.") % {"most": MOST_BOXES},
                field="boxes",
                value=boxes,
            )
        cabinet = Cabinet.objects.create(store=store, **asdict(setup))
        Box.objects.bulk_create(Box(cabinet=cabinet, number=number) for number in range(1, boxes + 1))
        running.result = {"cabinet": cabinet.pk}
    return cabinet


def change_cabinet(
    *,
    request_key: UUID,
    by: Staff,
    cabinet_id: int,
    where: str,
    maker: str,
    maker_phone: str,
    manual: str,
    is_active: bool,
) -> Cabinet:
    """Change what is known of a cabinet: where it stands, its maker, its manual, whether it is in service."""
    values = {
        "where": where,
        "maker": maker,
        "maker_phone": maker_phone,
        "manual": manual,
        "is_active": is_active,
    }
    asked = {"cabinet": cabinet_id, **values}
    with act(request_key=request_key, by=by, name="lockers.change_cabinet", asked=asked) as running:
        if not running.replayed:
            cabinet = Cabinet.objects.select_for_update(no_key=True, of=("self",)).get(pk=cabinet_id)
            for name, value in values.items():
                setattr(cabinet, name, value)
            cabinet.save(update_fields=[*values])
            running.result = {"cabinet": cabinet_id}
    return Cabinet.objects.get(pk=cabinet_id)


def lock_box(box_id: int) -> Box:
    """The box, locked, with its cabinet and store."""
    Box.objects.select_for_update(no_key=True, of=("self",)).get(pk=box_id)
    return Box.objects.select_related("cabinet__store").get(pk=box_id)


def give_box(*, request_key: UUID, by: Staff, now: datetime, box_id: int, who: Who) -> BoxUse:
    """Give a box out with its key; name and telephone are taken down where the customer gives them.

    Raises Refused: a cabinet that customers work alone (``no_keys``) or out of service, a box that is
    given out already (``box_given``) or broken (``box_broken``).
    """
    asked = {"box": box_id, **who.asked}
    with act(request_key=request_key, by=by, name="lockers.give_box", asked=asked) as running:
        if running.replayed:
            return BoxUse.objects.get(pk=running.result["use"])
        box = lock_box(box_id)
        _require_free(box)
        use = BoxUse.objects.create(
            box=box,
            customer=make_person(who) if who.name.strip() else None,
            business_date=box.cabinet.store.business_date(now),
            given_by=by,
            given_at=now,
        )
        running.result = {"use": use.pk}
    return use


def _require_free(box: Box) -> None:
    if box.cabinet.kind != Cabinet.Kind.KEY or not box.cabinet.is_active:
        raise Refused(
            "no_keys",
            _("Boxes of this cabinet are not given out by the desk."),
            value=box.label,
            remedy=_("The customer takes a slip at the cabinet."),
        )
    if Fault.objects.filter(box=box).exclude(state=Fault.State.SOLVED).exists():
        raise Refused(
            "box_broken",
            _("This box is out of service."),
            value=box.label,
            remedy=_("Choose another box."),
        )
    if BoxUse.objects.filter(box=box, ended_at__isnull=True).exists():
        raise box_given(box.label)


def box_given(label: str) -> Refused:
    """The refusal of a box that somebody has."""
    return Refused(
        "box_given", _("This box is given out already."), value=label, remedy=_("Choose another box.")
    )


def take_back(*, request_key: UUID, by: Staff, now: datetime, box_id: int, note: str = "") -> BoxUse:
    """The key is back and the box is free. Raises Refused ``box_free`` when nobody has it."""
    asked = {"box": box_id, "note": note}
    with act(request_key=request_key, by=by, name="lockers.take_back", asked=asked) as running:
        if running.replayed:
            return BoxUse.objects.get(pk=running.result["use"])
        box = lock_box(box_id)
        use = end_use(box, by, now, note)
        if use is None:
            raise Refused("box_free", _("Nobody has this box."), value=box.label)
        running.result = {"use": use.pk}
    return use


def end_use(box: Box, by: Staff, now: datetime, note: str) -> BoxUse | None:
    """End the open use of a locked box; None when there is none."""
    use = BoxUse.objects.filter(box=box, ended_at__isnull=True).first()
    if use:
        use.ended_by, use.ended_at, use.note = by, now, note.strip()[:200]
        use.save(update_fields=["ended_by", "ended_at", "note"])
    return use
