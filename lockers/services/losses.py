"""Reports of loss, and claims of what was found."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.frozen import canonical
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document, set_state
from deskops.org.models import Floor, Staff, Store
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from deskops.papers.services import sign

from ..models import Category, Claim, CustodyStep, FoundItem, Handling, LossReport
from ..roles import SECONDS
from .custody import Party, leave
from .items import lock_item, require_holder, require_kept
from .people import Who, make_person, require_second

LOSS, CLAIM = "loss_report", "found_claim"
State = LossReport.State


@dataclass(frozen=True)
class Loss:
    """What is missed: words, marks, where, and the days between which it went."""

    category: str
    description: str
    lost_from: date
    lost_to: date
    colour: str = ""
    marks: str = ""
    where: str = ""
    floor: Floor | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """What of it makes a request another one."""
        return {**self.__dict__, "floor": self.floor.pk if self.floor else None}


def report_loss(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    store: Store,
    loss: Loss,
    who: Who,
    member_id: int | None = None,
) -> LossReport:
    """Write down what somebody misses. Raises Refused: no description, days that don't fit, no telephone."""
    asked = {"store": store.pk, **loss.asked, **who.asked, "member": member_id}
    with act(
        request_key=request_key, by=by, name="lockers.report_loss", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return loss_of(running.reserved)
        _require_sensible(loss, store.business_date(now))
        document = begin_document(
            kind=LOSS,
            store=store,
            by=by,
            now=now,
            member_id=member_id,
            state=State.OPEN,
            pk=running.reserved,
        )
        report = LossReport.objects.create(
            document=document,
            store=store,
            category=Category(loss.category),
            description=loss.description.strip(),
            colour=loss.colour.strip(),
            marks=loss.marks.strip(),
            where=loss.where.strip(),
            floor=loss.floor,
            lost_from=loss.lost_from,
            lost_to=loss.lost_to,
            owner=make_person(who, phone=True),
        )
        file_document(document)
    return report


def _require_sensible(loss: Loss, today: date) -> None:
    if not loss.description.strip():
        raise Refused("description_missing", _("Describe what it is."), field="description")
    if loss.lost_to < loss.lost_from:
        raise Refused(
            "days_turned", _("It was missed before it was last seen."), field="lost_to", value=loss.lost_to
        )
    if loss.lost_from > today:
        raise Refused("lost_later", _("It was not lost later than today."), field="lost_from")


def close_loss(*, request_key: UUID, by: Staff, now: datetime, report_id: int, why: str) -> LossReport:
    """Stop looking: it turned up elsewhere, or the owner gave it up. Raises Refused without a reason."""
    asked = {"report": report_id, "why": why}
    with act(request_key=request_key, by=by, name="lockers.close_loss", asked=asked) as running:
        if not running.replayed:
            report = lock_loss(report_id)
            if not why.strip():
                raise Refused("why_missing", _("Say why it is closed."), field="why")
            report.why = why.strip()[:200]
            _end(report, State.CLOSED, "why")
            running.result = {"report": report_id}
    return losses().get(pk=report_id)


def _end(report: LossReport, state: State, *fields: str) -> None:
    report.state = state
    report.save(update_fields=["state", *fields])
    set_state(report.document, state)


def losses() -> QuerySet[LossReport]:
    """Reports of loss with what their pages show."""
    return LossReport.objects.select_related("document__store", "document__maker", "owner", "floor", "store")


def loss_of(document_id: int) -> LossReport:
    """A report of loss by its paper."""
    return losses().get(document=document_id)


def lock_loss(report_id: int) -> LossReport:
    """The report and its paper, locked; refused unless it is open."""
    document_id = LossReport.objects.values_list("document_id", flat=True).get(pk=report_id)
    Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document_id)
    report = loss_of(document_id)
    if report.state != State.OPEN:
        raise Refused(
            "loss_state",
            _("This report is “%(state)s”.") % {"state": report.get_state_display()},
            field="report",
            value=report.document.number,
        )
    return report


def claim_item(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    item_id: int,
    who: Who,
    told: str,
    signed: Signed,
    report_id: int | None = None,
    second: Staff | None = None,
) -> Claim:
    """The owner fetches it: tells its marks, shows a paper, signs. The holder gives it out.

    A valuable needs a ``second`` signature. The report of loss it answers ends with it. Raises Refused:
    claimed or handed on already (``item_gone``), in another's keeping (``not_the_holder``), on a list to
    be handed on (``on_list``), no identity, nothing told, no second person.
    """
    asked = {
        "item": item_id,
        **who.asked,
        "told": told,
        "report": report_id,
        "second": second.pk if second else None,
        "on_paper": signed.strokes is None,
    }
    with act(request_key=request_key, by=by, name="lockers.claim", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return claims().get(document=running.reserved)
        item = lock_item(item_id)
        _require_claimable(item, by, told)
        if item.handling == Handling.VALUABLE:
            second = require_second(second, roles=SECONDS, store=item.store, by=by, now=now)
        document = begin_document(
            kind=CLAIM, store=item.store, by=by, now=now, origin=item.document, pk=running.reserved
        )
        claim = Claim.objects.create(
            document=document,
            item=item,
            report=_answered(report_id, item),
            claimant=make_person(who, phone=True, identity=True),
            told=told.strip(),
            second=second,
        )
        sign(
            document=document,
            role=Signature.Role.CUSTOMER,
            name=claim.claimant.name,
            body=claim_body(claim),
            strokes=signed.strokes,
            by=by,
            now=now,
        )
        leave(item, kind=CustodyStep.Kind.CLAIMED, taker=Party(claim.claimant.name), by=by, now=now)
        file_document(document)
    return claim


def _require_claimable(item: FoundItem, by: Staff, told: str) -> None:
    require_kept(item)
    require_holder(item, by)
    if item.handing_id and item.handing and item.handing.state in ("asked", "approved"):
        raise Refused(
            "on_list",
            _("This item is on a list to be handed on: %(number)s.") % {"number": item.handing.document},
            value=item.document.number,
            remedy=_("Cancel that list first; the owner comes before it."),
        )
    if not told.strip():
        raise Refused(
            "told_missing",
            _("Ask what only the owner can know, and write it down."),
            field="told",
            remedy=_("Don't show the item before."),
        )


def _answered(report_id: int | None, item: FoundItem) -> LossReport | None:
    if report_id is None:
        return None
    report = lock_loss(report_id)
    if report.store_id != item.store_id:
        raise Refused("other_store", _("This report is of another store."), field="report")
    _end(report, State.FOUND)
    return report


def claim_body(claim: Claim) -> str:
    """What the claimant signs, in Chinese as the receipt says it."""
    item = claim.item
    with translation.override(settings.LANGUAGE_CODE):
        return canonical(
            {
                "paper": _("Receipt for a found item"),
                "item": item.document.number,
                "what": item.description,
                "cash": str(item.cash or ""),
                "seal": item.seal,
                "told": claim.told,
                "claimant": claim.claimant.name,
                "telephone": claim.claimant.masked,
                "identity": claim.claimant.identity,
                "declares": _("It is mine; I have received it whole. If it isn't, I answer for it."),
            }
        )


def claims() -> QuerySet[Claim]:
    """Claims with what their paper shows."""
    return Claim.objects.select_related(
        "document__store", "document__maker", "item__document", "claimant", "second", "report__document"
    )
