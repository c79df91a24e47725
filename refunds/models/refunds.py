"""A refund or an exchange: the goods that come back, and the money tender by tender."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from deskops.core.money import ZERO, MoneyField
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Floor, Staff
from deskops.tills.models import Tender

from .purchases import Purchase, PurchaseLine, PurchaseTender


class Holding(models.TextChoices):
    """What a row holds of its purchase: nothing yet, asked for, gone back for good, given up."""

    NONE = "none", pgettext_lazy("holding", "chosen")
    RESERVED = "reserved", pgettext_lazy("holding", "asked for")
    FINAL = "final", pgettext_lazy("holding", "gone back")
    RELEASED = "released", pgettext_lazy("holding", "given up")


@tracked()
class Refund(models.Model):
    """A refund (退货) or exchange (换货) of goods of one purchase, with its paper.

    ``goods_amount`` is what the returned goods are worth, ``deduction`` what is kept for gifts and
    cashback, ``taken_amount`` what the goods given in exchange cost; of the difference the paper's
    amount goes back to the customer, or ``to_pay`` comes by ``pay_tender``. All in yuan.
    """

    class Purpose(models.TextChoices):
        REFUND = "refund", _("refund")
        EXCHANGE = "exchange", _("exchange")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("refund", "being prepared")
        ASKED = "asked", pgettext_lazy("refund", "waiting for approval")
        APPROVED = "approved", pgettext_lazy("refund", "approved")
        REJECTED = "rejected", pgettext_lazy("refund", "rejected")
        PAYING = "paying", pgettext_lazy("refund", "being paid")
        PAID = "paid", pgettext_lazy("refund", "paid, goods wait")
        CLOSED = "closed", pgettext_lazy("refund", "done")
        CANCELLED = "cancelled", pgettext_lazy("refund", "cancelled")

    class Reason(models.TextChoices):
        QUALITY = "quality", _("faulty goods")
        UNWANTED = "unwanted", _("not wanted")
        WRONG_PRICE = "wrong_price", _("wrong price")
        SERVICE = "service", _("service")

    class Condition(models.TextChoices):
        UNOPENED = "unopened", _("unopened")
        OPENED = "opened", _("opened, complete")
        USED = "used", _("used")
        DEFECTIVE = "defective", _("defective")
        KEPT = "kept", _("goods stay with the customer")

    class Invoice(models.TextChoices):
        NONE = "none", _("no invoice was given")
        RETURNED = "returned", _("invoice returned")
        RED_LETTER = "red_letter", _("red-letter number noted")

    class WayOut(models.TextChoices):
        CARD_CANCELLED = "card_cancelled", _("the bank card is cancelled")
        TERMINAL_CLOSED = "terminal_closed", _("the terminal refuses after its days")
        TERMINAL_FAILED = "terminal_failed", _("the terminal can't do it")

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="refund", verbose_name=_("document")
    )
    purchase = models.ForeignKey(Purchase, models.PROTECT, related_name="refunds", verbose_name=_("purchase"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose, default=Purpose.REFUND)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, db_collation="C")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True, default="")
    condition = models.CharField(
        _("condition of the goods"), max_length=10, choices=Condition, blank=True, default=""
    )
    repairs_failed = models.PositiveSmallIntegerField(_("repairs that failed"), default=0)
    words = models.CharField(_("what the customer says"), max_length=300, blank=True, default="")
    goods_amount = MoneyField(_("value of the goods"), default=ZERO)
    deduction = MoneyField(_("kept for gifts and cashback"), default=ZERO)
    deduction_why = models.CharField(_("why it is kept"), max_length=200, blank=True, default="")
    taken_amount = MoneyField(_("value of the goods taken"), default=ZERO)
    to_pay = MoneyField(_("difference the customer pays"), default=ZERO)
    pay_tender = models.ForeignKey(
        Tender, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("difference paid by")
    )
    pay_document = models.OneToOneField(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exchange_paid",
        verbose_name=_("document of the difference"),
    )
    invoice = models.CharField(_("invoice"), max_length=10, choices=Invoice, blank=True, default="")
    invoice_number = models.CharField(
        _("invoice or red-letter number"), max_length=40, blank=True, default="", db_collation="C"
    )
    exception = models.CharField(
        _("why not the same tender"), max_length=16, choices=WayOut, blank=True, default=""
    )
    checked = models.BooleanField(_("what the tenders need was shown"), default=False)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    ended_why = models.CharField(_("why cancelled"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "asked",
                        "approved",
                        "rejected",
                        "paying",
                        "paid",
                        "closed",
                        "cancelled",
                    ]
                ),
                name="refunds_refund_known_state",
            ),
            models.CheckConstraint(
                condition=Q(goods_amount__gte=0, deduction__gte=0, taken_amount__gte=0, to_pay__gte=0),
                name="refunds_refund_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | ~Q(reason="") & ~Q(condition="") & ~Q(invoice="") & Q(checked=True),
                name="refunds_refund_complete_when_asked",
            ),
            models.CheckConstraint(
                condition=Q(invoice__in=["", "none"]) | ~Q(invoice_number=""),
                name="refunds_refund_invoice_numbered",
            ),
            models.CheckConstraint(
                condition=Q(deduction=0) | Q(deduction_why__regex=r"\S"),
                name="refunds_refund_deduction_explained",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["paid", "closed"]) | Q(paid_at__isnull=False),
                name="refunds_refund_paid_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(ended_why__regex=r"\S"),
                name="refunds_refund_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(purpose="exchange") | Q(taken_amount=0, to_pay=0, pay_tender__isnull=True),
                name="refunds_refund_takes_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["purchase", "id"], name="refunds_of_purchase"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["draft", "asked", "approved", "rejected", "paying", "paid"]),
                name="refunds_under_way",
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)

    @property
    def amount(self) -> Decimal:
        """What goes back to the customer, in yuan: its paper's amount."""
        return self.document.amount or ZERO

    @property
    def under_way(self) -> bool:
        """Whether somebody still has to act on it."""
        return self.state not in (self.State.CLOSED, self.State.CANCELLED)


