"""A gift without a purchase: another paper promises it, a complaint's approved plan (安抚礼品)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.money import ZERO, format_money
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document
from deskops.org.models import Staff
from deskops.papers.forms import Signed

from ..models import GiftIssue, GiftIssueLine, GiftItem
from ..wording import Goodwill, goodwill_text
from .giving import hand_out, person_of, require_seen, sign_for, worth
from .issuing import PAPER


@dataclass(frozen=True)
class Promised:
    """What is asked for: pieces by gift, and who gets them."""

    pieces: Mapping[int, int]
    name: str
    telephone: str

    @property
    def asked(self) -> dict[str, object]:
        """What of it makes a request another one."""
        return {"pieces": sorted(self.pieces.items()), "name": self.name, "telephone": self.telephone}


def judge_goodwill(wanted: Promised, *, origin: Document, most: Decimal, now: datetime) -> Goodwill:
    """What may be given because of ``origin``, whose gifts are worth ``most`` yuan in all.

    Raises Refused: no gift, no name or telephone, worth more than is left (``worth_too_much``).
    """
    pieces = {pk: count for pk, count in wanted.pieces.items() if count}
    items = GiftItem.objects.filter(pk__in=pieces, is_active=True).order_by("name", "pk")
    gifts = [(item, pieces[item.pk]) for item in items]
    if not gifts or len(gifts) != len(pieces) or min(pieces.values()) < 0:
        raise Refused("no_gift", _("Choose gifts and how many."), field="pieces")
    _require_worth(worth(gifts), most - given_because(origin))
    name, phone = person_of(wanted.name, wanted.telephone)
    return Goodwill(origin.number, gifts, name, phone, origin.store.business_date(now))


def given_because(origin: Document) -> Decimal:
    """Yuan of the gifts given because of a paper and not undone."""
    lines = GiftIssueLine.objects.filter(issue__document__origin=origin, issue__state=GiftIssue.State.GIVEN)
    given: Decimal = lines.aggregate(sum=Sum(F("value") * F("quantity"), default=ZERO))["sum"]
    return given


def _require_worth(asked: Decimal, left: Decimal) -> None:
    if asked > left:
        raise Refused(
            "worth_too_much",
            _("These gifts are worth %(asked)s yuan; the plan leaves %(left)s.")
            % {"asked": format_money(asked), "left": format_money(left)},
            field="pieces",
            value=asked,
            remedy=_("Choose others, or have a plan approved that allows them."),
        )


def give_goodwill(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    wanted: Promised,
    origin: Document,
    most: Decimal,
    seen: str,
    signed: Signed,
) -> GiftIssue:
    """Hand gifts over at the desk of ``origin``'s store; the customer signs the text of fingerprint ``seen``.

    Raises Refused as ``judge_goodwill`` says, ``text_changed``, ``gifts_short`` (by the database).
    """
    asked = {**wanted.asked, "origin": origin.pk, "seen": seen, "on_paper": signed.strokes is None}
    with act(
        request_key=request_key, by=by, name="gifts.goodwill", asked=asked, reserves=SEQUENCE
    ) as running:
        if not running.replayed:
            Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=origin.pk)
            judged = judge_goodwill(wanted, origin=origin, most=most, now=now)
            text = goodwill_text(judged)
            require_seen(text, seen)
            issue = _issue(running.reserved, judged, origin, by, now)
            hand_out(issue, judged.gifts, by=by, now=now)
            sign_for(issue, text, signed, by=by, now=now)
        return GiftIssue.objects.select_related("document__store").get(pk=running.reserved)


def _issue(pk: int, judged: Goodwill, origin: Document, by: Staff, now: datetime) -> GiftIssue:
    """The issue and its paper, which comes from ``origin``'s; not stored yet."""
    document = begin_document(
        pk=pk,
        kind=PAPER,
        store=origin.store,
        by=by,
        now=now,
        member_id=origin.member_id,
        amount=worth(judged.gifts),
        state=GiftIssue.State.GIVEN,
        origin=origin,
    )
    return GiftIssue(
        document=document,
        member_id=origin.member_id,
        name=judged.name,
        telephone=judged.telephone,
        purchased=ZERO,
    )
