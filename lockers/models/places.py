"""Where the desk keeps what isn't its own, what it is, and by which rule."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Place(models.TextChoices):
    """A kind of place behind the desk; the spot within it is written beside it."""

    COUNTER = "counter", _("behind the desk")
    RACK = "rack", _("deposit rack")
    STORE_ROOM = "store_room", _("store room")
    SAFE = "safe", _("safe")
    FRIDGE = "fridge", _("fridge")


class Category(models.TextChoices):
    """What kind of thing it is; matching never crosses kinds but for "other"."""

    PHONE = "phone", pgettext_lazy("thing", "mobile phone")
    ELECTRONICS = "electronics", pgettext_lazy("thing", "electronics")
    WALLET = "wallet", pgettext_lazy("thing", "wallet")
    CASH = "cash", pgettext_lazy("thing", "cash")
    JEWELLERY = "jewellery", pgettext_lazy("thing", "jewellery or watch")
    PAPERS = "papers", pgettext_lazy("thing", "identity papers or cards")
    KEYS = "keys", pgettext_lazy("thing", "keys")
    BAG = "bag", pgettext_lazy("thing", "bag or suitcase")
    CLOTHES = "clothes", pgettext_lazy("thing", "clothes or shoes")
    UMBRELLA = "umbrella", pgettext_lazy("thing", "umbrella")
    GLASSES = "glasses", pgettext_lazy("thing", "glasses")
    CHILD = "child", pgettext_lazy("thing", "toys or things for children")
    BOOKS = "books", pgettext_lazy("thing", "books or documents")
    GOODS = "goods", pgettext_lazy("thing", "shopping")
    FOOD = "food", pgettext_lazy("thing", "food or fresh goods")
    OTHER = "other", pgettext_lazy("thing", "something else")


class Handling(models.TextChoices):
    """Which rule a found item is kept by."""

    ORDINARY = "ordinary", pgettext_lazy("handling", "ordinary")
    VALUABLE = "valuable", pgettext_lazy("handling", "valuable")
    PAPERS = "papers", pgettext_lazy("handling", "papers")
    PERISHABLE = "perishable", pgettext_lazy("handling", "perishable")
