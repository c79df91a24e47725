"""What may be given, and by which rule from which day on."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.append_only import append_only
from deskops.core.money import MoneyField
from deskops.history import tracked
from deskops.org.models import Staff, Store


@tracked()
class GiftItem(models.Model):
    """A thing that is given away (赠品): the chain's, counted in whole pieces; ``value`` is yuan for one."""

    code = models.CharField(_("item number"), max_length=20, unique=True, db_collation="C")
    name = models.CharField(_("name"), max_length=60)
    model = models.CharField(_("model"), max_length=40, blank=True, default="")
    specification = models.CharField(_("specification"), max_length=60, blank=True, default="")
    unit = models.CharField(_("unit"), max_length=10, default="件")
    value = MoneyField(_("value of one"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        constraints = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="gifts_item_named"),
            models.CheckConstraint(condition=Q(value__gte=0), name="gifts_item_value_not_negative"),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.name, self.model, self.specification) if part)


@tracked()
class Campaign(models.Model):
    """A promotion with gifts (赠品活动), of one store or, without one, of the whole chain."""

    name = models.CharField(_("campaign"), max_length=60)
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("store")
    )
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="gifts_campaign_named"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="gifts_campaign_has_days"),
        ]
        indexes = [models.Index(fields=["ends", "starts"], name="gifts_campaign_by_days")]

    def __str__(self) -> str:
        return self.name


class CampaignRule(models.Model):
    """How a campaign gives, for purchases from ``holds_from`` on; a change is another row.

    ``pieces`` are given once the purchases come to ``threshold`` yuan or, with ``every``, for each
    full threshold. ``most_receipts`` may be added up, bought within ``days_between`` days of each other.
    ``per_receipt`` bounds one issue, ``per_member`` all issues to one person, in pieces; None is no
    bound. A gift may be claimed until ``claim_days`` after the purchase. ``on_refund``: what a refund
    of the receipt asks back.
    """

    class OnRefund(models.TextChoices):
        UNEARNED = "unearned", pgettext_lazy("gift rule", "what the rest no longer earns")
        ALL = "all", pgettext_lazy("gift rule", "all of it")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="rules", verbose_name=_("campaign"))
    holds_from = models.DateField(_("for purchases from"))
    text = models.TextField(_("rule as announced"))
    threshold = MoneyField(_("threshold in yuan"))
    every = models.BooleanField(_("for each full threshold"), default=False)
    pieces = models.PositiveSmallIntegerField(_("pieces given"), default=1)
    per_receipt = models.PositiveSmallIntegerField(_("at most at once"), null=True, blank=True)
    per_member = models.PositiveSmallIntegerField(_("at most per person"), null=True, blank=True)
    most_receipts = models.PositiveSmallIntegerField(_("receipts added up"), default=1)
    days_between = models.PositiveSmallIntegerField(_("bought within days"), default=0)
    claim_days = models.PositiveSmallIntegerField(_("to be claimed within days"), default=0)
    members_only = models.BooleanField(_("members only"), default=False)
    on_refund = models.CharField(
        _("a refund asks back"), max_length=10, choices=OnRefund, default=OnRefund.UNEARNED
    )
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("rule of a campaign")
        verbose_name_plural = _("rules of campaigns")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "holds_from"], name="gifts_rule_once_per_day"),
            models.CheckConstraint(condition=Q(text__regex=r"\S"), name="gifts_rule_told"),
            models.CheckConstraint(condition=Q(threshold__gt=0, pieces__gte=1), name="gifts_rule_gives"),
            models.CheckConstraint(condition=Q(most_receipts__gte=1), name="gifts_rule_of_a_receipt"),
            models.CheckConstraint(
                condition=Q(on_refund__in=["unearned", "all"]), name="gifts_rule_known_refund"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class CampaignItem(models.Model):
    """A gift that a campaign gives."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="offers", verbose_name=_("campaign"))
    item = models.ForeignKey(GiftItem, models.PROTECT, related_name="+", verbose_name=_("gift"))

    class Meta:
        verbose_name = _("gift of a campaign")
        verbose_name_plural = _("gifts of campaigns")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "item"], name="gifts_offer_once_per_campaign")
        ]

    def __str__(self) -> str:
        return str(self.item)


append_only |= {"gifts_campaignrule", "gifts_campaignitem"}
