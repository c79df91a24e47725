"""The rest of a card's life: the silver list and its plastic, cards collected and destroyed, cards closed."""

from datetime import datetime
from decimal import Decimal

from cards.closing.queries import offer
from cards.closing.rules import Cause
from cards.closing.services import ToAccount
from cards.models import StoredValue
from cards.silver import Original, change_tier_card, destroy_collected
from deskops.org.models import Store
from deskops.tills.services import PaymentDetails
from members.models import Tier
from members.services.tiers import set_tiers

from .world import Holder, World

SEEN = "身份证原件已核"
BANKS = ("工商银行德州分行", "农业银行德城支行", "建设银行东风路支行", "邮储银行德州分行")


def reckoned(store: Store, number: str, cause: Cause, now: datetime) -> Decimal:
    """What the customer is shown before a card is closed."""
    value = StoredValue.objects.select_related("principal", "bonus").get(cards__number=number)
    return offer(value, cause, store=store, on=store.business_date(now)).reckoning.due


def account_of(world: World) -> ToAccount:
    """The holder's bank account."""
    return ToAccount(world.rng.choice(BANKS), f"62220{world.rng.randrange(10**13, 10**14)}")


def new_silver(world: World) -> None:
    """Six members are on the list; four have come for their card, two of the old cards lie at the desk."""
    fit = [one for one in world.holders[world.first.code] if not one.member.tier.cashback]
    chosen = fit[:: max(1, len(fit) // 6)][:6]
    silver = Tier.objects.get(code="silver")
    set_tiers(
        {one.member.pk: silver for one in chosen},
        starts=world.today.replace(day=1),
        source="信息部本月银卡名单",
        by=world.staff["4001"],
    )
    _change(world, chosen[0], Original.COLLECTED)
    destroy_collected(
        request_key=world.key(),
        by=world.staff["1003"],
        second=world.staff["1101"],
        store=world.first,
        now=world.now,
        counted=1,
    )
    _change(world, chosen[1], Original.LOST)
    _change(world, chosen[2], Original.COLLECTED)
    _change(world, chosen[3], Original.COLLECTED)


def _change(world: World, holder: Holder, original: Original) -> None:
    old, holder.card = holder.card, str(next(world.plastic))
    change_tier_card(
        request_key=world.key(),
        by=world.staff["1003"],
        store=world.first,
        now=world.now,
        number=old,
        new_number=holder.card,
        original=original,
        identified_by=SEEN,
        tender=world.tenders["wechat"],
        details=PaymentDetails(reference=f"42000{world.rng.randrange(10**9, 10**10)}"),
    )
