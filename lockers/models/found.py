"""Found items (失物) and the chain of who had them, where, under which seal."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.append_only import append_only
from deskops.core.frozen import frozen_text
from deskops.core.models import StoredFile
from deskops.core.money import MoneyField
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Floor, Staff, Store

from .cabinets import Box
from .handing import HandingOver
from .people import Person
from .places import Category, Handling, Place


@tracked()
class FoundItem(models.Model):
    """A thing somebody found or left. Who has it, where, and how it ended is what its custody says.

    ``state``, ``holder``, ``place``, ``spot`` and ``seal`` follow the last step of the chain: only the
    chain's trigger writes them. ``marks`` is what only the owner can know; it is asked, not told.
    """

    class State(models.TextChoices):
        KEPT = "kept", pgettext_lazy("found item", "kept")
        CLAIMED = "claimed", pgettext_lazy("found item", "claimed")
        HANDED = "handed", pgettext_lazy("found item", "handed on")

    class Source(models.TextChoices):
        FOUND = "found", pgettext_lazy("source", "found in the mall")
        SWEEP = "sweep", pgettext_lazy("source", "left in a box, found by the sweep")
        OPENING = "opening", pgettext_lazy("source", "kept when a box was opened")
        DEPOSIT = "deposit", pgettext_lazy("source", "deposit nobody fetched")

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="found_item", verbose_name=_("document")
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    category = models.CharField(_("kind of thing"), max_length=12, choices=Category, db_collation="C")
    handling = models.CharField(_("kept as"), max_length=10, choices=Handling, db_collation="C")
    source = models.CharField(_("where it comes from"), max_length=10, choices=Source, db_collation="C")
    description = models.CharField(_("what it is"), max_length=200)
    colour = models.CharField(_("colour"), max_length=20, blank=True, default="")
    marks = models.CharField(_("marks only the owner knows"), max_length=200, blank=True, default="")
    cash = MoneyField(_("cash in it"), null=True, blank=True)
    where = models.CharField(_("found where"), max_length=100)
    floor = models.ForeignKey(
        Floor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("floor")
    )
    box = models.ForeignKey(
        Box, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("locker box")
    )
    found_at = models.DateTimeField(_("found at"))
    found_on = models.DateField(_("found on"))
    finder = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("finder")
    )
    photo = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    keep_until = models.DateField(_("kept until"))
    rule = models.CharField(_("rule"), max_length=200)
    handing = models.ForeignKey(
        HandingOver,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("on the list"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.KEPT, db_collation="C")
    holder = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who has it")
    )
    place = models.CharField(_("place"), max_length=10, choices=Place, blank=True, db_collation="C")
    spot = models.CharField(_("spot"), max_length=40, blank=True, default="")
    seal = models.CharField(_("seal number"), max_length=40, blank=True, default="", db_collation="C")

    class Meta:
        verbose_name = _("found item")
        verbose_name_plural = _("found items")
        constraints = [
            models.CheckConstraint(
                condition=Q(description__regex=r"\S", where__regex=r"\S"), name="lockers_found_described"
            ),
            models.CheckConstraint(
                condition=~Q(state="kept", handling="valuable")
                | Q(place="")
                | Q(place="safe", seal__regex=r"\S"),
                name="lockers_found_valuable_in_safe",
            ),
            models.CheckConstraint(
                condition=Q(cash__isnull=True) | Q(cash__gt=0), name="lockers_found_cash_positive"
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "keep_until"], condition=Q(state="kept"), name="lockers_found_kept"
            ),
            models.Index(fields=["store", "-id"], name="lockers_found_latest"),
            models.Index(fields=["seal"], condition=~Q(seal=""), name="lockers_found_seal"),
        ]

    def __str__(self) -> str:
        return str(self.document)


class CustodyStep(models.Model):
    """One link of the chain: who gave, who took, where it lies since, under which seal. Only added to.

    Members of staff prove who they are by session or by number and password; ``absent`` says that the
    giver was not there and ``vouched_by`` signed in their place. ``body`` is what both signed.
    """

    class Kind(models.TextChoices):
        TAKEN_IN = "taken_in", pgettext_lazy("custody", "taken in")
        PASSED = "passed", pgettext_lazy("custody", "passed on")
        CLAIMED = "claimed", pgettext_lazy("custody", "given to the owner")
        HANDED = "handed", pgettext_lazy("custody", "handed on")

    item = models.ForeignKey(FoundItem, models.PROTECT, related_name="custody", verbose_name=_("found item"))
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("step"), max_length=10, choices=Kind, db_collation="C")
    giver = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("giver")
    )
    giver_name = models.CharField(_("given by"), max_length=60)
    taker = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taker")
    )
    taker_name = models.CharField(_("taken by"), max_length=60)
    absent = models.BooleanField(_("giver absent"), default=False)
    vouched_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in the giver's place")
    )
    place = models.CharField(
        _("place"), max_length=10, choices=Place, blank=True, default="", db_collation="C"
    )
    spot = models.CharField(_("spot"), max_length=40, blank=True, default="")
    seal = models.CharField(_("seal number"), max_length=40, blank=True, default="", db_collation="C")
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    body = models.TextField(_("what was signed"))
    digest = models.CharField(_("fingerprint"), max_length=64, db_collation="C")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step of custody")
        verbose_name_plural = _("steps of custody")
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="lockers_custody_position"),
            models.CheckConstraint(
                condition=Q(giver_name__regex=r"\S", taker_name__regex=r"\S"), name="lockers_custody_named"
            ),
            models.CheckConstraint(
                condition=Q(giver__isnull=True) | Q(taker__isnull=True) | ~Q(giver=F("taker")),
                name="lockers_custody_two_people",
            ),
            models.CheckConstraint(
                condition=Q(absent=False, vouched_by__isnull=True)
                | Q(absent=True, vouched_by__isnull=False, note__regex=r"\S") & ~Q(vouched_by=F("taker")),
                name="lockers_custody_absent_vouched",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["taken_in", "passed"], taker__isnull=False) & ~Q(place="")
                | Q(kind__in=["claimed", "handed"], place=""),
                name="lockers_custody_placed",
            ),
            frozen_text(body="body", digest="digest", name="lockers_custody_fingerprint"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.position}: {self.giver_name} → {self.taker_name}"


append_only.add("lockers_custodystep")
