"""Files: the bytes in storage, their digest in the database."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from deskops.org.models import Staff


class StoredFile(models.Model):
    """One file that was put in storage, never changed. ``path`` is its name in the storage."""

    path = models.CharField(_("path"), max_length=200, unique=True, db_collation="C")
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64, db_collation="C")
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name
