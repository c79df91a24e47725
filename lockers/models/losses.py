"""Reports of loss (报失), and claims of what was found (认领)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Floor, Staff, Store

from .found import FoundItem
from .people import Person
from .places import Category


@tracked()
class LossReport(models.Model):
    """Somebody misses something (报失): what, where, when, and where to ring."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("loss", "looked for")
        FOUND = "found", pgettext_lazy("loss", "found and fetched")
        CLOSED = "closed", pgettext_lazy("loss", "closed without it")

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="loss_report", verbose_name=_("document")
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    category = models.CharField(_("kind of thing"), max_length=12, choices=Category, db_collation="C")
    description = models.CharField(_("what it is"), max_length=200)
    colour = models.CharField(_("colour"), max_length=20, blank=True, default="")
    marks = models.CharField(_("marks only the owner knows"), max_length=200, blank=True, default="")
    where = models.CharField(_("lost where"), max_length=100, blank=True, default="")
    floor = models.ForeignKey(
        Floor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("floor")
    )
    lost_from = models.DateField(_("last seen on"))
    lost_to = models.DateField(_("missed on"))
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("owner"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, db_collation="C")
    why = models.CharField(_("why closed"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("report of loss")
        verbose_name_plural = _("reports of loss")
        constraints = [
            models.CheckConstraint(condition=Q(description__regex=r"\S"), name="lockers_loss_described"),
            models.CheckConstraint(condition=Q(lost_to__gte=F("lost_from")), name="lockers_loss_from_to"),
            models.CheckConstraint(
                condition=Q(state="closed", why__regex=r"\S") | ~Q(state="closed") & Q(why=""),
                name="lockers_loss_closed_why",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "lost_from"], condition=Q(state="open"), name="lockers_loss_open"),
            models.Index(fields=["store", "-id"], name="lockers_loss_latest"),
        ]

    def __str__(self) -> str:
        return str(self.document)


@tracked()
class Claim(models.Model):
    """The owner fetched a found item (认领): once, with identity and signature.

    ``second`` is the supervisor or security who signed too, which a valuable needs.
    """

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="found_claim", verbose_name=_("document")
    )
    item = models.OneToOneField(FoundItem, models.PROTECT, related_name="claim", verbose_name=_("found item"))
    report = models.OneToOneField(
        LossReport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claim",
        verbose_name=_("report of loss"),
    )
    claimant = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("claimant"))
    told = models.CharField(_("what the claimant told of it"), max_length=300)
    second = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("second signature")
    )

    class Meta:
        verbose_name = _("claim of a found item")
        verbose_name_plural = _("claims of found items")
        constraints = [
            models.CheckConstraint(condition=Q(told__regex=r"\S"), name="lockers_claim_told"),
        ]

    def __str__(self) -> str:
        return str(self.document)
