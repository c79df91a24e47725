"""A caller or visitor asks something (来电来访)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff, Store

from .words import Channel, Department


@tracked()
class Enquiry(models.Model):
    """An enquiry: who asks what, which department has it, what was answered.

    ``store``, ``on`` and ``due_at`` repeat what paper and promises say, as for complaints.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("enquiry", "to answer")
        PASSED = "passed", pgettext_lazy("enquiry", "with a department")
        ANSWERED = "answered", pgettext_lazy("enquiry", "answered")

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="enquiry", verbose_name=_("document")
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    on = models.DateField(_("registered on"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, db_collation="C")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN, db_collation="C")
    name = models.CharField(_("who asks"), max_length=60)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True, default="", db_collation="C")
    question = models.TextField(_("question"))
    department = models.CharField(
        _("department"), max_length=12, choices=Department, blank=True, default="", db_collation="C"
    )
    answer = models.TextField(_("answer"), blank=True, default="")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    due_at = models.DateTimeField(_("due next"), null=True, blank=True)

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        constraints = [
            models.CheckConstraint(
                condition=Q(question__regex=r"\S", name__regex=r"\S"), name="complaints_enquiry_told"
            ),
            models.CheckConstraint(
                condition=Q(state="answered", answer__regex=r"\S", answered_at__isnull=False)
                & Q(answered_by__isnull=False)
                | ~Q(state="answered") & Q(answer="", answered_at__isnull=True, answered_by__isnull=True),
                name="complaints_enquiry_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state="passed") | ~Q(department=""), name="complaints_enquiry_passed_to_one"
            ),
            models.CheckConstraint(
                condition=Q(state="answered") | Q(telephone__regex=r"\S"),
                name="complaints_enquiry_can_be_rung",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "due_at"], condition=~Q(state="answered"), name="complaints_enquiry_due"
            ),
            models.Index(fields=["store", "-id"], name="complaints_enquiry_latest"),
        ]

    def __str__(self) -> str:
        return str(self.document)
