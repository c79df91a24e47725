"""The daily list of new members who still owe something, sent back to the store."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from deskops.documents.models import Document
from deskops.org.models import Store

from .people import Member, Missing


class CompletenessList(models.Model):
    """What one business date's new members of a store lacked when they were checked, the day after."""

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="completeness", verbose_name=_("document")
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    day = models.DateField(_("joined on"))
    joined = models.PositiveIntegerField(_("new members"))

    class Meta:
        verbose_name = _("list of incomplete members")
        verbose_name_plural = _("lists of incomplete members")
        constraints = [models.UniqueConstraint(fields=["store", "day"], name="members_list_once_a_day")]

    def __str__(self) -> str:
        return str(self.document)


class CompletenessLine(models.Model):
    """One member of the list, with what was missing then."""

    list = models.ForeignKey(CompletenessList, models.PROTECT, related_name="lines")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("member"))
    missing = ArrayField(models.CharField(max_length=10, choices=Missing), verbose_name=_("missing then"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "member"], name="members_list_line_once")]

    def __str__(self) -> str:
        return f"{self.list_id} {self.member_id}"

    @property
    def missing_labels(self) -> Sequence[str]:
        """What was missing, in words."""
        return [str(Missing(reason).label) for reason in self.missing]
