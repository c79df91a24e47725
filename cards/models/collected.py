"""Plastic that came back to the desk, and its destruction by two persons."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff, Store
from members.models import MemberCard

from .acts import CardAct


class Destruction(models.Model):
    """Collected cards that two persons counted and destroyed: the paper's maker, and ``second``."""

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="destruction", verbose_name=_("document")
    )
    counted = models.PositiveIntegerField(_("cards counted"))
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("destroyed by"))
    second = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("and by"))

    class Meta:
        verbose_name = _("destruction of cards")
        verbose_name_plural = _("destructions of cards")
        constraints = [
            models.CheckConstraint(condition=Q(counted__gte=1), name="cards_destruction_of_some"),
            models.CheckConstraint(condition=~Q(by=F("second")), name="cards_destruction_by_two"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.document_id}"


@tracked()
class CollectedCard(models.Model):
    """A member card's plastic that the desk took back in ``act``; it lies at ``store`` until destroyed."""

    card = models.OneToOneField(
        MemberCard, models.PROTECT, related_name="collected", verbose_name=_("member card")
    )
    act = models.OneToOneField(CardAct, models.PROTECT, related_name="collected", verbose_name=_("act"))
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    collected_on = models.DateField(_("collected on"))
    destruction = models.ForeignKey(
        Destruction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cards",
        verbose_name=_("destroyed on"),
    )

    class Meta:
        verbose_name = _("collected card")
        verbose_name_plural = _("collected cards")
        indexes = [
            models.Index(
                fields=["store", "collected_on"],
                condition=Q(destruction__isnull=True),
                name="cards_collected_waiting",
            )
        ]

    def __str__(self) -> str:
        return str(self.card)


append_only |= {"cards_destruction"}
