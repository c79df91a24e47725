"""Goods that came back wait at the desk until their floor collects them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Floor, Staff

from .refunds import Refund


@tracked()
class Pickup(models.Model):
    """The returned goods of one floor (取货单), signed for by its supervisor."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("goods", "waiting")
        COLLECTED = "collected", pgettext_lazy("goods", "collected")

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="pickup", verbose_name=_("document")
    )
    refund = models.ForeignKey(Refund, models.PROTECT, related_name="pickups", verbose_name=_("refund"))
    floor = models.ForeignKey(Floor, models.PROTECT, related_name="+", verbose_name=_("floor"))
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, db_collation="C"
    )
    collected_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("collected by")
    )
    collected_at = models.DateTimeField(_("collected at"), null=True, blank=True)

    class Meta:
        verbose_name = _("pick-up of returned goods")
        verbose_name_plural = _("pick-ups of returned goods")
        constraints = [
            models.UniqueConstraint(fields=["refund", "floor"], name="refunds_pickup_once_per_floor"),
            models.CheckConstraint(
                condition=Q(state="waiting", collected_by__isnull=True, collected_at__isnull=True)
                | Q(state="collected", collected_by__isnull=False, collected_at__isnull=False),
                name="refunds_pickup_collected_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["floor"], condition=Q(state="waiting"), name="refunds_pickup_waiting")
        ]

    def __str__(self) -> str:
        return str(self.document)
