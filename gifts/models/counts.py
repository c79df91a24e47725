"""Counting gifts: the book frozen at the start, entries that are never rewritten, a review, a correction."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.append_only import append_only
from deskops.core.money import MoneyField
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff, Store

from .campaigns import Campaign, GiftItem
from .stock import Place, Stock


@tracked()
class GiftCount(models.Model):
    """One count (盘点) of the gifts of a place. An unannounced one has no paper before it starts.

    ``settled_how`` says how a surplus or a lack was explained; ``threshold`` and
    ``threshold_value`` are the rules by which a line is counted again, as they held at its close.
    """

    class Kind(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("gift count", "planned")
        UNANNOUNCED = "unannounced", pgettext_lazy("gift count", "unannounced")
        CAMPAIGN = "campaign", pgettext_lazy("gift count", "after a campaign")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("gift count", "planned")
        OPEN = "open", pgettext_lazy("gift count", "being counted")
        COUNTED = "counted", pgettext_lazy("gift count", "counted, to be reviewed")
        ASKED = "asked", pgettext_lazy("gift count", "waiting for approval")
        REJECTED = "rejected", pgettext_lazy("gift count", "rejected")
        DONE = "done", pgettext_lazy("gift count", "done")
        CANCELLED = "cancelled", pgettext_lazy("gift count", "cancelled")

    document = models.OneToOneField(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="gift_count",
        verbose_name=_("document"),
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="counts", verbose_name=_("place"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, db_collation="C")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="counts", verbose_name=_("campaign")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.PLANNED, db_collation="C"
    )
    planned_for = models.DateField(_("planned for"))
    planned_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("planned by"))
    planned_at = models.DateTimeField(_("planned at"))
    chosen_why = models.CharField(_("why this count"), max_length=200, blank=True, default="")
    started_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("started by")
    )
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("counted by")
    )
    witness = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("witness")
    )
    closed_at = models.DateTimeField(_("counted at"), null=True, blank=True)
    blank_why = models.CharField(_("why some were not counted"), max_length=200, blank=True, default="")
    threshold = models.PositiveIntegerField(_("count again from pieces"), null=True, blank=True)
    threshold_value = MoneyField(_("count again from yuan"), null=True, blank=True)
    settled_how = models.CharField(_("how differences are explained"), max_length=300, blank=True, default="")
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("count of gifts")
        verbose_name_plural = _("counts of gifts")
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(state__in=["open", "counted", "asked", "rejected"]),
                name="gifts_count_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["campaign", "place"],
                condition=Q(kind="campaign") & ~Q(state="cancelled"),
                name="gifts_count_once_after_campaign",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"])
                | Q(document__isnull=False, started_by__isnull=False, started_at__isnull=False),
                name="gifts_count_started_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(kind="unannounced", state="planned") | Q(document__isnull=True),
                name="gifts_count_unannounced_has_no_paper",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "open", "cancelled"])
                | Q(closed_by__isnull=False, witness__isnull=False, closed_at__isnull=False),
                name="gifts_count_signed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(witness__isnull=True) | ~Q(witness=F("closed_by")),
                name="gifts_count_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(kind="campaign") | Q(campaign__isnull=False), name="gifts_count_of_a_campaign"
            ),
        ]
        indexes = [models.Index(fields=["store", "state", "planned_for"], name="gifts_counts_of_store")]

    def __str__(self) -> str:
        return str(self.document or self.pk)


class CountLine(models.Model):
    """One gift of a count: what the book said at its start, what was counted, what is to be corrected.

    ``book`` after the stock's movement ``book_moves`` is frozen. At the close: ``counted`` (None: nobody
    counted it, which isn't zero), ``moved`` what came and went until it was counted, ``difference``
    = counted - book - moved. A recount by another person fills the fields beginning with ``again``.
    """

    count = models.ForeignKey(GiftCount, models.PROTECT, related_name="lines", verbose_name=_("count"))
    stock = models.ForeignKey(Stock, models.PROTECT, related_name="+", verbose_name=_("gift"))
    item = models.ForeignKey(GiftItem, models.PROTECT, related_name="+", verbose_name=_("gift"))
    position = models.PositiveIntegerField(_("no."))
    book = models.IntegerField(_("by the book at the start"))
    book_moves = models.PositiveIntegerField()
    value = MoneyField(_("value of one"))
    counted = models.PositiveIntegerField(_("counted"), null=True, blank=True)
    counted_moves = models.PositiveIntegerField(null=True, blank=True)
    moved = models.IntegerField(_("moved meanwhile"), null=True, blank=True)
    difference = models.IntegerField(_("difference"), null=True, blank=True)
    must_recount = models.BooleanField(_("to be counted again"), default=False)
    recount_why = models.CharField(_("why counted again"), max_length=100, blank=True, default="")
    again = models.PositiveIntegerField(_("counted again"), null=True, blank=True)
    again_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("counted again by")
    )
    again_moves = models.PositiveIntegerField(null=True, blank=True)
    again_moved = models.IntegerField(null=True, blank=True)
    again_difference = models.IntegerField(_("difference of the recount"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of a count")
        verbose_name_plural = _("lines of counts")
        constraints = [
            models.UniqueConstraint(fields=["count", "item"], name="gifts_count_line_once"),
            models.CheckConstraint(
                condition=Q(counted__isnull=True, difference__isnull=True, moved__isnull=True)
                | Q(
                    counted__isnull=False,
                    moved__isnull=False,
                    counted_moves__gte=F("book_moves"),
                    difference=F("counted") - F("book") - F("moved"),
                ),
                name="gifts_count_line_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(again__isnull=True, again_by__isnull=True, again_difference__isnull=True)
                | Q(
                    again__isnull=False,
                    again_by__isnull=False,
                    again_moves__gte=F("book_moves"),
                    again_difference=F("again") - F("book") - F("again_moved"),
                ),
                name="gifts_count_line_recount_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)

    @property
    def final(self) -> int | None:
        """The difference that counts: the recount's, else the first one's; None where nobody counted."""
        return self.difference if self.again_difference is None else self.again_difference


class Tally(models.Model):
    """What one person entered for one line, blind. A person's last entry counts, people's add up.

    ``pieces`` is None where the person took the entry back. ``moves`` is how many movements the stock
    had then. In round 2 another person counts again; triggers keep both.
    """

    line = models.ForeignKey(CountLine, models.PROTECT, related_name="tallies", verbose_name=_("line"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    pieces = models.PositiveIntegerField(_("pieces"), null=True, blank=True)
    moves = models.PositiveIntegerField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("counted by"))
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("entry of a count")
        verbose_name_plural = _("entries of counts")
        constraints = [
            models.CheckConstraint(condition=Q(round__in=[1, 2]), name="gifts_tally_known_round"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.by_id}: {self.pieces}"


append_only.add("gifts_tally")
