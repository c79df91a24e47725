"""A purchase of which something comes back: a local row per store and receipt, made at the first refund.

Receipts outgrow one machine and have neither triggers nor foreign keys; what must be refused about
them is kept here, where the database can refuse it.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.money import ZERO, MoneyField
from deskops.history import tracked
from deskops.org.models import Floor, Staff, Store
from deskops.tills.models import Tender


@tracked()
class Purchase(models.Model):
    """One receipt as refunds see it, copied from the POS's file or typed from the paper.

    ``receipt_id`` is the imported receipt; null while the file hasn't come (未核), when ``sighted_by``
    saw the paper. A file that tells otherwise makes it a mismatch, which the desk supervisor settles.
    """

    class State(models.TextChoices):
        VERIFIED = "verified", pgettext_lazy("purchase", "verified")
        UNVERIFIED = "unverified", pgettext_lazy("purchase", "unverified")
        MISMATCH = "mismatch", pgettext_lazy("purchase", "differs from the POS")
        SETTLED = "settled", pgettext_lazy("purchase", "difference settled")

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    pos = models.CharField("POS", max_length=20, db_collation="C")
    number = models.CharField(_("receipt number"), max_length=40, db_collation="C")
    bought_at = models.DateTimeField(_("time of purchase"))
    bought_on = models.DateField(_("business date"))
    card_number = models.CharField(_("member card"), max_length=32, blank=True, default="", db_collation="C")
    amount = MoneyField(_("amount"))
    state = models.CharField(_("state"), max_length=12, choices=State, db_collation="C")
    receipt_id = models.BigIntegerField(_("imported receipt"), null=True, blank=True)
    sighted_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paper seen by")
    )
    sighted_at = models.DateTimeField(_("paper seen at"), null=True, blank=True)
    matched_at = models.DateTimeField(_("compared with the POS at"), null=True, blank=True)
    mismatch = models.TextField(_("what differs"), blank=True, default="")
    settled_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_how = models.CharField(_("how it was settled"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("purchase with refunds")
        verbose_name_plural = _("purchases with refunds")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "number", "pos"], name="refunds_purchase_once_per_store"
            ),
            models.CheckConstraint(condition=~Q(number=""), name="refunds_purchase_numbered"),
            models.CheckConstraint(
                condition=Q(state="unverified", receipt_id__isnull=True)
                | Q(state__in=["verified", "mismatch", "settled"], receipt_id__isnull=False),
                name="refunds_purchase_verified_by_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state="unverified") | Q(sighted_by__isnull=False, sighted_at__isnull=False),
                name="refunds_purchase_typed_from_paper",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["mismatch", "settled"]) | Q(mismatch__regex=r"\S"),
                name="refunds_purchase_mismatch_told",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="settled",
                    settled_by__isnull=False,
                    settled_at__isnull=False,
                    settled_how__regex=r"\S",
                )
                | Q(settled_by__isnull=True, settled_at__isnull=True, settled_how="") & ~Q(state="settled"),
                name="refunds_purchase_settled_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "bought_on"],
                condition=Q(state__in=["unverified", "mismatch"]),
                name="refunds_purchase_to_check",
            )
        ]

    def __str__(self) -> str:
        return self.number


@tracked()
class PurchaseTender(models.Model):
    """How much one tender paid of a purchase, and how much of that is asked for or has gone back.

    ``reserved`` and ``refunded`` are written by the trigger of 0002 from the refunds' own rows, so
    that no refund, however many clerks are at it, takes more than was paid by this tender.
    """

    purchase = models.ForeignKey(Purchase, models.PROTECT, related_name="tenders", verbose_name=_("purchase"))
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="+", verbose_name=_("tender"))
    paid = MoneyField(_("paid"))
    reserved = MoneyField(_("asked for"), default=ZERO)
    refunded = MoneyField(_("refunded"), default=ZERO)

    class Meta:
        verbose_name = _("payment of a purchase")
        verbose_name_plural = _("payments of purchases")
        constraints = [
            models.UniqueConstraint(fields=["purchase", "tender"], name="refunds_paid_once_per_tender"),
            models.UniqueConstraint(fields=["id", "tender"], name="refunds_paid_with_tender"),
            models.CheckConstraint(
                condition=Q(paid__gt=0, reserved__gte=0, refunded__gte=0), name="refunds_paid_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=F("reserved") + F("refunded")), name="refunds_never_more_than_paid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender} {self.paid}"


@tracked()
class PurchaseLine(models.Model):
    """Goods of a purchase: bought, asked back, returned; also what was given in exchange later.

    Amounts are yuan for the whole line. ``reserved`` to ``overcharged`` are written by the trigger of
    0002 and 0005; ``overcharged`` is the part of both amounts that goes back without goods. ``given_by``
    is the exchange that added the goods to the purchase.
    """

    purchase = models.ForeignKey(Purchase, models.PROTECT, related_name="lines", verbose_name=_("purchase"))
    position = models.PositiveIntegerField(_("line"))
    barcode = models.CharField(_("barcode"), max_length=40, blank=True, default="", db_collation="C")
    name = models.CharField(_("goods"), max_length=200)
    category = models.CharField(_("category"), max_length=60, blank=True, default="")
    floor = models.ForeignKey(
        Floor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("floor")
    )
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    price = MoneyField(_("price"))
    amount = MoneyField(_("amount"))
    reserved = models.DecimalField(_("quantity asked back"), max_digits=12, decimal_places=3, default=ZERO)
    returned = models.DecimalField(_("quantity returned"), max_digits=12, decimal_places=3, default=ZERO)
    reserved_amount = MoneyField(_("amount asked back"), default=ZERO)
    returned_amount = MoneyField(_("amount returned"), default=ZERO)
    overcharged = MoneyField(_("price given back without goods"), default=ZERO)
    given_by = models.ForeignKey(
        "refunds.Refund",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="given",
        verbose_name=_("given in exchange by"),
    )

    class Meta:
        verbose_name = _("goods of a purchase")
        verbose_name_plural = _("goods of purchases")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["purchase", "position"], name="refunds_line_once_per_purchase"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, returned__gte=0, reserved_amount__gte=0, returned_amount__gte=0),
                name="refunds_line_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("reserved") + F("returned"))
                | Q(reserved=0, returned=0, reserved_amount=0, returned_amount=0),
                name="refunds_line_never_more_than_bought",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=F("reserved_amount") + F("returned_amount"))
                | Q(reserved_amount=0, returned_amount=0),
                name="refunds_line_never_more_than_its_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.name}"
