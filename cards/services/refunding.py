"""Money of a purchase that goes back on a card, or comes from one, inside another workflow's act."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from deskops.core.dated import setting_at
from deskops.core.money import ZERO, format_money
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.tills.services import Leg

from .. import rules
from ..models import CardAct, StoredValue, StoredValueCard
from ..seeds import LIMIT, LIMIT_BEARER
from .locking import lock_value, require_unexpired, require_usable, unknown

Kind = CardAct.Kind


def refund_to_card(
    *, document: Document, number: str, amount: Decimal, receipt: str = ""
) -> tuple[list[Leg], CardAct]:
    """Give ``amount`` back on the card that paid for a receipt of the document's store, once a document.

    Returns the legs for the caller's transfer, which sum to ``-amount``, and the act with the card
    that was credited. A replaced card resolves to its successor; where the account is closed, frozen or
    would hold more than the limit, another card in use of the same holder is credited
    (单用途商业预付卡管理办法（试行）第二十条); a bearer card stands alone. Principal and bonus come
    back as the desk took them for that receipt, the last refund takes the rest; what was spent elsewhere
    comes back as principal. A document credited before has no legs and answers its act. Raises Refused:
    an unknown card, one that is reported lost and not replaced, no card with room. Part of the caller's
    act, with the document begun and not filed.
    """
    original, others = _locked_with_others(number)
    done = CardAct.objects.filter(document_id=document.pk).select_related("card", "value").first()
    if done:
        return [], done
    key = LIMIT_BEARER if original.value.is_bearer else LIMIT
    limit = setting_at(key, on=document.business_date, store=document.store).yuan
    card = _credited(original, others, rules.positive(amount), limit)
    principal, bonus = _as_taken(original.value, document, receipt.strip(), amount)
    return _legs(card.value, -principal, -bonus), CardAct.objects.create(
        document=document,
        kind=Kind.REFUND,
        value=card.value,
        card=card,
        principal=principal,
        bonus=bonus,
        balance_after=card.value.balance + amount,
        receipt=receipt.strip(),
    )


def take_from_card(
    *, document: Document, number: str, amount: Decimal, receipt: str = ""
) -> tuple[list[Leg], CardAct]:
    """Let a card pay ``amount`` of another workflow's paper, principal first, as ``redeem`` does.

    Returns the legs, which sum to ``amount``, for a transfer of the kind ``card_redeem``. Raises
    Refused as ``redeem`` does. Part of the caller's act, with the document begun and not filed.
    """
    card = lock_value(number)
    require_usable(card)
    require_unexpired(card, document.business_date)
    value = card.value
    principal, bonus = rules.split_redemption(
        paid=rules.positive(amount), principal=value.principal.amount, bonus=value.bonus.amount
    )
    return _legs(value, principal, bonus), CardAct.objects.create(
        document=document,
        kind=Kind.REDEEM,
        value=value,
        card=card,
        principal=-principal,
        bonus=-bonus,
        listed=amount,
        paid=amount,
        balance_after=value.balance - amount,
        receipt=receipt.strip(),
    )


def _locked_with_others(number: str) -> tuple[StoredValueCard, list[StoredValueCard]]:
    """The card and its holder's cards in use, all accounts of the holder locked, read after the locks.

    A bearer's account stands alone.
    """
    number = rules.card_number(number)
    found = StoredValue.objects.filter(cards__number=number).values_list("pk", "holder").first()
    if found is None:
        raise unknown(number)
    value, holder = found
    whose = Q(pk=value) if holder is None else Q(holder=holder)
    accounts = StoredValue.objects.select_for_update(no_key=True, of=("self",)).filter(whose)
    list(accounts.order_by("pk").values_list("pk"))
    cards = StoredValueCard.objects.select_related("value__principal", "value__bonus")
    original = cards.get(number=number)
    of_them = Q(value=value) if holder is None else Q(value__holder=holder)
    live = cards.filter(of_them, state__in=["issued", "lost"])
    here = [card for card in live.order_by("pk") if card.value_id == original.value_id]
    others = live.filter(state="issued", value__state=StoredValue.State.ACTIVE)
    return here[0] if here else original, list(others.exclude(value=original.value).order_by("pk"))


def _credited(
    card: StoredValueCard, others: Sequence[StoredValueCard], amount: Decimal, limit: Decimal
) -> StoredValueCard:
    if card.state == StoredValueCard.State.LOST:
        raise Refused(
            "card_lost",
            _("This card was reported lost."),
            field="card_number",
            value=card.number,
            remedy=_("Replace it first; the refund goes on the new card."),
        )
    own = [card] if card.live and card.value.state == StoredValue.State.ACTIVE else []
    same_store_first = sorted(others, key=lambda one: one.value.store_id != card.value.store_id)
    fits = [one for one in (*own, *same_store_first) if one.value.balance + amount <= limit]
    if not fits:
        raise _no_room(card, amount, limit)
    return fits[0]


def _no_room(card: StoredValueCard, amount: Decimal, limit: Decimal) -> Refused:
    held = card.value.balance
    if card.live and card.value.state == StoredValue.State.ACTIVE:
        message = _("The card holds %(held)s yuan; with %(amount)s more it is above %(limit)s.") % {
            "held": format_money(held),
            "amount": format_money(amount),
            "limit": format_money(limit),
        }
    else:
        message = _("This card is %(state)s.") % {"state": card.value.get_state_display()}
    if card.value.is_bearer:
        alone = _("A bearer card's money goes back on that card only.")
        remedy = _("Take the exception: a transfer to the account of who brings the card.")
    else:
        alone = _("The holder has no other card in use with room for it.")
        remedy = _("Sell the holder another card, or take the exception: a transfer to the holder's account.")
    return Refused(
        "no_card_with_room",
        f"{message} {alone}",
        field="card_number",
        value=card.number,
        remedy=remedy,
    )


def _as_taken(
    value: StoredValue, document: Document, receipt: str, amount: Decimal
) -> tuple[Decimal, Decimal]:
    """How much of the refund is principal and how much bonus, from what the desk took for the receipt."""
    whose = Q(value=value) if value.holder_id is None else Q(value__holder=value.holder_id)
    acts = CardAct.objects.filter(whose, document__store=document.store, receipt=receipt).exclude(receipt="")
    taken, given = Q(kind=Kind.REDEEM), Q(kind=Kind.REFUND)
    sums = acts.aggregate(
        from_principal=-Sum("principal", filter=taken, default=ZERO),
        from_bonus=-Sum("bonus", filter=taken, default=ZERO),
        back=Sum(F("principal") + F("bonus"), filter=given, default=ZERO),
        back_bonus=Sum("bonus", filter=given, default=ZERO),
    )
    left = sums["from_principal"] + sums["from_bonus"] - sums["back"]
    if left < amount and acts.filter(reverses__isnull=False).exists():
        raise Refused(
            "redemption_reversed",
            _("The POS took the payment of receipt %(number)s back already.") % {"number": receipt},
            value=receipt,
            remedy=_("Look at the card's page: the money is on it."),
        )
    return rules.split_refund(amount=amount, **sums)


def _legs(value: StoredValue, principal: Decimal, bonus: Decimal) -> list[Leg]:
    legs = ((value.principal_id, principal), (value.bonus_id, bonus))
    return [(account, moved) for account, moved in legs if moved]
