"""The plastic: issuing a member card and moving it through its states. For use inside an act."""

from datetime import datetime

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.models import Staff, Store

from ..models import Household, Member, MemberCard
from ..rules.cards import check_card_number, may_become
from .terms import first_end

State = MemberCard.State


def issue_card(
    *,
    member: Member,
    number: str,
    store: Store,
    by: Staff,
    now: datetime,
    exception: Document | None = None,
    silver: bool = False,
    replaces: MemberCard | None = None,
) -> MemberCard:
    """Issue plastic to a member, as the household's first card, or as a further one agreed to on a paper.

    A replacement takes over the place and the end of the card that it replaces, which must not be live
    any more.
    Raises Refused for a number that is no card number; the database refuses a number in use and a
    second live card in a place.
    """
    slot, agreed = (replaces.slot, replaces.exception) if replaces else (0, exception)
    if exception and not replaces:
        slot = free_slot(member.household_id)
    today = store.business_date(now)
    return MemberCard.objects.create(
        number=check_card_number(number),
        member=member,
        household_id=member.household_id,
        slot=slot,
        exception=agreed,
        store=store,
        issued_on=today,
        issued_by=by,
        silver=silver,
        expires_on=replaces.expires_on if replaces else first_end(store, today),
        replaces=replaces,
    )


def free_slot(*household_ids: int) -> int:
    """The next place in a household, or one free in several; the caller has locked them."""
    live = MemberCard.objects.filter(household_id__in=household_ids, state__in=MemberCard.LIVE)
    last: int | None = live.aggregate(last=Max("slot"))["last"]
    return 0 if last is None else last + 1


def set_card_state(card: MemberCard, state: MemberCard.State) -> None:
    """Move a locked card to another state; raises Refused when it can't go there."""
    if not may_become(State(card.state), state):
        raise Refused(
            "card_state",
            _("The card is “%(now)s” and can't become “%(wanted)s”.")
            % {"now": State(card.state).label, "wanted": state.label},
            value=card.number,
        )
    card.state = state
    card.save(update_fields=["state"])


def lock_card(number: str) -> MemberCard:
    """A card locked for an act; raises Refused for a number that nobody has.

    Its member is read when asked for, after the lock is held.
    """
    card = MemberCard.objects.select_for_update(no_key=True, of=("self",)).filter(number=number).first()
    if card is None:
        raise Refused("card_unknown", _("No member card has this number."), field="card", value=number)
    return card


def lock_household(household_id: int) -> Household:
    """A household locked: who issues cards in it waits for whoever does already."""
    return Household.objects.select_for_update(no_key=True, of=("self",)).get(pk=household_id)


def lock_households(*household_ids: int) -> None:
    """Several households locked, always in the same order."""
    rows = Household.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    list(rows.filter(pk__in=household_ids).values_list("pk"))


def live_card_of(household_id: int) -> MemberCard | None:
    """The first live card of a household."""
    cards = MemberCard.objects.filter(household_id=household_id, state__in=MemberCard.LIVE)
    return cards.select_related("member", "store").order_by("slot").first()


def next_card_number() -> str:
    """A number of our own series (ten digits), for plastic that carries none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('members_card_number')")
        running: int = cursor.fetchone()[0]
    return f"68{running:08d}"
