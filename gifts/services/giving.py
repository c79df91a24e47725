"""What every issue of gifts shares: to whom, for which text, off the desk's stock, signed."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.core.frozen import fingerprint
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.documents.services import file_document
from deskops.org.models import Staff
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from deskops.papers.services import sign
from members.rules.phones import read_phone

from ..models import GiftIssue, GiftIssueLine, GiftItem, Movement, Place
from .moving import Move, move, place_of


def person_of(name: str, telephone: str) -> tuple[str, str]:
    """Who gets it: name and E.164 number. Raises Refused without a name, for what is no telephone."""
    try:
        phone = read_phone(telephone).e164
    except Refused as refused:
        refused.field = "telephone"
        raise
    if not name.strip():
        raise Refused("name_missing", _("Enter the customer's name."), field="name")
    return name.strip(), phone


def require_seen(text: str, seen: str) -> None:
    """Raises Refused unless ``seen`` is the fingerprint of this text: the customer read another one."""
    if fingerprint(text) != seen:
        raise Refused(
            "text_changed",
            _("What is to be signed has changed."),
            remedy=_("Let the customer read it again and sign."),
        )


def worth(gifts: Sequence[tuple[GiftItem, int]]) -> Decimal:
    """Yuan that so many pieces of these gifts are worth."""
    return sum((item.value * pieces for item, pieces in gifts), ZERO)


def hand_out(issue: GiftIssue, gifts: Sequence[tuple[GiftItem, int]], *, by: Staff, now: datetime) -> None:
    """Write an issue with its lines and take the pieces off the desk's stock. Part of an act."""
    store = issue.document.store
    issue.place = place_of(store, Place.Kind.DESK)
    issue.save(force_insert=True)
    GiftIssueLine.objects.bulk_create(
        GiftIssueLine(issue=issue, item=item, quantity=pieces, value=item.value) for item, pieces in gifts
    )
    move(
        [Move(issue.place, item.pk, -pieces, issue.campaign_id) for item, pieces in gifts],
        kind=Movement.Kind.ISSUED,
        document=issue.document,
        store=store,
        by=by,
        now=now,
    )


def sign_for(issue: GiftIssue, text: str, signed: Signed, *, by: Staff, now: datetime) -> None:
    """Number the paper; the customer signs the text. Part of an act."""
    file_document(issue.document)
    sign(
        document=issue.document,
        role=Signature.Role.CUSTOMER,
        name=issue.name,
        body=text,
        strokes=signed.strokes,
        by=by,
        now=now,
    )
