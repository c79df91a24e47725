"""One row per business paper; every workflow's model has a one-to-one to it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.core.money import MoneyField
from deskops.history import tracked
from deskops.org.models import Staff, Store


class Counter(models.Model):
    """The last number given out per store, kind and business date: no gaps, no repeats."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, db_collation="C")
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "kind", "day"], name="documents_counter_once"),
            models.CheckConstraint(condition=Q(last__gte=1), name="documents_counter_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.store_id} {self.kind} {self.day}: {self.last}"


@tracked()
class Document(models.Model):
    """A business paper: what kind, whose, when, its number, its amount, who made it, what it came from.

    ``member_id`` points at members.Member: that room is above this one, so its first migration adds
    the foreign key to the table. ``state`` is the workflow's own word, kept here so that one query
    shows a timeline.
    """

    kind = models.CharField(_("kind"), max_length=20, db_collation="C")
    number = models.CharField(_("number"), max_length=40, unique=True, db_collation="C")
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    member_id = models.BigIntegerField(_("member"), null=True, blank=True)
    business_date = models.DateField(_("business date"))
    amount = MoneyField(_("amount"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, db_collation="C", blank=True, default="")
    maker = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers", verbose_name=_("came from")
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="documents_document_numbered"),
            models.CheckConstraint(
                condition=Q(origin__isnull=True) | ~Q(origin=F("id")),
                name="documents_document_not_own_origin",
            ),
        ]
        indexes = [
            models.Index(fields=["member_id", "-made_at"], name="documents_of_member"),
            models.Index(fields=["store", "business_date", "kind"], name="documents_of_day"),
        ]

    def __str__(self) -> str:
        return self.number
