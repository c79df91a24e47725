"""What follows from cases: rewards and penalties, links between cases, the supervisor's measures."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.append_only import append_only
from deskops.core.money import ZERO, MoneyField
from deskops.org.models import Staff, Store

from .cases import Complaint
from .words import Department


def _only_added() -> list[pgtrigger.Trigger]:
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Consequence(models.Model):
    """A reward or a penalty (奖惩) that a case brings a person, a department or a shop; only added to."""

    class Kind(models.TextChoices):
        REWARD = "reward", _("reward")
        PENALTY = "penalty", _("penalty")

    class On(models.TextChoices):
        PERSON = "person", pgettext_lazy("falls on", "person")
        DEPARTMENT = "department", pgettext_lazy("falls on", "department")
        SHOP = "shop", pgettext_lazy("falls on", "shop")

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="consequences", verbose_name=_("complaint")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, db_collation="C")
    falls_on = models.CharField(_("falls on"), max_length=10, choices=On, db_collation="C")
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    department = models.CharField(
        _("department"), max_length=12, choices=Department, blank=True, default="", db_collation="C"
    )
    shop = models.CharField(_("shop or counter"), max_length=60, blank=True, default="")
    amount = MoneyField(_("amount"), default=ZERO)
    words = models.CharField(_("why, by which rule"), max_length=200)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reward or penalty")
        verbose_name_plural = _("rewards and penalties")
        constraints = [
            models.CheckConstraint(
                condition=Q(falls_on="person", staff__isnull=False, department="", shop="")
                | Q(falls_on="department", staff__isnull=True, shop="") & ~Q(department="")
                | Q(falls_on="shop", staff__isnull=True, department="", shop__regex=r"\S"),
                name="complaints_consequence_on_one",
            ),
            models.CheckConstraint(
                condition=Q(words__regex=r"\S", amount__gte=0), name="complaints_consequence_explained"
            ),
            models.CheckConstraint(
                condition=Q(staff__isnull=True) | ~Q(staff=F("by")), name="complaints_consequence_not_own"
            ),
        ]
        triggers = _only_added()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.staff or self.shop or self.get_department_display()}"


class Link(models.Model):
    """Two cases about the same thing; the one registered first stands first."""

    first = models.ForeignKey(Complaint, models.PROTECT, related_name="+", verbose_name=_("complaint"))
    second = models.ForeignKey(Complaint, models.PROTECT, related_name="+", verbose_name=_("other complaint"))
    why = models.CharField(_("what they have in common"), max_length=200)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("link between complaints")
        verbose_name_plural = _("links between complaints")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="complaints_linked_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="complaints_link_in_order"),
        ]
        triggers = _only_added()

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"


class Measure(models.Model):
    """What the supervisor does about the complaints of a month, under the statistics (改进措施)."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    month = models.DateField(_("month"))
    words = models.TextField(_("measure"))
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("measure for improvement")
        verbose_name_plural = _("measures for improvement")
        constraints = [
            models.CheckConstraint(condition=Q(words__regex=r"\S"), name="complaints_measure_told"),
            models.CheckConstraint(condition=Q(month__day=1), name="complaints_measure_of_a_month"),
        ]
        indexes = [models.Index(fields=["store", "month"], name="complaints_measures_of")]
        triggers = _only_added()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


append_only |= {"complaints_consequence", "complaints_link", "complaints_measure"}
