"""The nightly sweep: box by box with security, both sign."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.frozen import canonical, fingerprint
from deskops.core.models import StoredFile
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document, set_state
from deskops.org.models import Staff, Store

from ..models import Box, FoundItem, Sweep, SweepLine
from ..roles import WITNESSES
from .custody import Keeping, Party, Thing, take_in
from .people import require_second

KIND = "sweep"
State, Result = Sweep.State, SweepLine.Result
BY_KEY = frozenset({Result.UNSEEN, Result.EMPTY, Result.STUCK})
"""What is entered box by box without further words."""


def start_sweep(*, request_key: UUID, by: Staff, now: datetime, store: Store) -> Sweep:
    """Begin tonight's sweep: a line for every box of the cabinets in service, none looked into.

    Raises Refused: there is one of this business date already, or there are no boxes.
    """
    with act(
        request_key=request_key,
        by=by,
        name="lockers.start_sweep",
        asked={"store": store.pk},
        reserves=SEQUENCE,
    ) as running:
        if running.replayed:
            return Sweep.objects.get(document=running.reserved)
        day = store.business_date(now)
        boxes = Box.objects.filter(cabinet__store=store, cabinet__is_active=True)
        keys = list(boxes.order_by("cabinet__code", "number").values_list("pk", flat=True))
        if not keys:
            raise Refused("no_boxes", _("The store has no boxes in service."))
        if Sweep.objects.filter(store=store, business_date=day).exists():
            raise sweep_there()
        document = begin_document(
            kind=KIND, store=store, by=by, now=now, state=State.OPEN, pk=running.reserved
        )
        sweep = Sweep.objects.create(document=document, store=store, business_date=day)
        SweepLine.objects.bulk_create(
            SweepLine(sweep=sweep, box_id=box, position=position)
            for position, box in enumerate(keys, start=1)
        )
        file_document(document)
    return sweep


def sweep_there() -> Refused:
    """The refusal of a second sweep of an evening."""
    return Refused(
        "sweep_there",
        _("There is a sweep of this business date already."),
        remedy=_("Go on with that one."),
    )


def mark_boxes(
    *, request_key: UUID, by: Staff, now: datetime, sweep_id: int, marks: Mapping[int, str]
) -> Mapping[int, str]:
    """Enter what boxes were: ``marks`` gives a result by the line's position; a blank takes a mark back.

    Several desks may sweep at once; of one box the last mark counts. Returns the results as stored.
    Raises Refused: signed already, a box with something left, an unknown position.
    """
    marks = {position: Result(result) for position, result in marks.items()}
    asked = {"sweep": sweep_id, "marks": {str(position): result for position, result in marks.items()}}
    with act(request_key=request_key, by=by, name="lockers.mark_boxes", asked=asked) as running:
        if not running.replayed:
            _require_open(Sweep.objects.get(pk=sweep_id))
            lines = SweepLine.objects.select_for_update(no_key=True, of=("self",))
            found = list(lines.filter(sweep=sweep_id, position__in=marks).order_by("position"))
            if len(found) != len(marks):
                raise Refused("box_unknown", _("There is no such box in this sweep."))
            for line in found:
                _mark(line, marks[line.position], by, now)
            SweepLine.objects.bulk_update(found, ["result", "by", "at"])
            running.result = {"marks": {str(line.position): line.result for line in found}}
    return {int(position): result for position, result in running.result["marks"].items()}


def _mark(line: SweepLine, result: str, by: Staff, now: datetime) -> None:
    if line.item_id or result not in BY_KEY:
        raise Refused(
            "box_left",
            _("What was left in a box is recorded as a found item, and stays."),
            value=line.position,
        )
    line.result = Result(result)
    line.by, line.at = (by, now) if result else (None, None)


def record_left(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    sweep_id: int,
    position: int,
    thing: Thing,
    keeping: Keeping,
    guard: Staff | None,
    photo: StoredFile | None = None,
) -> FoundItem:
    """Something was left in a box: it becomes a found item, given by security and taken by the desk.

    ``guard`` proved it at the counter. Raises Refused: signed already, recorded already, no witness.
    """
    asked = {
        "sweep": sweep_id,
        "position": position,
        **thing.asked,
        **asdict(keeping),
        "guard": guard.pk if guard else None,
        "photo": photo.sha256 if photo else "",
    }
    # when it was found is now: the same press twice is the same act
    del asked["found_at"]
    with act(
        request_key=request_key, by=by, name="lockers.record_left", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return FoundItem.objects.get(document=running.reserved)
        sweep = Sweep.objects.select_related("document", "store").get(pk=sweep_id)
        _require_open(sweep)
        rows = SweepLine.objects.select_for_update(no_key=True, of=("self",)).select_related("box__cabinet")
        line = rows.get(sweep=sweep, position=position)
        if line.item_id:
            raise Refused(
                "left_recorded", _("What was left in this box is recorded already."), value=line.box.label
            )
        witness = require_second(guard, roles=WITNESSES, store=sweep.store, by=by, now=now)
        item = take_in(
            store=sweep.store,
            thing=thing,
            keeping=keeping,
            giver=Party.of(witness),
            source=FoundItem.Source.SWEEP,
            by=by,
            now=now,
            box=line.box,
            photo=photo,
            origin=sweep.document,
            pk=running.reserved,
        )
        line.result, line.item, line.by, line.at = Result.LEFT, item, by, now
        line.save(update_fields=["result", "item", "by", "at"])
        file_document(item.document)
    return item


def _require_open(sweep: Sweep) -> None:
    if sweep.state != State.OPEN:
        raise Refused("sweep_signed", _("This sweep was signed."), remedy=_("It stays as it is."))


def sign_sweep(
    *, request_key: UUID, by: Staff, now: datetime, sweep_id: int, guard: Staff | None, note: str = ""
) -> Sweep:
    """Both sign what was found, box by box. ``guard`` proved it at the counter.

    Raises Refused while a box wasn't looked into (``boxes_unseen``), and without security.
    """
    asked = {"sweep": sweep_id, "guard": guard.pk if guard else None, "note": note}
    with act(request_key=request_key, by=by, name="lockers.sign_sweep", asked=asked) as running:
        if not running.replayed:
            sweep = _locked(sweep_id)
            _require_open(sweep)
            witness = require_second(guard, roles=WITNESSES, store=sweep.store, by=by, now=now)
            lines = list(lines_of(sweep))
            _require_all_seen(lines)
            sweep.body = sweep_body(sweep, lines, note.strip())
            sweep.digest = fingerprint(sweep.body)
            sweep.signed_by, sweep.guard, sweep.signed_at = by, witness, now
            sweep.note, sweep.state = note.strip()[:300], State.SIGNED
            sweep.save(update_fields=["body", "digest", "signed_by", "guard", "signed_at", "note", "state"])
            set_state(sweep.document, sweep.state)
            running.result = {"sweep": sweep_id}
    return Sweep.objects.select_related("document__store", "signed_by", "guard").get(pk=sweep_id)


def _locked(sweep_id: int) -> Sweep:
    document_id = Sweep.objects.values_list("document_id", flat=True).get(pk=sweep_id)
    Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document_id)
    Sweep.objects.select_for_update(no_key=True, of=("self",)).get(pk=sweep_id)
    return Sweep.objects.select_related("document", "store").get(pk=sweep_id)


def _require_all_seen(lines: Sequence[SweepLine]) -> None:
    unseen = [line.box.label for line in lines if not line.result]
    if unseen:
        raise Refused(
            "boxes_unseen",
            _("%(number)s boxes were not looked into.") % {"number": len(unseen)},
            value="、".join(unseen[:12]),
            remedy=_("Look into each, then sign."),
        )


def lines_of(sweep: Sweep) -> Sequence[SweepLine]:
    """All boxes of a sweep in their order, with what was left."""
    rows = SweepLine.objects.filter(sweep=sweep).select_related("box__cabinet", "item__document")
    return list(rows.order_by("position"))


def sweep_body(sweep: Sweep, lines: Sequence[SweepLine], note: str) -> str:
    """What both sign, in Chinese: the counts, every box that wasn't empty, and the boxes that were."""
    numbers = Counter(line.result for line in lines)
    with translation.override(settings.LANGUAGE_CODE):
        return canonical(
            {
                "paper": _("Sweep of the lockers"),
                "number": sweep.document.number,
                "business_date": sweep.business_date,
                "boxes": len(lines),
                "empty": [line.box.label for line in lines if line.result == Result.EMPTY],
                "stuck": [line.box.label for line in lines if line.result == Result.STUCK],
                "left": [
                    f"{line.box.label} {line.item.document.number} {line.item.description}"
                    for line in lines
                    if line.item
                ],
                "numbers": {str(Result(result).label): number for result, number in sorted(numbers.items())},
                "note": note,
            }
        )
