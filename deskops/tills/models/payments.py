"""Ways to pay as rows, and how each paper was paid."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from deskops.core.money import JIAO, ZERO, MoneyField
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.ledger.kinds import AccountKind
from deskops.org.models import Staff

from .tills import Shift


@tracked()
class Tender(models.Model):
    """A way to pay (支付方式). A new one is a row, its own rules and recipe with it.

    ``account_kind`` is the kind of the store's ledger account that the money goes to; empty for
    stored value, where the card's own account is debited by the workflow that knows the card.
    """

    CASH = "cash"
    STORED_VALUE = "stored_value"

    code = models.CharField(_("code"), max_length=20, unique=True, db_collation="C")
    label_zh = models.CharField(_("name in Chinese"), max_length=30)
    label_en = models.CharField(_("name in English"), max_length=30)
    account_kind = models.CharField(
        _("kind of account"), max_length=20, choices=AccountKind, blank=True, default="", db_collation="C"
    )
    account_code = models.CharField(
        _("code of account"), max_length=20, blank=True, default="", db_collation="C"
    )
    needs_slip = models.BooleanField(_("slip number required"), default=False)
    needs_reference = models.BooleanField(_("reference number required"), default=False)
    needs_accounts = models.BooleanField(_("account names and numbers required"), default=False)
    needs_shift = models.BooleanField(_("only with an open till"), default=True)
    recipe = models.TextField(_("how it is done"), blank=True, default="")
    is_active = models.BooleanField(_("in use"), default=True)
    sort = models.PositiveSmallIntegerField(_("place in lists"), default=100)

    class Meta:
        verbose_name = _("tender")
        verbose_name_plural = _("tenders")
        ordering = ["sort", "code"]

    def __str__(self) -> str:
        return self.label_zh if (get_language() or "").startswith("zh") else self.label_en

    @property
    def is_cash(self) -> bool:
        return self.code == self.CASH


class Payment(models.Model):
    """Money that one tender moved for one paper, never changed.

    ``amount`` is what the paper asked for, positive taken from and negative paid to the customer;
    ``rounding`` is what cash added to it, so that ``amount + rounding`` went through the drawer. What
    was ``on_pos`` too, a cash refund for example, is in the POS's total as well and counts once.
    """

    class Paper(models.TextChoices):
        """The paper by which somebody who pays for another was identified."""

        ID_CARD = "id_card", _("ID card")
        PASSPORT = "passport", _("passport")
        PERMIT = "permit", _("residence or travel permit")
        LICENCE = "licence", _("business licence")
        OTHER = "other", _("other paper")

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="payments", verbose_name=_("document")
    )
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="payments", verbose_name=_("tender"))
    shift = models.ForeignKey(
        Shift, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("shift")
    )
    amount = MoneyField(_("amount"))
    rounding = MoneyField(_("rounding"), default=ZERO)
    on_pos = models.BooleanField(_("rung up at the POS too"), default=False)
    slip = models.CharField(_("slip number"), max_length=40, blank=True, default="", db_collation="C")
    reference = models.CharField(
        _("reference number"), max_length=64, blank=True, default="", db_collation="C"
    )
    from_name = models.CharField(_("paid from account of"), max_length=100, blank=True, default="")
    from_number = models.CharField(
        _("paid from account number"), max_length=40, blank=True, default="", db_collation="C"
    )
    to_name = models.CharField(_("paid to account of"), max_length=100, blank=True, default="")
    to_number = models.CharField(
        _("paid to account number"), max_length=40, blank=True, default="", db_collation="C"
    )
    payer_name = models.CharField(_("paid by another person"), max_length=60, blank=True, default="")
    payer_paper = models.CharField(_("paper seen"), max_length=10, choices=Paper, blank=True, default="")
    payer_last4 = models.CharField(
        _("last 4 of its number"), max_length=4, blank=True, default="", db_collation="C"
    )
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("clerk"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="tills_payment_not_zero"),
            models.CheckConstraint(
                condition=Q(rounding__gt=-JIAO, rounding__lt=JIAO), name="tills_payment_rounds_below_jiao"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, rounding__gte=-F("amount")) | Q(amount__lt=0, rounding__lte=0),
                name="tills_payment_rounds_its_way",
            ),
            models.CheckConstraint(
                condition=Q(payer_name="", payer_paper="", payer_last4="")
                | ~Q(payer_name="") & ~Q(payer_paper="") & Q(payer_last4__regex=r"^[0-9A-Z]{4}$"),
                name="tills_payment_payer_identified",
            ),
        ]
        indexes = [
            models.Index(fields=["shift", "id"], name="tills_payment_of_shift"),
            models.Index(fields=["document"], name="tills_payment_of_document"),
        ]

    def __str__(self) -> str:
        return f"{self.tender} {self.amount}"
