"""Whose plastic is not of their tier, and the cards that lie at the desk to be destroyed."""

from django.db.models import QuerySet

from deskops.org.models import Store
from members.models import Member, MemberCard

from ..models import CollectedCard, Destruction

CHANGED = (MemberCard.State.ISSUED, MemberCard.State.LOST)


def card_to_change(member: Member) -> MemberCard | None:
    """The member's card, in use or reported lost, when its plastic is not of the member's tier.

    One query, none where the page knows the member's cards.
    """
    cards = member.known_cards
    if cards is None:
        cards = list(MemberCard.objects.filter(member=member, state__in=CHANGED))
    wrong = (card for card in cards if card.state in CHANGED and card.silver != member.tier.cashback)
    return next(wrong, None)


def waiting(store: Store) -> QuerySet[CollectedCard]:
    """The collected cards of a store that were not destroyed yet, the first collected first."""
    rows = CollectedCard.objects.filter(store=store, destruction=None)
    return rows.select_related("card__member", "act__document").order_by("pk")


def destructions(store: Store) -> QuerySet[Destruction]:
    """What was destroyed in a store, the latest first."""
    rows = Destruction.objects.filter(document__store=store)
    return rows.select_related("document", "by", "second").order_by("-pk")
