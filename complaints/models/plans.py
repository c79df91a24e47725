"""Plans proposed for a case: several, of which one is chosen."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.core.money import ZERO, MoneyField
from deskops.org.models import Staff

from .cases import Complaint
from .words import Result


class Plan(models.Model):
    """One way of settling a case, as proposed; never changed. ``amount`` is what it costs us, in yuan."""

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="plans", verbose_name=_("complaint")
    )
    position = models.PositiveSmallIntegerField(_("no."))
    result = models.CharField(_("result"), max_length=12, choices=Result, db_collation="C")
    words = models.CharField(_("plan"), max_length=300)
    amount = MoneyField(_("cost"), default=ZERO)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    at = models.DateTimeField(_("proposed at"))

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "position"], name="complaints_plan_numbered"),
            models.CheckConstraint(
                condition=Q(words__regex=r"\S", amount__gte=0), name="complaints_plan_says_something"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.position}. {self.words}"


append_only |= {"complaints_plan"}