@tracked()
class RefundLine(models.Model):
    """So much of one line of the purchase comes back; ``rule`` is what the clerk and approver read of it.

    A line without quantity gives back a part of its price, which was charged too much, and no goods.
    """

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="lines", verbose_name=_("refund"))
    line = models.ForeignKey(
        PurchaseLine, models.PROTECT, related_name="refunded_by", verbose_name=_("goods")
    )
    floor = models.ForeignKey(Floor, models.PROTECT, related_name="+", verbose_name=_("floor"))
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    amount = MoneyField(_("amount"))
    rule = models.TextField(_("rule that applies"), blank=True, default="")
    holding = models.CharField(
        _("holds"), max_length=10, choices=Holding, default=Holding.NONE, db_collation="C"
    )

    class Meta:
        verbose_name = _("goods of a refund")
        verbose_name_plural = _("goods of refunds")
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "line"],
                condition=~Q(holding="released"),
                name="refunds_refundline_once",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, amount__gte=0) | Q(quantity=0, amount__gt=0),
                name="refunds_refundline_something",
            ),
            models.CheckConstraint(
                condition=Q(holding__in=["none", "reserved", "final", "released"]),
                name="refunds_refundline_known_holding",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """The goods with their quantity, or that only a part of their price goes back."""
        if not self.quantity:
            return gettext("%(goods)s: price difference") % {"goods": self.line.name}
        return f"{self.line.name} × {self.quantity.normalize():f}"


@tracked()
class RefundTender(models.Model):
    """What one tender of the purchase gives back: it names the payment it undoes and copies its tender.

    A bank card's payments are undone slip by slip: ``of_exchange`` names the exchange whose difference
    this one's slip paid, none for the purchase's own. ``out_tender`` is the same but for the supervised
    exception, which each tender explains in ``out_words`` for itself; a transfer goes to the tender's own
    payee. ``way`` is how the terminal does it. ``card`` is the stored-value card shown, or the last four
    of the bank card; the slips' values are filled while it is paid. ``document`` is filed when the money
    moves, on the business date of that day, and carries payment and transfer. ``confirmed_at`` says that
    the bank's credit was seen.
    """

    class Way(models.TextChoices):
        COUNTER = "counter", _("at the counter")
        VOID = "void", _("void of the day")
        REFUND = "refund", _("refund by the terminal")
        ONLINE = "online", _("back through the app")
        TRANSFER = "transfer", _("transfer by finance")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("tender of a refund", "waiting")
        UNDER_WAY = "under_way", pgettext_lazy("tender of a refund", "under way")
        FINANCE = "finance", pgettext_lazy("tender of a refund", "with finance")
        FAILED = "failed", pgettext_lazy("tender of a refund", "failed")
        DONE = "done", pgettext_lazy("tender of a refund", "done")
        ABANDONED = "abandoned", pgettext_lazy("tender of a refund", "abandoned")

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="tenders", verbose_name=_("refund"))
    document = models.OneToOneField(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="refunded_money",
        verbose_name=_("document of the money"),
    )
    paid = models.ForeignKey(
        PurchaseTender, models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
    of_exchange = models.ForeignKey(
        Refund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        verbose_name=_("difference of the exchange"),
    )
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="+", verbose_name=_("paid by"))
    out_tender = models.ForeignKey(Tender, models.PROTECT, related_name="+", verbose_name=_("refunded by"))
    is_exception = models.BooleanField(_("by exception"), default=False)
    out_words = models.CharField(_("exception explained"), max_length=300, blank=True, default="")
    payee_name = models.CharField(_("account holder"), max_length=100, blank=True, default="")
    payee_bank = models.CharField(_("bank"), max_length=100, blank=True, default="")
    payee_account = models.CharField(
        _("account number"), max_length=40, blank=True, default="", db_collation="C"
    )
    amount = MoneyField(_("amount"))
    holding = models.CharField(
        _("holds"), max_length=10, choices=Holding, default=Holding.NONE, db_collation="C"
    )
    way = models.CharField(_("way"), max_length=10, choices=Way, db_collation="C")
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, db_collation="C"
    )
    steps_done = models.PositiveSmallIntegerField(_("steps done"), default=0)
    card = models.CharField(_("card shown"), max_length=32, blank=True, default="", db_collation="C")
    credited = models.CharField(_("card credited"), max_length=32, blank=True, default="", db_collation="C")
    slip = models.CharField(_("POS slip"), max_length=40, blank=True, default="", db_collation="C")
    terminal_slip = models.CharField(
        _("terminal's slip or trace number"), max_length=40, blank=True, default="", db_collation="C"
    )
    reference = models.CharField(
        _("reference number"), max_length=64, blank=True, default="", db_collation="C"
    )
    trade_date = models.DateField(_("trade date"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("bank's credit seen at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seen by")
    )
    confirmed_how = models.CharField(_("seen how"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("money of a refund")
        verbose_name_plural = _("money of refunds")
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "paid", "of_exchange"],
                condition=~Q(holding="released"),
                nulls_distinct=False,
                name="refunds_refundtender_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refunds_refundtender_something"),
            models.CheckConstraint(
                condition=Q(out_tender=F("tender")) | Q(is_exception=True),
                name="refunds_same_tender_in_and_out",
            ),
            models.CheckConstraint(
                condition=Q(is_exception=False) | Q(holding="none") | Q(out_words__regex=r"\S"),
                name="refunds_refundtender_exception_explained",
            ),
            models.CheckConstraint(
                condition=~Q(way="transfer")
                | Q(holding="none")
                | Q(payee_name__regex=r"\S", payee_account__regex=r"\S"),
                name="refunds_refundtender_has_payee",
            ),
            models.UniqueConstraint(
                fields=["reference", "trade_date"],
                condition=Q(way="transfer") & ~Q(reference=""),
                name="refunds_transfer_once",
            ),
            models.CheckConstraint(
                condition=Q(holding__in=["none", "reserved", "final", "released"]),
                name="refunds_refundtender_known_holding",
            ),
            models.CheckConstraint(
                condition=Q(state="done", holding="final", done_at__isnull=False, document__isnull=False)
                | ~Q(state="done") & ~Q(holding="final") & Q(done_at__isnull=True, document__isnull=True),
                name="refunds_refundtender_done_is_final",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True, confirmed_how="")
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, state="done")
                & ~Q(confirmed_how=""),
                name="refunds_refundtender_confirmed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["done_at"],
                condition=Q(state="done", confirmed_at__isnull=True),
                name="refunds_not_confirmed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tender} {self.amount}"

    @property
    def by_bank(self) -> bool:
        """Whether a bank gives it back, so that it can be asked about it."""
        return self.way in (self.Way.VOID, self.Way.REFUND, self.Way.TRANSFER)
