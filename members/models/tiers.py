"""Tiers of membership (会员分级): data, held from a day on."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from deskops.history import tracked
from deskops.org.models import Staff


@tracked()
class Tier(models.Model):
    """A tier. Members of a ``cashback`` tier (银卡) earn cashback; one starts in the lowest ``rank``."""

    code = models.CharField(_("code"), max_length=10, unique=True, db_collation="C")
    name = models.CharField(_("name"), max_length=20, unique=True)
    rank = models.PositiveSmallIntegerField(_("rank"), unique=True)
    cashback = models.BooleanField(_("earns cashback"), default=False)

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name


class TierPeriod(models.Model):
    """From which day a member is of a tier, and whose word that was; holds until the next."""

    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="tiers", verbose_name=_("member")
    )
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+", verbose_name=_("tier"))
    starts = models.DateField(_("from"))
    source = models.CharField(_("source"), max_length=100)
    set_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set at"), db_default=Now())

    class Meta:
        verbose_name = _("tier period")
        verbose_name_plural = _("tier periods")
        constraints = [
            models.UniqueConstraint(fields=["member", "starts"], name="members_tier_once_per_day"),
            models.CheckConstraint(condition=~models.Q(source=""), name="members_tier_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.tier} {self.starts}"
