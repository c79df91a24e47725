"""Gifts come from a supplier into a warehouse."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.documents.services import SEQUENCE, begin_document, file_document
from deskops.org.models import Staff, Store

from ..handing import Given
from ..models import GiftArrival, Movement, Place
from .moving import Move, move

PAPER = "gift_arrival"


def arrive(
    *,
    request_key: UUID,
    store: Store,
    place: Place,
    gifts: Sequence[Given],
    supplier: str,
    slip: str,
    by: Staff,
    now: datetime,
) -> GiftArrival:
    """Take gifts into a warehouse with their slip. Raises Refused: nothing, a gift twice, a desk."""
    asked = {
        "place": place.pk,
        "gifts": [[one.item.pk, one.quantity] for one in gifts],
        "supplier": supplier,
        "slip": slip,
    }
    with act(request_key=request_key, by=by, name="gifts.arrive", asked=asked, reserves=SEQUENCE) as running:
        if not running.replayed:
            require_gifts(gifts)
            if place.kind not in (Place.Kind.WAREHOUSE, Place.Kind.CENTRAL) or place.store_id != store.pk:
                raise Refused("place_unknown", _("Gifts arrive at a warehouse of this store."), field="place")
            document = begin_document(pk=running.reserved, kind=PAPER, store=store, by=by, now=now)
            arrival = GiftArrival(
                document=document, place=place, supplier=supplier.strip(), slip=slip.strip()
            )
            arrival.save(force_insert=True)
            move(
                [Move(place, one.item.pk, one.quantity) for one in gifts],
                kind=Movement.Kind.ARRIVAL,
                document=document,
                store=store,
                by=by,
                now=now,
            )
            file_document(document)
        return GiftArrival.objects.select_related("document", "place").get(pk=running.reserved)


def require_gifts(gifts: Sequence[Given]) -> None:
    """Raises Refused unless there is something, whole pieces, and each gift (and campaign) once."""
    keys = [one.line.key for one in gifts]
    if not gifts or any(one.quantity < 1 for one in gifts):
        raise Refused("no_gift", _("Choose gifts and how many."), field="gifts")
    if len(set(keys)) != len(keys):
        raise Refused("gift_twice", _("Each gift stands once; add up its pieces."), field="gifts")
