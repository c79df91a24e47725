"""What may go back how long: the company's own rules and the catalogue of the three guarantees, dated."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.history import tracked
from deskops.org.models import Store


@tracked()
class ReturnRule(models.Model):
    """The company's own rule (退换货商品规定) for a category from a day on; "" holds for all others.

    Days are calendar days, the day of purchase not counted; hours run from the purchase. The rule of
    a store goes before the chain's.
    """

    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("store")
    )
    category = models.CharField(_("category"), max_length=60, blank=True, default="")
    starts = models.DateField(_("holds from"))
    returnable = models.BooleanField(_("may be returned without a fault"), default=True)
    refund_days = models.PositiveSmallIntegerField(_("refund within days"), null=True, blank=True)
    refund_hours = models.PositiveSmallIntegerField(_("refund within hours"), null=True, blank=True)
    exchange_days = models.PositiveSmallIntegerField(_("exchange within days"), null=True, blank=True)
    condition = models.CharField(_("condition it asks for"), max_length=200, blank=True, default="")
    source = models.CharField(_("rule it comes from"), max_length=200)

    class Meta:
        verbose_name = _("rule of returns")
        verbose_name_plural = _("rules of returns")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "category", "starts"], nulls_distinct=False, name="refunds_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(refund_days__isnull=True) | Q(refund_hours__isnull=True),
                name="refunds_rule_days_or_hours",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="refunds_rule_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.category or '*'} {self.starts}"


@tracked()
class GuaranteeRule(models.Model):
    """One entry of the catalogue of the three guarantees (三包): a category and its terms."""

    category = models.CharField(_("category"), max_length=60)
    starts = models.DateField(_("holds from"))
    refund_days = models.PositiveSmallIntegerField(_("refund within days"), default=7)
    exchange_days = models.PositiveSmallIntegerField(_("exchange within days"), default=15)
    months = models.PositiveSmallIntegerField(_("repaired free for months"))
    source = models.CharField(_("rule it comes from"), max_length=200)

    class Meta:
        verbose_name = _("entry of the three guarantees")
        verbose_name_plural = _("catalogue of the three guarantees")
        constraints = [
            models.UniqueConstraint(fields=["category", "starts"], name="refunds_guarantee_once"),
            models.CheckConstraint(condition=~Q(category="") & ~Q(source=""), name="refunds_guarantee_named"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.starts}"
