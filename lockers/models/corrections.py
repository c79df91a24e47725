"""What was written down otherwise afterwards: a found item's description, a deposit's place."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.documents.models import Document
from deskops.org.models import Staff


class Correction(models.Model):
    """One entry of a paper that reads otherwise since: what it was, what it is, why. Only added to.

    A found item changes no word without one (trigger of 0004).
    """

    class What(models.TextChoices):
        DESCRIPTION = "description", _("what it is")
        COLOUR = "colour", _("colour")
        MARKS = "marks", _("marks only the owner knows")
        WHERE = "where", _("found where")
        PLACE = "place", _("place")

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="locker_corrections", verbose_name=_("document")
    )
    what = models.CharField(_("what"), max_length=12, choices=What, db_collation="C")
    was = models.CharField(_("before"), max_length=200, blank=True)
    becomes = models.CharField(_("since"), max_length=200, blank=True)
    why = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.CheckConstraint(condition=Q(why__regex=r"\S"), name="lockers_correction_explained"),
            models.CheckConstraint(condition=~Q(was=F("becomes")), name="lockers_correction_changes"),
        ]
        indexes = [models.Index(fields=["document", "id"], name="lockers_corrections_of")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.was} → {self.becomes}"


append_only.add("lockers_correction")
