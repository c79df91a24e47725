"""Returned goods wait at the desk until each floor's supervisor signs for them."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.approvals.models import Approval
from deskops.approvals.services import may_decide
from deskops.clocks.services import Job, meet, start
from deskops.core.acts import act
from deskops.core.frozen import canonical
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import begin_document, set_state
from deskops.org.clock import SHANGHAI
from deskops.org.models import Floor, Role, Staff, Store
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from deskops.papers.services import sign

from ..models import Holding, Pickup, Refund
from .asking import move
from .locking import lock_refund

PICKUP = "goods_pickup"


def wait_for_floors(refund: Refund, by: Staff, now: datetime) -> list[Document]:
    """A paper for each floor whose goods came back, due by the end of the business date.

    Part of the act that pays the refund; the caller files the papers. Source: spec 3, goods not
    collected the same day show as late; 客服部工作及对接流程 4, 及时请楼层主管取走.
    """
    store = refund.document.store
    floors = Floor.objects.filter(
        pk__in=refund.lines.filter(holding=Holding.FINAL, quantity__gt=0).values("floor")
    )
    papers = []
    for floor in floors.order_by("code"):
        paper = begin_document(
            kind=PICKUP,
            store=store,
            by=by,
            now=now,
            member_id=refund.document.member_id,
            state=Pickup.State.WAITING,
            origin=refund.document,
        )
        Pickup.objects.create(document=paper, refund=refund, floor=floor)
        start(
            document=paper,
            policy=PICKUP,
            job=Job(Role.FLOOR_SUPERVISOR, store, floor),
            at=now,
            until=end_of(store, paper.business_date),
        )
        papers.append(paper)
    return papers


def end_of(store: Store, day: date) -> datetime:
    """When a business date of the store is over."""
    return datetime.combine(day + timedelta(days=1), time(store.cutoff_hour), SHANGHAI)


def collect(*, request_key: UUID, by: Staff, now: datetime, pickup_id: int, signed: Signed) -> Pickup:
    """The floor's supervisor takes the goods and signs; the last floor closes the refund.

    Whoever may approve for the floor may collect: its supervisor, a deputy, the store manager while
    they are absent, never the clerk who asked. Raises Refused ``not_your_floor``, ``collected_already``.
    """
    with act(request_key=request_key, by=by, name="refunds.collect", asked={"pickup": pickup_id}) as running:
        if not running.replayed:
            refund = lock_refund(Pickup.objects.values_list("refund_id", flat=True).get(pk=pickup_id))
            pickup = _waiting(pickup_id, refund, by, now)
            pickup.state, pickup.collected_by, pickup.collected_at = Pickup.State.COLLECTED, by, now
            pickup.save(update_fields=["state", "collected_by", "collected_at"])
            set_state(pickup.document, pickup.state)
            _sign(pickup, signed, by, now)
            meet(document=pickup.document, policy=PICKUP, by=by, now=now, how=_("signed for by the floor"))
            if not refund.pickups.filter(state=Pickup.State.WAITING).exists():
                move(refund, Refund.State.CLOSED)
            running.result = {"pickup": pickup_id}
    return Pickup.objects.select_related("document", "floor", "refund", "collected_by").get(pk=pickup_id)


def _waiting(pickup_id: int, refund: Refund, by: Staff, now: datetime) -> Pickup:
    rows = Pickup.objects.select_for_update(no_key=True, of=("self",)).select_related("document", "floor")
    pickup = rows.get(pk=pickup_id)
    if pickup.state != Pickup.State.WAITING:
        raise collected_already(pickup)
    asked = Approval.objects.filter(
        document=refund.document, role=Role.FLOOR_SUPERVISOR, floor=pickup.floor
    ).order_by("-round")
    approval = asked.first()
    if approval is None or not may_decide(approval, by, now):
        raise Refused(
            "not_your_floor",
            _("These goods are of floor %(floor)s.") % {"floor": pickup.floor},
            value=by.number,
            remedy=_("Its supervisor collects them, or their deputy, or the store manager in their absence."),
        )
    return pickup


def collected_already(pickup: Pickup) -> Refused:
    """The refusal of goods that somebody signed for."""
    return Refused(
        "collected_already",
        _("These goods were collected already."),
        value=pickup.document.number,
        remedy=_("The pick-up shows who signed for them."),
    )


def _sign(pickup: Pickup, signed: Signed, by: Staff, now: datetime) -> None:
    sign(
        document=pickup.document,
        role=Signature.Role.RECEIVER,
        name=by.name,
        body=canonical({"number": pickup.document.number, "goods": list(goods_of(pickup))}),
        strokes=signed.strokes,
        by=by,
        now=now,
        staff=by,
    )


def goods_of(pickup: Pickup) -> Iterable[str]:
    """The goods of a pick-up as its paper says them."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = pickup.refund.lines.filter(floor=pickup.floor, holding=Holding.FINAL, quantity__gt=0)
        for line in lines.select_related("line").order_by("line__position"):
            yield f"{line.line.barcode} {line.line.name} × {line.quantity.normalize():f}".strip()
