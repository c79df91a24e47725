"""A list that the information department brings: every row with what it would do, before it does it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.core.models import StoredFile
from deskops.core.money import MoneyField
from deskops.history import tracked
from deskops.org.models import Staff
from members.models import Member

from .cycles import Cycle


@tracked()
class ListFile(models.Model):
    """One file brought for a cycle. ``version`` is that of the list it was compared with."""

    class State(models.TextChoices):
        READ = "read", _("looked at")
        TAKEN = "taken", _("taken in")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="files", verbose_name=_("cycle"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    job_id = models.BigIntegerField(_("job"), unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READ)
    version = models.PositiveIntegerField(_("compared with change"))
    brought_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("brought by"))
    read_at = models.DateTimeField(_("read at"))
    added = models.PositiveIntegerField(_("added"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    total = MoneyField(_("sum of the sound rows"), default=0)

    class Meta:
        verbose_name = _("cashback list brought")
        verbose_name_plural = _("cashback lists brought")

    def __str__(self) -> str:
        return self.file.name


class ListRow(models.Model):
    """One row of a file (1 is the first below the header), as typed, and what it would do."""

    class Outcome(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        SAME = "same", _("unchanged")
        REFUSED = "refused", _("refused")

    file = models.ForeignKey(ListFile, models.PROTECT, related_name="rows", verbose_name=_("file"))
    row = models.PositiveIntegerField(_("row"))
    card = models.CharField(_("member card"), max_length=60, db_collation="C")
    name = models.CharField(_("name"), max_length=120)
    typed = models.CharField(_("amount as typed"), max_length=60)
    amount = MoneyField(_("amount"), null=True, blank=True)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("member")
    )
    before = MoneyField(_("amount on the list"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    why = models.CharField(_("why refused"), max_length=20, blank=True, default="", db_collation="C")

    class Meta:
        verbose_name = _("row of a cashback list")
        verbose_name_plural = _("rows of cashback lists")
        constraints = [
            models.UniqueConstraint(fields=["file", "row"], name="cashback_listrow_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["added", "changed", "same", "refused"]),
                name="cashback_listrow_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome="refused") | Q(amount__isnull=False, member__isnull=False),
                name="cashback_listrow_sound",
            ),
        ]
        indexes = [models.Index(fields=["file", "outcome", "row"], name="cashback_listrows_shown")]

    def __str__(self) -> str:
        return f"{self.row} {self.card}"
