"""Where gifts lie, and every movement: a balance is the sum of its movements and never below zero."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.append_only import written_by_functions
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff, Store

from .campaigns import Campaign, GiftItem


@tracked()
class Place(models.Model):
    """A place where gifts lie. What was sent and not received yet lies ``on the way`` to its store."""

    class Kind(models.TextChoices):
        DESK = "desk", pgettext_lazy("place of gifts", "desk")
        WAREHOUSE = "warehouse", pgettext_lazy("place of gifts", "warehouse")
        CENTRAL = "central", pgettext_lazy("place of gifts", "central warehouse")
        TRANSIT = "transit", pgettext_lazy("place of gifts", "on the way")

    store = models.ForeignKey(Store, models.PROTECT, related_name="gift_places", verbose_name=_("store"))
    kind = models.CharField(_("kind of place"), max_length=10, choices=Kind, db_collation="C")

    class Meta:
        verbose_name = _("place of gifts")
        verbose_name_plural = _("places of gifts")
        constraints = [
            models.UniqueConstraint(fields=["store", "kind"], name="gifts_place_once_per_store"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="central"), name="gifts_place_one_central"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["desk", "warehouse", "central", "transit"]),
                name="gifts_place_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.store} · {self.get_kind_display()}"


class Stock(models.Model):
    """How many of a gift lie at a place. Written by the function that moves, and by nothing else."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="stock", verbose_name=_("place"))
    item = models.ForeignKey(GiftItem, models.PROTECT, related_name="stock", verbose_name=_("gift"))
    balance = models.IntegerField(_("in stock"), default=0)
    moves = models.PositiveIntegerField(_("movements"), default=0)

    class Meta:
        verbose_name = _("gift in stock")
        verbose_name_plural = _("gifts in stock")
        constraints = [
            models.UniqueConstraint(fields=["place", "item"], name="gifts_stock_once_per_place"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="gifts_stock_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.balance}"


class Movement(models.Model):
    """So many pieces came to a place or left it, by whom and for which paper.

    ``number`` counts the movements of one stock without a gap, ``balance`` is what lay there after it.
    ``line`` is the line of a count that it corrects: one movement for each differing line.
    """

    class Kind(models.TextChoices):
        ARRIVAL = "arrival", pgettext_lazy("gift movement", "came in")
        SENT = "sent", pgettext_lazy("gift movement", "sent")
        RECEIVED = "received", pgettext_lazy("gift movement", "received")
        SETTLED = "settled", pgettext_lazy("gift movement", "difference settled")
        ISSUED = "issued", pgettext_lazy("gift movement", "issued")
        BACK = "back", pgettext_lazy("gift movement", "brought back")
        COUNTED = "counted", pgettext_lazy("gift movement", "corrected by a count")

    stock = models.ForeignKey(Stock, models.PROTECT, related_name="movements", verbose_name=_("gift"))
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    number = models.PositiveIntegerField(_("no."))
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind, db_collation="C")
    change = models.IntegerField(_("change"))
    balance = models.IntegerField(_("in stock after"))
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="gift_movements", verbose_name=_("document")
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("campaign")
    )
    line = models.OneToOneField(
        "gifts.CountLine",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="movement",
        verbose_name=_("line of the count"),
    )
    business_date = models.DateField(_("business date"))
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("movement of gifts")
        verbose_name_plural = _("movements of gifts")
        constraints = [
            models.UniqueConstraint(fields=["stock", "number"], name="gifts_movement_numbered"),
            models.CheckConstraint(condition=~Q(change=0), name="gifts_movement_moves"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="gifts_movement_not_negative"),
            models.CheckConstraint(
                condition=Q(kind="counted", line__isnull=False) | Q(line__isnull=True) & ~Q(kind="counted"),
                name="gifts_movement_names_its_count",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "-id"], name="gifts_movements_of_store"),
            models.Index(fields=["store", "business_date", "kind"], name="gifts_movements_of_day"),
            models.Index(
                fields=["campaign", "stock"], condition=Q(campaign__isnull=False), name="gifts_of_campaign"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.change:+d}"


@tracked()
class GiftArrival(models.Model):
    """Gifts that came from a supplier into a warehouse, with the slip they came with."""

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="gift_arrival", verbose_name=_("document")
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    supplier = models.CharField(_("supplier"), max_length=60)
    slip = models.CharField(_("delivery slip"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("arrival of gifts")
        verbose_name_plural = _("arrivals of gifts")
        constraints = [models.CheckConstraint(condition=~Q(supplier=""), name="gifts_arrival_of_a_supplier")]

    def __str__(self) -> str:
        return str(self.document)


written_by_functions |= {"gifts_stock", "gifts_movement"}
