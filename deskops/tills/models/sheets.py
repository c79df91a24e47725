"""The day sheet of a desk position, and what finance has ticked on it."""

import json
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskops.core.frozen import frozen_text
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff

from .tills import Till


@tracked()
class DaySheet(models.Model):
    """One desk position's business date, added up and frozen when it was filed.

    ``body`` is the canonical text of its sections, ``digest`` the SHA-256 of that. When more happened
    afterwards, a new sheet is filed that names this one as its origin.
    """

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="day_sheet", verbose_name=_("document")
    )
    till = models.ForeignKey(Till, models.PROTECT, related_name="day_sheets", verbose_name=_("till"))
    business_date = models.DateField(_("business date"))
    body = models.TextField(_("what it says"))
    digest = models.CharField(_("fingerprint"), max_length=64, db_collation="C")

    class Meta:
        verbose_name = _("day sheet")
        verbose_name_plural = _("day sheets")
        constraints = [
            models.UniqueConstraint(fields=["till", "business_date", "digest"], name="tills_daysheet_once"),
            frozen_text(body="body", digest="digest", name="tills_daysheet_fingerprint"),
        ]

    def __str__(self) -> str:
        return str(self.document)

    @cached_property
    def content(self) -> dict[str, Any]:
        """What ``body`` holds."""
        found: dict[str, Any] = json.loads(self.body)
        return found


class DaySheetTick(models.Model):
    """Finance has compared one section of a filed day sheet."""

    sheet = models.ForeignKey(DaySheet, models.PROTECT, related_name="ticks", verbose_name=_("day sheet"))
    section = models.CharField(_("part"), max_length=40, db_collation="C")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("ticked by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("tick on a day sheet")
        verbose_name_plural = _("ticks on day sheets")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "section"], name="tills_daysheettick_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.section}"
