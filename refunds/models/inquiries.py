"""The customer says the bank's credit is wrong or missing, and brings the bank's paper."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.models import StoredFile
from deskops.core.money import MoneyField
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff

from .refunds import RefundTender


@tracked()
class BankInquiry(models.Model):
    """An inquiry at the bank about one refund: opened, bank contacted, bank replied, customer answered."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("inquiry", "bank to be contacted")
        CONTACTED = "contacted", pgettext_lazy("inquiry", "waiting for the bank")
        REPLIED = "replied", pgettext_lazy("inquiry", "customer to be answered")
        ANSWERED = "answered", pgettext_lazy("inquiry", "customer answered")

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="bank_inquiry", verbose_name=_("document")
    )
    money = models.ForeignKey(
        RefundTender, models.PROTECT, related_name="inquiries", verbose_name=_("money of a refund")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, db_collation="C")
    claim = models.CharField(_("what the customer says"), max_length=300)
    arrived = MoneyField(_("amount that arrived"))
    telephone = models.CharField(_("telephone for the answer"), max_length=40)
    paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bank's paper")
    )
    contacted_at = models.DateTimeField(_("bank contacted at"), null=True, blank=True)
    contacted_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bank contacted by")
    )
    contact = models.CharField(_("whom at the bank, how"), max_length=200, blank=True, default="")
    replied_at = models.DateTimeField(_("bank replied at"), null=True, blank=True)
    reply = models.CharField(_("what the bank replied"), max_length=300, blank=True, default="")
    answered_at = models.DateTimeField(_("customer answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("customer answered by")
    )
    answer = models.CharField(_("what the customer was told"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("inquiry at the bank")
        verbose_name_plural = _("inquiries at the bank")
        constraints = [
            models.UniqueConstraint(
                fields=["money"], condition=~Q(state="answered"), name="refunds_inquiry_one_open"
            ),
            models.CheckConstraint(
                condition=Q(claim__regex=r"\S", telephone__regex=r"\S"), name="refunds_inquiry_told"
            ),
            models.CheckConstraint(
                condition=Q(state="open", contacted_at__isnull=True)
                | ~Q(state="open")
                & Q(contacted_at__isnull=False, contacted_by__isnull=False, contact__regex=r"\S"),
                name="refunds_inquiry_contacted",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "contacted"], replied_at__isnull=True)
                | Q(state__in=["replied", "answered"], replied_at__isnull=False, reply__regex=r"\S"),
                name="refunds_inquiry_replied",
            ),
            models.CheckConstraint(
                condition=Q(state="answered", answered_at__isnull=False, answered_by__isnull=False)
                & Q(answer__regex=r"\S")
                | ~Q(state="answered") & Q(answered_at__isnull=True),
                name="refunds_inquiry_answered",
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)
