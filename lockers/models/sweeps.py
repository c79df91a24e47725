"""The nightly sweep (清柜): box by box, desk and security together, both sign."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.frozen import Fingerprint
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff, Store

from .cabinets import Box
from .found import FoundItem


@tracked()
class Sweep(models.Model):
    """One evening's sweep of a store's cabinets; ``body`` is what both signed, ``digest`` its fingerprint."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("sweep", "under way")
        SIGNED = "signed", pgettext_lazy("sweep", "signed by both")

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="sweep", verbose_name=_("document")
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    business_date = models.DateField(_("business date"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, db_collation="C")
    signed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("desk")
    )
    guard = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("security")
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    body = models.TextField(_("what was signed"), blank=True, default="")
    digest = models.CharField(_("fingerprint"), max_length=64, blank=True, default="", db_collation="C")

    class Meta:
        verbose_name = _("sweep of the lockers")
        verbose_name_plural = _("sweeps of the lockers")
        constraints = [
            models.UniqueConstraint(fields=["store", "business_date"], name="lockers_sweep_once_a_day"),
            models.CheckConstraint(
                condition=Q(state="signed")
                & Q(signed_by__isnull=False, guard__isnull=False, signed_at__isnull=False)
                & ~Q(guard=F("signed_by"))
                & ~Q(body="")
                | Q(state="open", signed_by__isnull=True, guard__isnull=True, body=""),
                name="lockers_sweep_signed_by_both",
            ),
            models.CheckConstraint(
                condition=Q(body="", digest="") | Q(digest=Fingerprint("body")),
                name="lockers_sweep_fingerprint",
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)


class SweepLine(models.Model):
    """One box of a sweep; a blank is a box nobody has looked into yet."""

    class Result(models.TextChoices):
        UNSEEN = "", pgettext_lazy("box", "not looked into")
        EMPTY = "empty", pgettext_lazy("box", "empty")
        LEFT = "left", pgettext_lazy("box", "something left")
        STUCK = "stuck", pgettext_lazy("box", "couldn't be opened")

    sweep = models.ForeignKey(Sweep, models.PROTECT, related_name="lines", verbose_name=_("sweep"))
    box = models.ForeignKey(Box, models.PROTECT, related_name="+", verbose_name=_("locker box"))
    position = models.PositiveIntegerField(_("position"))
    result = models.CharField(
        _("result"), max_length=5, choices=Result, blank=True, default="", db_collation="C"
    )
    item = models.OneToOneField(
        FoundItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sweep_line",
        verbose_name=_("found item"),
    )
    by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    at = models.DateTimeField(_("entered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("box of a sweep")
        verbose_name_plural = _("boxes of a sweep")
        constraints = [
            models.UniqueConstraint(fields=["sweep", "box"], name="lockers_sweepline_once"),
            models.UniqueConstraint(fields=["sweep", "position"], name="lockers_sweepline_position"),
            models.CheckConstraint(
                condition=Q(result="left", item__isnull=False) | ~Q(result="left") & Q(item__isnull=True),
                name="lockers_sweepline_left_is_recorded",
            ),
            models.CheckConstraint(
                condition=Q(result="", at__isnull=True, by__isnull=True)
                | ~Q(result="") & Q(at__isnull=False, by__isnull=False),
                name="lockers_sweepline_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.get_result_display()}"
