"""Rules of the trade as dated rows: a value, where and from when it holds, and where it comes from."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from deskops.history import tracked
from deskops.org.models import Staff, Store


@tracked()
class Setting(models.Model):
    """The value of one rule from a day on; it holds until a later row of the same key and reach.

    Reach: a store's row beats its place's (城市), which beats the chain's.
    """

    key = models.CharField(_("key"), max_length=60, db_collation="C")
    store = models.ForeignKey(Store, models.PROTECT, null=True, blank=True, verbose_name=_("store"))
    place = models.CharField(_("place"), max_length=20, blank=True, default="")
    starts = models.DateField(_("holds from"))
    value = models.JSONField(_("value"))
    source = models.CharField(_("rule it comes from"), max_length=300)
    set_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set at"), db_default=Now())

    class Meta:
        verbose_name = _("dated setting")
        verbose_name_plural = _("dated settings")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "store", "place", "starts"],
                nulls_distinct=False,
                name="core_setting_once_per_day",
            ),
            models.CheckConstraint(
                condition=models.Q(store__isnull=True) | models.Q(place=""),
                name="core_setting_store_or_place",
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="core_setting_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.starts}"
