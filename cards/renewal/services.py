"""Renewing memberships, listing those that end, calling their members."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import batched
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from deskops.core.acts import act, background
from deskops.core.dated import settings_at
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.documents.services import SEQUENCE, file_document
from deskops.org.models import Staff, Store
from deskops.tills.models import Tender
from deskops.tills.services import NO_DETAILS, PaymentDetails
from members.models import MemberCard
from members.services.cards import lock_card, set_card_state
from members.services.terms import runs_a_year

from ..models import CardAct, Expiring, ExpiryCall, Renewal
from ..services.counter import Counter
from ..services.money import done
from ..services.plastic import charge_fee
from . import rules
from .queries import Bought, bought
from .seeds import AMOUNT, FEE, PURCHASES

CHUNK = 1000
NOTHING = Bought()


@dataclass(frozen=True)
class Terms:
    """What renews a membership in a store: the fee, and what waives it."""

    fee: Decimal
    purchases: int
    amount: Decimal

    def waive(self, year: Bought) -> bool:
        return rules.waived(
            purchases=year.purchases, amount=year.amount, least=self.purchases, least_amount=self.amount
        )


def terms_of(store: Store, on: date) -> Terms:
    """The terms that hold in a store on a day."""
    found = settings_at([FEE, PURCHASES, AMOUNT], on=on, store=store)
    return Terms(found[FEE].yuan, found[PURCHASES].number, found[AMOUNT].yuan)


def renew(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    number: str,
    tender: Tender | None = None,
    details: PaymentDetails = NO_DETAILS,
) -> CardAct:
    """Renew a member card at the counter for another year: for the fee, or free where purchases waive it.

    Raises Refused: ``card_unknown``, ``never_ends`` (no year runs), ``card_state`` (neither in use nor
    expired), ``too_early`` (it ends after next month), ``fee_unpaid``.
    """
    asked = {"number": number, "tender": tender.code if tender else None, **asdict(details)}
    with act(request_key=request_key, by=by, name="cards.renew", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return done(running.reserved)
        card = lock_card(number.strip())
        today = store.business_date(now)
        ends = _ends(card, today)
        terms, year = terms_of(store, today), bought([card]).get(card.pk, NOTHING)
        free = terms.waive(year)
        fee = ZERO if free else terms.fee
        counter = Counter(by, store, now)
        document = counter.paper(running.reserved, CardAct.Kind.MEMBER_RENEW, card.member_id, fee)
        charge_fee(document, fee, tender, details, counter)
        until = _prolong(card, ends, today)
        made = CardAct.objects.create(
            document=document,
            kind=CardAct.Kind.MEMBER_RENEW,
            member_card=card,
            fee=fee,
            reason=_("valid until %(day)s") % {"day": until},
        )
        _note(card, ends, year, until=until, free=free, by=by, now=now, made=made)
        file_document(document)
        return made


def list_expiring(*, store: Store, now: datetime, by: Staff) -> int:
    """Make a store's list of the member cards that end next month; how many stand on it.

    Those whose fee is waived already are renewed and not listed. Safe to run again: a card is listed
    once a month. For the worker, in a transaction of its own.
    """
    today = store.business_date(now)
    month = rules.next_month(today)
    ending = Q(expires_on__range=(month, rules.last_of(month)))
    listed = 0
    with background(by=by, name="cards.list_expiring"):
        fresh = _of_store(store).filter(ending).exclude(expirings__month=month)
        for cards in batched(fresh.order_by("pk"), CHUNK):
            others = _renew_waived(cards, store, today, by, now)
            Expiring.objects.bulk_create(
                Expiring(
                    card=card,
                    store=store,
                    month=month,
                    expires_on=card.expires_on or today,
                    purchases=year.purchases,
                    amount=year.amount,
                    listed_on=today,
                )
                for card, year in others
            )
            listed += len(others)
    return listed


def end_years(*, store: Store, now: datetime, by: Staff) -> int:
    """End the memberships of a store whose last day is over; who has bought enough meanwhile is renewed.

    How many ended. Safe to run again; for the worker.
    """
    today = store.business_date(now)
    ended = 0
    with background(by=by, name="cards.end_years"):
        over = _of_store(store).filter(expires_on__lt=today).select_for_update(no_key=True, of=("self",))
        for cards in batched(over.order_by("pk"), CHUNK):
            gone = [card for card, _year in _renew_waived(cards, store, today, by, now)]
            for card in gone:
                set_card_state(card, MemberCard.State.EXPIRED)
            Expiring.objects.filter(card__in=gone).exclude(state=Expiring.State.RENEWED).update(
                state=Expiring.State.ENDED
            )
            ended += len(gone)
    return ended


def call(
    *, request_key: UUID, by: Staff, now: datetime, expiring_id: int, outcome: str, words: str = ""
) -> ExpiryCall:
    """Note a call to a member whose card ends; told, the line is done. Raises Refused when it is over."""
    asked = {"expiring": expiring_id, "outcome": outcome, "words": words}
    with act(request_key=request_key, by=by, name="cards.expiry_call", asked=asked) as running:
        if running.replayed:
            return ExpiryCall.objects.get(pk=running.result["call"])
        line = Expiring.objects.select_for_update(no_key=True, of=("self",)).get(pk=expiring_id)
        if line.state in (Expiring.State.RENEWED, Expiring.State.ENDED):
            raise Refused("not_to_call", _("This card is “%(state)s”.") % {"state": line.get_state_display()})
        made = ExpiryCall.objects.create(
            expiring=line, outcome=ExpiryCall.Outcome(outcome), words=words.strip(), by=by, at=now
        )
        if made.outcome == ExpiryCall.Outcome.REACHED:
            line.state = Expiring.State.CALLED
            line.save(update_fields=["state"])
        running.result = {"call": made.pk}
        return made


def _of_store(store: Store) -> QuerySet[MemberCard]:
    """Member cards in use, or lost, of the members whose home a store is."""
    rows = MemberCard.objects.filter(member__home_store=store, state__in=["issued", "lost"])
    return rows.select_related("member")


def _renew_waived(
    cards: Sequence[MemberCard], store: Store, today: date, by: Staff, now: datetime
) -> list[tuple[MemberCard, Bought]]:
    """Renew who has bought enough; returns the others with what they bought."""
    terms, years = terms_of(store, today), bought(cards)
    others = []
    for card in cards:
        year = years.get(card.pk, NOTHING)
        ends = card.expires_on
        if ends and terms.waive(year):
            until = _prolong(card, ends, ends)
            _note(card, ends, year, until=until, free=True, by=by, now=now)
        else:
            others.append((card, year))
    return others


def _ends(card: MemberCard, today: date) -> date:
    ends = card.expires_on
    if ends is None or not runs_a_year(card.store, today):
        raise Refused("never_ends", _("This membership doesn't end."), value=card.number)
    if card.state not in (MemberCard.State.ISSUED, MemberCard.State.EXPIRED):
        raise Refused(
            "card_state",
            _("The card is “%(now)s”.") % {"now": card.get_state_display()},
            value=card.number,
        )
    if ends > rules.last_of(rules.next_month(today)):
        raise Refused(
            "too_early",
            _("This membership runs until %(day)s.") % {"day": ends},
            value=card.number,
            remedy=_("It is renewed in its last two months."),
        )
    return ends


def _prolong(card: MemberCard, ends: date, today: date) -> date:
    if card.state == MemberCard.State.EXPIRED:
        set_card_state(card, MemberCard.State.ISSUED)
    until = rules.next_end(ends=ends, today=today)
    card.expires_on = until
    card.save(update_fields=["expires_on"])
    Expiring.objects.filter(card=card).exclude(state=Expiring.State.ENDED).update(
        state=Expiring.State.RENEWED
    )
    return until


def _note(
    card: MemberCard,
    ended_on: date,
    year: Bought,
    *,
    until: date,
    free: bool,
    by: Staff,
    now: datetime,
    made: CardAct | None = None,
) -> None:
    Renewal.objects.create(
        card=card,
        ended_on=ended_on,
        until=until,
        waived=free,
        purchases=year.purchases,
        amount=year.amount,
        act=made,
        by=by,
        at=now,
    )
