"""Regions, stores and floors."""

from datetime import date, datetime, time

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from deskops.history import tracked
from deskops.org.clock import business_date

code_validator = RegexValidator(r"^[A-Z0-9]{1,10}$", _("Capital letters and digits, at most ten."))


@tracked()
class Region(models.Model):
    """A part of the chain with its own area manager (区域)."""

    code = models.CharField(
        _("code"), max_length=10, unique=True, validators=[code_validator], db_collation="C"
    )
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name


@tracked()
class Store(models.Model):
    """One mall (门店). ``cutoff_hour`` is the hour, Asia/Shanghai, at which its business day begins."""

    code = models.CharField(
        _("code"), max_length=10, unique=True, validators=[code_validator], db_collation="C"
    )
    name = models.CharField(_("name"), max_length=60)
    company = models.CharField(_("company on papers"), max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, related_name="stores", verbose_name=_("region"))
    place = models.CharField(
        _("place of local rules"),
        max_length=20,
        blank=True,
        help_text=_("City or province, for example 上海."),
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    opens_at = models.TimeField(_("opens at"), default=time(9, 0))
    closes_at = models.TimeField(_("closes at"), default=time(22, 0))
    cutoff_hour = models.PositiveSmallIntegerField(
        _("business day begins at (hour)"), default=6, validators=[MaxValueValidator(12)]
    )
    is_open = models.BooleanField(_("in operation"), default=True)

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        constraints = [
            models.CheckConstraint(condition=models.Q(cutoff_hour__lte=12), name="org_store_cutoff_by_noon"),
        ]

    def __str__(self) -> str:
        return self.name

    def business_date(self, now: datetime) -> date:
        """The trading day in this store at an aware time."""
        return business_date(now, self.cutoff_hour)


@tracked()
class Floor(models.Model):
    """A floor of a store, with supervisors of its own (楼层)."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="floors", verbose_name=_("store"))
    code = models.CharField(_("code"), max_length=10, validators=[code_validator], db_collation="C")
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("floor")
        verbose_name_plural = _("floors")
        constraints = [models.UniqueConstraint(fields=["store", "code"], name="org_floor_once_per_store")]

    def __str__(self) -> str:
        return self.name
