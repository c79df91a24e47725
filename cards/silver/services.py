"""Changing a member's plastic for that of the tier, and destroying what was collected."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.acts import act
from deskops.core.dated import setting_at
from deskops.core.frozen import canonical
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document
from deskops.org.models import Staff, Store
from deskops.papers.models import Signature
from deskops.papers.services import sign
from deskops.tills.models import Tender
from deskops.tills.services import NO_DETAILS, PaymentDetails
from members.models import MemberCard
from members.services.cards import issue_card, lock_card, set_card_state

from ..models import CardAct, CollectedCard, Destruction
from ..seeds import FEE_MEMBER
from ..services.counter import Counter
from ..services.money import done
from ..services.plastic import charge_fee, require_identified
from .rules import counted_all, wanted_plastic

DESTRUCTION = "card_destruction"


class Original(TextChoices):
    """What became of the plastic that the member had."""

    COLLECTED = "collected", gettext_lazy("given back to the desk")
    LOST = "lost", gettext_lazy("lost: the fee is paid")


def change_tier_card(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    number: str,
    new_number: str,
    original: Original,
    identified_by: str,
    tender: Tender | None = None,
    details: PaymentDetails = NO_DETAILS,
) -> CardAct:
    """Give a member the plastic of their tier (换银卡, or back) for the card ``number`` they hold.

    The original is collected, or when it is lost the fee (a dated setting, 50 yuan) goes into the till.
    Raises Refused: ``tier_fits`` (the card is of its tier), ``card_unknown``, ``card_state`` (neither
    in use nor reported lost), ``not_identified``, ``fee_unpaid``, ``fee_not_due``, a number in use.
    """
    asked = {
        "number": number,
        "new": new_number,
        "original": original,
        "identified_by": identified_by,
        "tender": tender.code if tender else None,
        **asdict(details),
    }
    with act(request_key=request_key, by=by, name="cards.tier", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return done(running.reserved)
        return change_tier_card_within(
            by=by,
            store=store,
            now=now,
            number=number,
            new_number=new_number,
            original=original,
            identified_by=identified_by,
            tender=tender,
            details=details,
            pk=running.reserved,
        )


def change_tier_card_within(
    *,
    by: Staff,
    store: Store,
    now: datetime,
    number: str,
    new_number: str,
    original: Original,
    identified_by: str,
    tender: Tender | None = None,
    details: PaymentDetails = NO_DETAILS,
    origin: Document | None = None,
    pk: int | None = None,
) -> CardAct:
    """As ``change_tier_card``, as part of another workflow's act, on a paper of its own from ``origin``.

    The caller claimed the request and calls it before posting its own transfer and filing its own paper.
    """
    card = lock_card(number.strip())
    require_identified(identified_by)
    tier = card.member.tier
    silver = wanted_plastic(tier=tier.name, earns_cashback=tier.cashback, silver=card.silver)
    if card.state not in (MemberCard.State.ISSUED, MemberCard.State.LOST):
        raise Refused(
            "card_state",
            _("The card is “%(now)s”.") % {"now": card.get_state_display()},
            field="new_number",
            value=card.number,
        )
    set_card_state(card, MemberCard.State.REPLACED)
    fresh = issue_card(
        member=card.member, number=new_number, store=store, by=by, now=now, silver=silver, replaces=card
    )
    today = store.business_date(now)
    lost = original == Original.LOST
    fee = setting_at(FEE_MEMBER, on=today, store=store).yuan if lost else ZERO
    kind = CardAct.Kind.MEMBER_SILVER if silver else CardAct.Kind.MEMBER_NORMAL
    document = begin_document(
        pk=pk,
        kind=kind,
        store=store,
        by=by,
        now=now,
        member_id=card.member_id,
        amount=fee or None,
        origin=origin,
    )
    charge_fee(document, fee, tender, details, Counter(by, store, now))
    made = CardAct.objects.create(
        document=document,
        kind=kind,
        member_card=fresh,
        fee=fee,
        reason=f"{card.number[-4:]} {original.label}",
        identified_by=identified_by.strip(),
    )
    if not lost:
        CollectedCard.objects.create(card=card, act=made, store=store, collected_on=today)
    file_document(document)
    return made


def destroy_collected(
    *, request_key: UUID, by: Staff, second: Staff, store: Store, now: datetime, counted: int
) -> Destruction:
    """Record that two persons counted and destroyed all cards collected in a store.

    ``second`` has shown at the counter who they are. Raises Refused: ``two_people``,
    ``count_differs``, ``nothing_collected``.
    """
    asked = {"second": second.pk, "store": store.pk, "counted": counted}
    with act(request_key=request_key, by=by, name="cards.destroy", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return Destruction.objects.select_related("document").get(pk=running.reserved)
        if second.pk == by.pk:
            raise Refused("two_people", _("Two persons destroy the cards."), field="number")
        waiting = CollectedCard.objects.select_for_update(no_key=True, of=("self",)).filter(
            store=store, destruction=None
        )
        cards = list(waiting.order_by("pk"))
        document = begin_document(pk=running.reserved, kind=DESTRUCTION, store=store, by=by, now=now)
        made = Destruction.objects.create(
            document=document,
            counted=counted_all(counted=counted, waiting=len(cards)),
            by=by,
            second=second,
        )
        for card in cards:
            card.destruction = made
        CollectedCard.objects.bulk_update(cards, ["destruction"])
        file_document(document)
        body = canonical({"number": document.number, "cards": [card.card_id for card in cards]})
        for role, who in ((Signature.Role.CLERK, by), (Signature.Role.WITNESS, second)):
            sign(
                document=document,
                role=role,
                name=who.name,
                body=body,
                strokes=None,
                by=by,
                now=now,
                staff=who,
            )
        return made
