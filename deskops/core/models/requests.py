"""Request keys: what was asked, once."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from deskops.org.models import Staff


class Request(models.Model):
    """One act asked for by one person: the same key answers the stored result, never acts again."""

    key = models.UUIDField(_("key"), primary_key=True)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("staff"))
    name = models.CharField(_("act"), max_length=60, db_collation="C")
    digest = models.CharField(_("digest"), max_length=64, db_collation="C")
    result = models.JSONField(_("result"), default=dict, db_default={})
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")

    def __str__(self) -> str:
        return f"{self.name} {self.key}"
