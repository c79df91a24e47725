"""What nobody claimed is handed on after the keeping period: one list, approved, signed for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import Asked, ask, require_approved, void
from deskops.approvals.terms import Evidence, Terms
from deskops.core.acts import act
from deskops.core.frozen import canonical
from deskops.core.refusals import Refused
from deskops.documents.kinds import document_kinds
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document, set_state
from deskops.org.models import Staff, Store
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from deskops.papers.services import sign

from ..models import CustodyStep, FoundItem, HandingOver
from ..rules.keeping import approver_of, may_go
from .custody import Party, leave
from .items import lock_item, require_kept

KIND = "handing_over"
State, Way = HandingOver.State, HandingOver.Way


def ask_handing(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    store: Store,
    item_ids: Sequence[int],
    way: str,
    reason: str,
) -> HandingOver:
    """Ask to hand items on whose keeping period is over; who decides depends on what is on the list.

    Raises Refused: nothing chosen, not over yet (``kept_on``), a way these may not go (``way_wrong``), an
    item gone or on another list.
    """
    asked = {"store": store.pk, "items": sorted(item_ids), "way": way, "reason": reason}
    with act(
        request_key=request_key, by=by, name="lockers.ask_handing", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return handing_of(running.reserved)
        if not item_ids:
            raise Refused("nothing_chosen", _("Choose at least one item."), field="items")
        if not reason.strip():
            raise Refused("reason_missing", _("A reason is needed."), field="reason")
        items = [_listable(item_id, store, now) for item_id in sorted(set(item_ids))]
        if not may_go([item.handling for item in items], way):
            raise Refused(
                "way_wrong",
                _("These may not all go that way: valuables and papers go to the police."),
                field="way",
                value=str(Way(way).label),
                remedy=_("Make a list for each."),
            )
        document = begin_document(
            kind=KIND, store=store, by=by, now=now, state=State.ASKED, pk=running.reserved
        )
        handing = HandingOver.objects.create(
            document=document,
            way=Way(way),
            reason=reason.strip()[:200],
            listed=[_words(item) for item in items],
        )
        FoundItem.objects.filter(pk__in=[item.pk for item in items]).update(handing=handing)
        file_document(document)
        ask(
            document=document,
            terms=terms_of(handing, items),
            of=[Asked(approver_of(item.handling for item in items))],
            by=by,
            now=now,
        )
    return handing


def _listable(item_id: int, store: Store, now: datetime) -> FoundItem:
    item = lock_item(item_id)
    require_kept(item)
    if item.store_id != store.pk:
        raise Refused("other_store", _("This item is of another store."), value=item.document.number)
    if item.keep_until >= store.business_date(now):
        raise Refused(
            "kept_on",
            _("%(number)s is kept until %(day)s.") % {"number": item.document.number, "day": item.keep_until},
            field="items",
            value=item.document.number,
        )
    if item.handing and item.handing.state in (State.ASKED, State.APPROVED):
        raise Refused(
            "on_list_already",
            _("This item is on a list already: %(number)s.") % {"number": item.handing.document.number},
            field="items",
            value=item.document.number,
        )
    return item


def _words(item: FoundItem) -> str:
    """An item in one line, as it stands in the terms and on the paper."""
    parts = (item.document.number, item.description, item.cash and f"¥{item.cash}", item.seal)
    return " · ".join(str(part) for part in parts if part)


def terms_of(handing: HandingOver, items: Sequence[FoundItem]) -> Terms:
    """What the approver decides on."""
    with translation.override(settings.LANGUAGE_CODE):
        what = _("Hand on %(number)s found items %(way)s") % {
            "number": len(items),
            "way": handing.get_way_display(),
        }
        rule = "；".join(sorted({item.rule for item in items}))
        evidence = tuple(
            Evidence(_words(item), _("kept until %(day)s") % {"day": item.keep_until}, _page(item.document))
            for item in items
        )
    return Terms(what, handing.reason, rule=rule, evidence=evidence)


def _page(document: Document) -> str:
    return document_kinds.get(document.kind).url(document)


def handings() -> QuerySet[HandingOver]:
    """Lists with what their pages show."""
    return HandingOver.objects.select_related("document__store", "document__maker", "done_by")


def handing_of(document_id: int) -> HandingOver:
    """A list by its paper."""
    return handings().get(document=document_id)


def handing_decided(*, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str) -> None:
    """What follows the decision: the list may be handed over, or its items are free again."""
    handing = handing_of(document.pk)
    if outcome == Decision.APPROVED:
        _move(handing, State.APPROVED)
        return
    handing.ended_why = reason[:200]
    _free(handing)
    _move(handing, State.REJECTED, "ended_why")


def _free(handing: HandingOver) -> None:
    FoundItem.objects.filter(handing=handing).update(handing=None)


def _move(handing: HandingOver, state: HandingOver.State, *fields: str) -> None:
    handing.state = state
    handing.save(update_fields=["state", *fields])
    set_state(handing.document, state)


def _locked(handing_id: int, *states: HandingOver.State) -> HandingOver:
    document_id = HandingOver.objects.values_list("document_id", flat=True).get(pk=handing_id)
    Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document_id)
    handing = handing_of(document_id)
    if handing.state not in states:
        raise Refused(
            "handing_state",
            _("This list is “%(state)s”.") % {"state": handing.get_state_display()},
            value=handing.state,
            remedy=_("Open it again: somebody went on with it."),
        )
    return handing


def carry_out(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    handing_id: int,
    taken_by: str,
    reference: str,
    signed: Signed,
) -> HandingOver:
    """Hand the approved list over: the taker signs, every item's chain ends with them.

    Raises Refused: not approved as it stands, no name of the taker, an item in another's keeping.
    """
    asked = {"handing": handing_id, "taken_by": taken_by, "reference": reference}
    with act(request_key=request_key, by=by, name="lockers.carry_out", asked=asked) as running:
        if not running.replayed:
            handing = _locked(handing_id, State.APPROVED)
            if not taken_by.strip():
                raise Refused("taker_missing", _("Write down who takes them."), field="taken_by")
            pks = FoundItem.objects.filter(handing=handing).order_by("pk").values_list("pk", flat=True)
            items = [lock_item(pk) for pk in pks]
            require_approved(document=handing.document, terms=terms_of(handing, items))
            for item in items:
                note = f"{handing.get_way_display()} {handing.document.number}"
                taker = Party(taken_by.strip())
                leave(item, kind=CustodyStep.Kind.HANDED, taker=taker, by=by, now=now, note=note)
            handing.taken_by, handing.reference = taken_by.strip()[:60], reference.strip()[:60]
            handing.done_by, handing.done_at = by, now
            _move(handing, State.DONE, "taken_by", "reference", "done_by", "done_at")
            _sign(handing, signed, by, now)
            running.result = {"handing": handing_id}
    return handings().get(pk=handing_id)


def _sign(handing: HandingOver, signed: Signed, by: Staff, now: datetime) -> None:
    sign(
        document=handing.document,
        role=Signature.Role.RECEIVER,
        name=handing.taken_by,
        body=canonical(
            {
                "number": handing.document.number,
                "way": handing.way,
                "items": handing.listed,
                "reference": handing.reference,
            }
        ),
        strokes=signed.strokes,
        by=by,
        now=now,
    )


def cancel_handing(*, request_key: UUID, by: Staff, now: datetime, handing_id: int, why: str) -> HandingOver:
    """Give a list up before it is handed over; its items are free again, approvals die with it."""
    asked = {"handing": handing_id, "why": why}
    with act(request_key=request_key, by=by, name="lockers.cancel_handing", asked=asked) as running:
        if not running.replayed:
            handing = _locked(handing_id, State.ASKED, State.APPROVED)
            if not why.strip():
                raise Refused("why_missing", _("Say why it is cancelled."), field="why")
            void(document=handing.document, by=by, now=now, reason=why)
            handing.ended_why = why.strip()[:200]
            _free(handing)
            _move(handing, State.CANCELLED, "ended_why")
            running.result = {"handing": handing_id}
    return handings().get(pk=handing_id)
