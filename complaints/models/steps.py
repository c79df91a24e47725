"""What was done about a case or an enquiry: each step its own person, time and evidence; only added to."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.append_only import append_only
from deskops.core.models import StoredFile
from deskops.documents.models import Document
from deskops.org.models import Staff

from .words import Outcome, Way


def _only_added() -> list[pgtrigger.Trigger]:
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Step(models.Model):
    """One thing that was done. ``way`` and ``outcome`` stand on what was said or sent to the customer."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", pgettext_lazy("step", "registered")
        CONTACT = "contact", pgettext_lazy("step", "contact")
        JUDGED = "judged", pgettext_lazy("step", "judged")
        INVESTIGATED = "investigated", pgettext_lazy("step", "investigated")
        PROPOSED = "proposed", pgettext_lazy("step", "plan proposed")
        CHOSEN = "chosen", pgettext_lazy("step", "plan chosen")
        APPROVED = "approved", pgettext_lazy("step", "approved")
        REJECTED = "rejected", pgettext_lazy("step", "rejected")
        AGREED = "agreed", pgettext_lazy("step", "customer agreed")
        DECLINED = "declined", pgettext_lazy("step", "customer declined")
        CARRIED = "carried", pgettext_lazy("step", "carried out")
        ACCEPTED = "accepted", pgettext_lazy("step", "accepted")
        FOLLOWED = "followed", pgettext_lazy("step", "followed up")
        SUMMED_UP = "summed_up", pgettext_lazy("step", "summed up")
        REOPENED = "reopened", pgettext_lazy("step", "reopened")
        HANDED_OVER = "handed_over", pgettext_lazy("step", "handed over")
        ESCALATED = "escalated", pgettext_lazy("step", "given to the manager")
        PAUSED = "paused", pgettext_lazy("step", "paused")
        RESUMED = "resumed", pgettext_lazy("step", "resumed")
        ALLOWED = "allowed", pgettext_lazy("step", "longer pause allowed")
        LINKED = "linked", pgettext_lazy("step", "linked")
        CONSEQUENCE = "consequence", pgettext_lazy("step", "reward or penalty")
        OPENED = "opened", pgettext_lazy("step", "paper opened")
        NOTE = "note", pgettext_lazy("step", "note")
        THANKED = "thanked", pgettext_lazy("step", "thanked")
        PASSED = "passed", pgettext_lazy("step", "passed on")
        TRACKED = "tracked", pgettext_lazy("step", "department's answer")
        STORE = "store", pgettext_lazy("step", "store's part")
        AREA = "area", pgettext_lazy("step", "area manager's part")
        HEAD = "head", pgettext_lazy("step", "head office's call")
        PROMISED = "promised", pgettext_lazy("step", "next promise")
        ANSWERED = "answered", pgettext_lazy("step", "answered")

    document = models.ForeignKey(Document, models.PROTECT, related_name="steps", verbose_name=_("document"))
    kind = models.CharField(_("step"), max_length=12, choices=Kind, db_collation="C")
    words = models.TextField(_("words"), blank=True, default="")
    way = models.CharField(_("way"), max_length=10, choices=Way, blank=True, default="", db_collation="C")
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, blank=True, default="", db_collation="C"
    )
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.CheckConstraint(
                condition=Q(way="", outcome="") | ~Q(way="") & ~Q(outcome=""),
                name="complaints_step_contact_whole",
            ),
        ]
        indexes = [models.Index(fields=["document", "at"], name="complaints_steps_of")]
        triggers = _only_added()

    def __str__(self) -> str:
        return f"{self.document} {self.get_kind_display()}"


class Evidence(models.Model):
    """A file that belongs to a step: seen only by who may see the case."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="evidence", verbose_name=_("step"))
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        triggers = _only_added()

    def __str__(self) -> str:
        return str(self.file)


append_only |= {"complaints_step", "complaints_evidence"}
