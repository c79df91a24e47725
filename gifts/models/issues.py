"""A gift for a purchase: the receipts it stands on, who got it, and what came back with a refund."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from deskops.core.money import MoneyField
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff, Store
from members.models import Member

from .campaigns import Campaign, CampaignRule, GiftItem
from .stock import Place


@tracked()
class GiftPurchase(models.Model):
    """One receipt as gifts see it: of the POS's file, or typed from the paper until the file comes (未核).

    ``mark`` is the POS machine's number without what is written one way here and another there
    (03, 3), so that a paper typed otherwise is still the same receipt.
    """

    class State(models.TextChoices):
        VERIFIED = "verified", pgettext_lazy("purchase", "verified")
        UNVERIFIED = "unverified", pgettext_lazy("purchase", "unverified")
        MISMATCH = "mismatch", pgettext_lazy("purchase", "differs from the POS")
        SETTLED = "settled", pgettext_lazy("purchase", "difference settled")

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    pos = models.CharField("POS", max_length=20, db_collation="C")
    mark = models.CharField(max_length=20, db_collation="C")
    number = models.CharField(_("receipt number"), max_length=40, db_collation="C")
    bought_on = models.DateField(_("date of purchase"))
    amount = MoneyField(_("amount"))
    card_number = models.CharField(_("member card"), max_length=32, blank=True, default="", db_collation="C")
    state = models.CharField(_("state"), max_length=12, choices=State, db_collation="C")
    receipt_id = models.BigIntegerField(_("imported receipt"), null=True, blank=True)
    sighted_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paper seen by")
    )
    sighted_at = models.DateTimeField(_("paper seen at"), null=True, blank=True)
    mismatch = models.CharField(_("what differs"), max_length=200, blank=True, default="")
    settled_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_how = models.CharField(_("how it was settled"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("purchase with gifts")
        verbose_name_plural = _("purchases with gifts")
        constraints = [
            models.UniqueConstraint(fields=["store", "number", "mark"], name="gifts_purchase_once_per_store"),
            models.CheckConstraint(condition=~Q(number=""), name="gifts_purchase_numbered"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="gifts_purchase_of_money"),
            models.CheckConstraint(
                condition=Q(state="unverified", receipt_id__isnull=True)
                | Q(state__in=["verified", "mismatch", "settled"], receipt_id__isnull=False),
                name="gifts_purchase_verified_by_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state="unverified") | Q(sighted_by__isnull=False, sighted_at__isnull=False),
                name="gifts_purchase_typed_from_paper",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["mismatch", "settled"]) | Q(mismatch__regex=r"\S"),
                name="gifts_purchase_mismatch_told",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="settled",
                    settled_by__isnull=False,
                    settled_at__isnull=False,
                    settled_how__regex=r"\S",
                )
                | Q(settled_by__isnull=True, settled_at__isnull=True, settled_how="") & ~Q(state="settled"),
                name="gifts_purchase_settled_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "number"],
                condition=Q(state__in=["unverified", "mismatch"]),
                name="gifts_purchase_to_check",
            )
        ]

    def __str__(self) -> str:
        return self.number


@tracked()
class GiftIssue(models.Model):
    """Gifts handed to a customer for one or several receipts (赠品发放), by the rule that held then.

    Without a campaign it is a goodwill gift (安抚礼品): no receipt earns it, the paper that its own comes
    from allows it (a complaint's approved plan). ``telephone`` is E.164; without membership it bounds
    what one person gets.
    """

    class State(models.TextChoices):
        GIVEN = "given", pgettext_lazy("gift", "given")
        UNDONE = "undone", pgettext_lazy("gift", "undone, gifts back")

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="gift_issue", verbose_name=_("document")
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name=_("campaign")
    )
    rule = models.ForeignKey(
        CampaignRule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rule")
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="gift_issues", verbose_name=_("member")
    )
    name = models.CharField(_("name of the customer"), max_length=60)
    telephone = models.CharField(_("telephone"), max_length=16, db_collation="C")
    purchased = MoneyField(_("amount of the purchases"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.GIVEN, db_collation="C")
    undone_why = models.CharField(_("why undone"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("gifts issued")
        verbose_name_plural = _("gifts issued")
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(telephone=""), name="gifts_issue_to_somebody"),
            models.CheckConstraint(
                condition=Q(state="given", undone_why="") | Q(state="undone", undone_why__regex=r"\S"),
                name="gifts_issue_undone_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(campaign__isnull=False, rule__isnull=False)
                | Q(campaign__isnull=True, rule__isnull=True, purchased=0),
                name="gifts_issue_by_a_rule",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "-document"], name="gifts_issues_of_campaign"),
            models.Index(
                fields=["member", "-document"], condition=Q(member__isnull=False), name="gifts_of_member"
            ),
            models.Index(fields=["telephone"], name="gifts_issues_by_telephone"),
        ]

    def __str__(self) -> str:
        return str(self.document)

    @property
    def occasion(self) -> str:
        """What they were given for, in words: the campaign, or goodwill."""
        return self.campaign.name if self.campaign else gettext("Goodwill gift")


class GiftIssueLine(models.Model):
    """So many pieces of one gift; ``value`` is what one was worth then, in yuan.

    ``settled`` is how many of them a refund takes back or keeps the value of; the trigger of 0002
    writes it from the reclaims, so that no piece is settled twice.
    """

    issue = models.ForeignKey(GiftIssue, models.PROTECT, related_name="lines", verbose_name=_("issue"))
    item = models.ForeignKey(GiftItem, models.PROTECT, related_name="issued", verbose_name=_("gift"))
    quantity = models.PositiveIntegerField(_("pieces"))
    value = MoneyField(_("value of one"))
    settled = models.PositiveIntegerField(_("pieces settled"), default=0)

    class Meta:
        verbose_name = _("gift issued")
        verbose_name_plural = _("lines of issues")
        constraints = [
            models.UniqueConstraint(fields=["issue", "item"], name="gifts_line_once_per_issue"),
            models.CheckConstraint(condition=Q(quantity__gte=1, value__gte=0), name="gifts_line_of_pieces"),
            models.CheckConstraint(condition=Q(settled__lte=F("quantity")), name="gifts_line_settled_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} × {self.quantity}"

    @property
    def left(self) -> int:
        """Pieces that the customer still has."""
        return self.quantity - self.settled


class GiftUse(models.Model):
    """A receipt was used for a campaign: once, unless what was issued for it was undone."""

    issue = models.ForeignKey(GiftIssue, models.PROTECT, related_name="uses", verbose_name=_("issue"))
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("campaign"))
    purchase = models.ForeignKey(
        GiftPurchase, models.PROTECT, related_name="uses", verbose_name=_("purchase")
    )
    undone = models.BooleanField(_("undone"), default=False)

    class Meta:
        verbose_name = _("receipt used")
        verbose_name_plural = _("receipts used")
        constraints = [
            models.UniqueConstraint(
                fields=["purchase", "campaign"], condition=Q(undone=False), name="gifts_receipt_used_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purchase_id} {self.campaign_id}"


class GiftHolder(models.Model):
    """How many pieces of a campaign one person has had: a member, or whoever has the telephone."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("campaign"))
    who = models.CharField(_("member or telephone"), max_length=24, db_collation="C")
    pieces = models.PositiveIntegerField(_("pieces"))
    most = models.PositiveIntegerField(_("at most"), null=True, blank=True)

    class Meta:
        verbose_name = _("pieces of a person")
        verbose_name_plural = _("pieces of persons")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "who"], name="gifts_holder_once_per_campaign"),
            models.CheckConstraint(
                condition=Q(most__isnull=True) | Q(pieces__lte=F("most")), name="gifts_holder_limit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who}: {self.pieces}"


@tracked()
class Reclaim(models.Model):
    """What becomes of gifts when their receipt is refunded: they come back, or their value is kept.

    ``noted`` while the refund is prepared, ``held`` while it is asked for, ``done`` once it was paid,
    ``dropped`` when it came to nothing. ``document`` is the refund's, or the issue's own when undone.
    """

    class How(models.TextChoices):
        BACK = "back", pgettext_lazy("gift reclaim", "comes back")
        VALUE = "value", pgettext_lazy("gift reclaim", "value kept")

    class State(models.TextChoices):
        NOTED = "noted", pgettext_lazy("gift reclaim", "noted")
        HELD = "held", pgettext_lazy("gift reclaim", "asked for")
        DONE = "done", pgettext_lazy("gift reclaim", "done")
        DROPPED = "dropped", pgettext_lazy("gift reclaim", "given up")

    line = models.ForeignKey(
        GiftIssueLine, models.PROTECT, related_name="reclaims", verbose_name=_("gift issued")
    )
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="gift_reclaims", verbose_name=_("document")
    )
    how = models.CharField(_("how"), max_length=6, choices=How, db_collation="C")
    pieces = models.PositiveIntegerField(_("pieces"))
    amount = MoneyField(_("value kept"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.NOTED, db_collation="C")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("gift asked back")
        verbose_name_plural = _("gifts asked back")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "document", "how"],
                condition=~Q(state="dropped"),
                name="gifts_reclaim_once_per_paper",
            ),
            models.CheckConstraint(condition=Q(pieces__gte=1, amount__gte=0), name="gifts_reclaim_of_pieces"),
            models.CheckConstraint(
                condition=Q(how="value") | Q(how="back", amount=0), name="gifts_reclaim_back_keeps_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.how} {self.pieces}"
