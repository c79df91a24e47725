"""Blank cards by ranges of numbers: where each is, what was done with it, and what was counted."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Store

MOST = 10**12
"""Numbers of a series count below this: twelve figures."""


class Series(models.Model):
    """Numbers of one printing: the signs they all begin with, and how many figures count on."""

    prefix = models.CharField(_("begins with"), max_length=19, blank=True, default="", db_collation="C")
    digits = models.PositiveSmallIntegerField(_("figures that count"))

    class Meta:
        verbose_name = _("series of card numbers")
        verbose_name_plural = _("series of card numbers")
        constraints = [
            models.UniqueConstraint(fields=["prefix", "digits"], name="cards_series_once"),
            models.CheckConstraint(condition=Q(digits__gte=1, digits__lte=12), name="cards_series_digits"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{'#' * self.digits}"

    def number(self, n: int) -> str:
        """The number of the n-th card of the series."""
        return f"{self.prefix}{n:0{self.digits}d}"


class StockBook(models.Model):
    """That a store keeps a series: from its first draw on, each card of it comes out of the stock.

    The row is locked by every act on the store's stretches of the series.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    series = models.ForeignKey(Series, models.PROTECT, related_name="books", verbose_name=_("series"))

    class Meta:
        verbose_name = _("book of blank cards")
        verbose_name_plural = _("books of blank cards")
        constraints = [models.UniqueConstraint(fields=["store", "series"], name="cards_book_once")]

    def __str__(self) -> str:
        return f"{self.store} {self.series}"


class Span(models.Model):
    """Numbers of one series, ``first`` to ``last``, both included."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="+", verbose_name=_("series"))
    first = models.BigIntegerField(_("first"))
    last = models.BigIntegerField(_("last"))

    class Meta:
        abstract = True

    @property
    def count(self) -> int:
        """How many cards."""
        return self.last - self.first + 1

    @property
    def words(self) -> str:
        """The range as people write it."""
        first, last = self.series.number(self.first), self.series.number(self.last)
        return first if self.first == self.last else f"{first} – {last}"


@tracked()
class Stretch(Span):
    """Where the cards of a range are. No number is in two stretches: the database keeps them apart."""

    class State(models.TextChoices):
        ON_HAND = "on_hand", _("on hand")
        ISSUED = "issued", _("issued")
        SPOILED = "spoiled", _("spoiled")
        MISSING = "missing", _("missing")

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    state = models.CharField(_("state"), max_length=10, choices=State, db_collation="C")

    class Meta:
        verbose_name = _("range of blank cards")
        verbose_name_plural = _("ranges of blank cards")
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=0, last__gte=F("first"), last__lt=MOST), name="cards_stretch_span"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["on_hand", "issued", "spoiled", "missing"]),
                name="cards_stretch_known_state",
            ),
        ]
        indexes = [models.Index(fields=["store", "state", "series", "first"], name="cards_stretch_of_store")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.first}-{self.last} {self.state}"


class StockMove(Span):
    """What a paper did to a range: from which state to which. From none: drawn, or found and unknown."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="stock_moves", verbose_name=_("document")
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    before = models.CharField(
        _("state before"), max_length=10, choices=Stretch.State, blank=True, default="", db_collation="C"
    )
    after = models.CharField(_("state after"), max_length=10, choices=Stretch.State, db_collation="C")
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("movement of blank cards")
        verbose_name_plural = _("movements of blank cards")
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="cards_move_moves"),
            models.CheckConstraint(
                condition=~Q(after__in=["spoiled", "missing"]) | Q(reason__regex=r"\S"),
                name="cards_move_loss_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["store", "-id"], name="cards_move_of_store")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.document_id} {self.first}-{self.last} {self.after}"


@tracked()
class StockCount(models.Model):
    """A count of a store's blank cards: what the books expected, what was found. A difference is approved."""

    class State(models.TextChoices):
        AGREED = "agreed", _("agrees")
        ASKED = "asked", _("waiting for approval")
        APPROVED = "approved", _("difference approved")
        REJECTED = "rejected", _("rejected: count again")

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="stock_count", verbose_name=_("document")
    )
    expected = models.PositiveIntegerField(_("pieces by the books"))
    found = models.PositiveIntegerField(_("pieces found"))
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    state = models.CharField(_("state"), max_length=10, choices=State, db_collation="C")

    class Meta:
        verbose_name = _("count of blank cards")
        verbose_name_plural = _("counts of blank cards")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="agreed", expected=F("found"))
                | Q(state__in=["asked", "approved", "rejected"], reason__regex=r"\S"),
                name="cards_count_difference_has_reason",
            )
        ]

    def __str__(self) -> str:
        return str(self.document)


class CountedSpan(Span):
    """A range that a count found missing, or found although the books have it not on hand."""

    stock_count = models.ForeignKey(
        StockCount, models.PROTECT, related_name="spans", verbose_name=_("count of blank cards")
    )
    missing = models.BooleanField(_("missing"))

    class Meta:
        verbose_name = _("range that differs")
        verbose_name_plural = _("ranges that differ")
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.stock_count_id} {self.first}-{self.last}"


append_only |= {"cards_stockmove", "cards_countedspan", "cards_series", "cards_stockbook"}
