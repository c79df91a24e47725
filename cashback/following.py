"""What an import of receipts tells cashback: which of them sold cards, which earn nothing."""

from deskops.core.dated import setting_at
from deskops.org.models import Store
from deskops.receipts.models import Batch
from deskops.receipts.plugs import ImportFollower, import_followers

from . import sql
from .seeds import CARD_GOODS
from .services.common import run


def follow_import(batch: Batch) -> None:
    """Note the cards that a POS sold by these receipts; the words for cards are the chain's rule."""
    store = Store.objects.order_by("pk").first()
    if store is None:
        return
    goods = setting_at(CARD_GOODS, on=store.business_date(batch.at), store=store).value
    run(sql.CARD_SALES, batch=batch.pk, goods=list(goods))


import_followers.add(ImportFollower("cashback", follow_import))
