"""A card's whole life: cards collected and destroyed, a card closed, a membership that ends."""

from uuid import uuid4

from cards.closing.queries import offer
from cards.closing.rules import Cause
from cards.closing.services import ToAccount, close_card
from cards.models import Expiring
from cards.silver import Original, change_tier_card, destroy_collected
from members.models import Tier
from members.services.tiers import set_tiers
from tests.factories.cards import TRANSFER, sell, stored_number
from tests.factories.members import card_of, make_member

from . import Here


def pks(here: Here) -> dict[str, int]:
    """By URL's name, the key of one of each."""
    store, clerk = here.desk.store, here.desk.clerk
    at = {"by": clerk, "store": store, "now": here.now}
    silver = make_member(61, store=store, by=clerk)
    set_tiers(
        {silver.pk: Tier.objects.get(code="silver")},
        starts=store.business_date(here.now),
        source="名单",
        by=clerk,
    )
    change_tier_card(
        request_key=uuid4(),
        number=card_of(silver).number,
        new_number="9900006100",
        original=Original.COLLECTED,
        identified_by="身份证原件已核",
        **at,
    )
    destroyed = destroy_collected(request_key=uuid4(), second=here.desk.supervisor, counted=1, **at)
    sold = sell(here.member, **at, n=6100 + store.pk, how="bank_transfer", details=TRANSFER)
    due = offer(sold.value, Cause.CONSUMER, store=store, on=store.business_date(here.now)).reckoning.due
    closed = close_card(
        request_key=uuid4(),
        number=stored_number(6100 + store.pk),
        cause=Cause.CONSUMER,
        shown=due,
        identified_by="身份证原件已核",
        account=ToAccount("工商银行", "6222021612004321"),
        **at,
    )
    ends = store.business_date(here.now)
    line = Expiring.objects.create(
        card=card_of(here.member),
        store=store,
        month=ends.replace(day=1),
        expires_on=ends,
        purchases=1,
        amount=0,
        listed_on=ends,
    )
    return {"cards:destruction": destroyed.pk, "cards:closing": closed.pk, "cards:expiring": line.pk}
