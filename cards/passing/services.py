"""Transferring a registered account to another holder; exchanging an expired bearer card."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.dated import settings_at
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.documents.services import SEQUENCE, file_document
from deskops.org.models import Staff, Store
from members.models import Member, MemberCard

from .. import rules
from ..models import CardAct, HolderChange, StoredValueCard
from ..seeds import BEARER_YEARS, LIMIT
from ..services.counter import Counter
from ..services.locking import holder_of, lock_value, require_holder, require_usable
from ..services.money import done
from ..services.plastic import require_identified
from ..stock.moving import Keeping, issue_number

Kind = CardAct.Kind


def transfer_card(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    number: str,
    to_card: str,
    identified_by: str,
    to_identified_by: str,
) -> CardAct:
    """Transfer a registered card's account to the holder of the member card ``to_card`` (更名).

    法释〔2025〕4号第十一条: it binds the mall from the notice on, which this act is. Both have shown who they
    are; the plastic, the money and the history of the account stay. Raises Refused: ``card_bearer``,
    ``card_lost``, ``card_not_active``, ``not_identified``, ``no_member_card``, ``number_missing``,
    ``same_holder``, ``card_limit``.
    """
    asked = {
        "number": number,
        "to": to_card,
        "identified_by": identified_by,
        "to_identified_by": to_identified_by,
    }
    with act(
        request_key=request_key, by=by, name="cards.transfer", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return done(running.reserved)
        card = lock_value(number)
        former = holder_of(card)
        require_usable(card)
        require_identified(identified_by)
        _identified_too(to_identified_by)
        plastic = _member_card(to_card)
        require_holder(plastic.member)
        if plastic.member_id == former.pk:
            raise Refused("same_holder", _("This card is the same holder's already."), field="to_card")
        limit = settings_at([LIMIT], on=store.business_date(now), store=store)[LIMIT]
        rules.within_limit(balance=card.value.balance, added=ZERO, limit=limit)
        card.value.holder, card.value.referrer = plastic.member, plastic.number
        card.value.save(update_fields=["holder", "referrer"])
        document = Counter(by, store, now).paper(running.reserved, Kind.TRANSFER, former.pk)
        made = CardAct.objects.create(
            document=document,
            kind=Kind.TRANSFER,
            value=card.value,
            card=card,
            balance_after=card.value.balance,
            reason=f"{former.name} → {plastic.member.name} …{plastic.number[-4:]}",
            identified_by=f"{identified_by.strip()}；{to_identified_by.strip()}"[:100],
        )
        HolderChange.objects.create(act=made, value=card.value, former=former, holder=plastic.member)
        file_document(document)
        return made


def exchange_card(
    *, request_key: UUID, by: Staff, store: Store, now: datetime, number: str, new_number: str
) -> CardAct:
    """Exchange an expired bearer card for new plastic with a new last day; its money goes on to the fen.

    单用途商业预付卡管理办法（试行）第十九条; 法释〔2025〕4号第二十四条. Raises Refused: ``not_expired``
    (a registered card never is), ``card_not_active``, ``card_number_taken``.
    """
    new_number = rules.card_number(new_number)
    asked = {"number": number, "new": new_number}
    with act(
        request_key=request_key, by=by, name="cards.exchange", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return done(running.reserved)
        card = lock_value(number)
        require_usable(card)
        today = store.business_date(now)
        if not card.value.expired(today):
            raise Refused(
                "not_expired",
                _("This card has not expired."),
                field="card_number",
                value=card.number,
                remedy=_("It may be spent as it is."),
            )
        card.state = StoredValueCard.State.REPLACED
        card.save(update_fields=["state"])
        document = Counter(by, store, now).paper(running.reserved, Kind.EXCHANGE, None)
        issue_number(new_number, Keeping(store, document))
        fresh = StoredValueCard.objects.create(
            number=new_number, value=card.value, store=store, issued_on=today, issued_by=by, replaces=card
        )
        years = settings_at([BEARER_YEARS], on=today, store=store)[BEARER_YEARS].number
        card.value.valid_until = years_on(today, years)
        card.value.save(update_fields=["valid_until"])
        made = CardAct.objects.create(
            document=document,
            kind=Kind.EXCHANGE,
            value=card.value,
            card=fresh,
            balance_after=card.value.balance,
            reason=_("for …%(old)s, valid until %(day)s")
            % {"old": card.number[-4:], "day": card.value.valid_until},
        )
        file_document(document)
        return made


def years_on(day: date, years: int) -> date:
    """The same day so many years later; from a 29 February the 1 March, so that no day is lost."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _identified_too(identified_by: str) -> None:
    if not identified_by.strip():
        raise Refused(
            "not_identified",
            _("Say how the new holder was identified."),
            field="to_identified_by",
            remedy=_("Both come to the desk with their papers."),
        )


def _member_card(number: str) -> MemberCard:
    rows = MemberCard.objects.filter(number=number.strip(), state=MemberCard.State.ISSUED)
    found = rows.select_related("member").first()
    if found is None:
        raise Refused(
            "no_member_card",
            _("No member card in use has this number."),
            field="to_card",
            value=number[:20],
            remedy=_("A stored-value card is for the holder of a member card: issue one first."),
        )
    Member.objects.select_for_update(no_key=True, of=("self",)).get(pk=found.member_id)
    return found
