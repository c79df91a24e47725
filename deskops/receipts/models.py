"""Purchases as the POS reports them.

These two tables are the only ones that outgrow one machine, so they are keyed by store from the
first migration on: every unique constraint begins with the store, no foreign-key constraint goes
into or out of them, and they have no triggers and no history. What must be refused about a receipt
lives in rows of other tables.
"""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.core.money import MoneyField
from deskops.org.models import Store


class Receipt(models.Model):
    """One receipt (小票). Unique per store, POS and number; ``bought_on`` is its business date."""

    store = models.ForeignKey(
        Store,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("store"),
    )
    pos = models.CharField("POS", max_length=20, db_collation="C")
    number = models.CharField(_("receipt number"), max_length=40, db_collation="C")
    bought_at = models.DateTimeField(_("time of purchase"))
    bought_on = models.DateField(_("business date"))
    card_number = models.CharField(_("member card"), max_length=32, blank=True, default="", db_collation="C")
    amount = MoneyField(_("amount"))
    items = models.PositiveIntegerField(_("lines"))
    digest = models.CharField(_("digest of what was imported"), max_length=32, db_collation="C")
    batch_id = models.BigIntegerField(_("import"), null=True, blank=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "number", "pos"], name="receipts_receipt_once_per_store"
            ),
            models.CheckConstraint(condition=~Q(number=""), name="receipts_receipt_numbered"),
        ]
        indexes = [
            models.Index(fields=["number"], name="receipts_by_number"),
            models.Index(fields=["card_number", "-bought_at"], name="receipts_of_card"),
            models.Index(fields=["store", "bought_on"], name="receipts_of_day"),
            BrinIndex(fields=["batch_id"], name="receipts_of_batch"),
        ]

    def __str__(self) -> str:
        return self.number


class ReceiptLine(models.Model):
    """One line of goods. Carries its store, so that it joins its receipt inside one shard."""

    store = models.ForeignKey(
        Store,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("store"),
    )
    receipt = models.ForeignKey(
        Receipt,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="lines",
        verbose_name=_("receipt"),
    )
    position = models.PositiveIntegerField(_("line"))
    barcode = models.CharField(_("barcode"), max_length=40, blank=True, default="", db_collation="C")
    name = models.CharField(_("goods"), max_length=200)
    category = models.CharField(_("category"), max_length=60, blank=True, default="")
    floor = models.CharField(_("floor"), max_length=10, blank=True, default="", db_collation="C")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    price = MoneyField(_("price"))
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("line of a receipt")
        verbose_name_plural = _("lines of receipts")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "receipt", "position"], name="receipts_line_once_per_receipt"
            )
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.name}"


class ReceiptTender(models.Model):
    """How much of a receipt was paid by one tender; ``tender`` is a tender's code."""

    store = models.ForeignKey(
        Store,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("store"),
    )
    receipt = models.ForeignKey(
        Receipt,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="tenders",
        verbose_name=_("receipt"),
    )
    tender = models.CharField(_("tender"), max_length=20, db_collation="C")
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("payment of a receipt")
        verbose_name_plural = _("payments of receipts")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "receipt", "tender"], name="receipts_tender_once_per_receipt"
            )
        ]

    def __str__(self) -> str:
        return f"{self.tender} {self.amount}"


class Batch(models.Model):
    """One import of a file: what it added, and the digest of the file."""

    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, db_collation="C")
    staff = models.ForeignKey("org.Staff", models.PROTECT, related_name="+", verbose_name=_("imported by"))
    at = models.DateTimeField(_("at"))
    receipts_added = models.PositiveBigIntegerField(_("receipts added"))
    lines_added = models.PositiveBigIntegerField(_("lines added"))
    unchanged = models.PositiveBigIntegerField(_("lines unchanged"))
    refused = models.PositiveBigIntegerField(_("lines refused"))

    class Meta:
        verbose_name = _("import of receipts")
        verbose_name_plural = _("imports of receipts")

    def __str__(self) -> str:
        return self.name
