"""Orders of bearer cards (团购): who buys what, who signed, what was paid, which cards, which bonus."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.core.money import ZERO, MoneyField
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff, Store

from .stock import Span


@tracked()
class GroupOrder(models.Model):
    """One order: cards of some faces, bought by a unit or a person, with the bonus its tier earns.

    ``total`` is what is paid and becomes the cards' principal. ``percent`` and ``rule`` are the tier as
    it held when the order was asked for; the three sign-offs are about just these figures.
    ``at_distance``: the buyer was not at the desk, so it is paid by transfer only.
    """

    class Buyer(models.TextChoices):
        UNIT = "unit", _("unit")
        PERSON = "person", _("person")

    class BonusAs(models.TextChoices):
        CARDS = "cards", _("further cards")
        VALUE = "value", _("value on the order's cards")

    class State(models.TextChoices):
        ASKED = "asked", _("being signed")
        REJECTED = "rejected", _("rejected")
        SIGNED = "signed", _("signed, to be paid")
        PAID = "paid", _("paid, to be activated")
        ACTIVE = "active", _("active, bonus to be granted")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    WITH_THE_DESK = (State.REJECTED, State.SIGNED, State.PAID)
    OPEN = (State.ASKED, *WITH_THE_DESK, State.ACTIVE)

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="group_order", verbose_name=_("document")
    )
    buyer_kind = models.CharField(_("buyer is"), max_length=10, choices=Buyer, db_collation="C")
    buyer = models.CharField(_("buyer"), max_length=100)
    phone = models.CharField(_("telephone"), max_length=30)
    agent = models.CharField(_("agent"), max_length=60, blank=True, default="")
    total = MoneyField(_("order total"))
    cards = models.PositiveIntegerField(_("cards"))
    bonus = MoneyField(_("bonus"), default=ZERO)
    bonus_as = models.CharField(_("bonus as"), max_length=10, choices=BonusAs, db_collation="C")
    bonus_face = MoneyField(_("face of the bonus cards"), null=True, blank=True)
    percent = models.DecimalField(_("percent"), max_digits=5, decimal_places=2, default=ZERO)
    rule = models.CharField(_("rule of the bonus"), max_length=300, blank=True, default="")
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    at_distance = models.BooleanField(_("not face to face"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED, db_collation="C")
    reason = models.CharField(_("why rejected or cancelled"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("group order")
        verbose_name_plural = _("group orders")
        constraints = [
            models.CheckConstraint(condition=Q(total__gt=0, cards__gte=1), name="cards_group_of_something"),
            models.CheckConstraint(condition=Q(bonus__gte=0, percent__gte=0), name="cards_group_bonus"),
            models.CheckConstraint(condition=~Q(buyer="") & ~Q(phone=""), name="cards_group_has_buyer"),
            models.CheckConstraint(
                condition=~Q(buyer_kind="unit") | ~Q(agent=""), name="cards_group_unit_has_agent"
            ),
            models.CheckConstraint(
                condition=Q(bonus_as="value", bonus_face__isnull=True)
                | Q(bonus_as="cards", bonus_face__gt=0),
                name="cards_group_bonus_has_form",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "rejected", "signed", "paid", "active", "done", "cancelled"]),
                name="cards_group_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["rejected", "cancelled"]) | ~Q(reason=""),
                name="cards_group_end_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-document"], name="cards_group_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.buyer}"


@tracked()
class GroupLine(models.Model):
    """So many cards of one face."""

    order = models.ForeignKey(GroupOrder, models.PROTECT, related_name="lines", verbose_name=_("group order"))
    face = MoneyField(_("face"))
    count = models.PositiveIntegerField(_("cards"))

    class Meta:
        verbose_name = _("line of a group order")
        verbose_name_plural = _("lines of group orders")
        constraints = [
            models.UniqueConstraint(fields=["order", "face"], name="cards_group_line_once"),
            models.CheckConstraint(condition=Q(face__gt=0, count__gte=0), name="cards_group_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.face} × {self.count}"


class GroupIdentity(models.Model):
    """The paper of a buyer or agent, kept as members' are: sealed by a key of its own, masked in clear.

    Outside history. 单用途商业预付卡管理办法（试行）: names, numbers and telephones of buyer and agent are
    on record five years. A later order of the same people is another row.
    """

    class Whose(models.TextChoices):
        BUYER = "buyer", _("buyer")
        AGENT = "agent", _("agent")

    class Paper(models.TextChoices):
        LICENCE = "licence", _("business licence (unified social credit code)")
        RESIDENT_ID = "resident_id", _("resident identity card")
        HMT_RESIDENCE = "hmt_residence", _("residence permit for Hong Kong, Macau and Taiwan residents")
        FOREIGN_RESIDENCE = "foreign_residence", _("foreigner's permanent residence card")
        PASSPORT = "passport", _("passport")
        HM_PERMIT = "hm_permit", _("mainland travel permit for Hong Kong and Macau residents")
        TAIWAN_PERMIT = "taiwan_permit", _("mainland travel permit for Taiwan residents")

    order = models.ForeignKey(
        GroupOrder, models.PROTECT, related_name="identities", verbose_name=_("group order")
    )
    whose = models.CharField(_("whose"), max_length=10, choices=Whose, db_collation="C")
    paper = models.CharField(_("identity paper"), max_length=20, choices=Paper, db_collation="C")
    masked = models.CharField(_("number, masked"), max_length=30, db_collation="C")
    sealed = models.BinaryField()
    wrapped_key = models.BinaryField()
    key_version = models.CharField(max_length=16, db_collation="C")
    seen_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("original seen by"))
    seen_at = models.DateTimeField(_("original seen at"))

    class Meta:
        verbose_name = _("identity of a buyer")
        verbose_name_plural = _("identities of buyers")
        constraints = [models.UniqueConstraint(fields=["order", "whose"], name="cards_group_identity_once")]

    def __str__(self) -> str:
        return f"{self.get_whose_display()} {self.masked}"


class IdentityLook(models.Model):
    """Somebody looked at a buyer's or agent's full number, and why. Never changed, never deleted."""

    identity = models.ForeignKey(
        GroupIdentity, models.PROTECT, related_name="looks", verbose_name=_("identity of a buyer")
    )
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by"))
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("look at a buyer's identity")
        verbose_name_plural = _("looks at buyers' identities")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="cards_look_has_reason")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.identity_id} {self.at}"


class GroupRange(Span):
    """The numbers of an order's cards of one face: those bought (active), those of the bonus (once granted).

    ``document`` is the paper of the activation that named them.
    """

    order = models.ForeignKey(
        GroupOrder, models.PROTECT, related_name="ranges", verbose_name=_("group order")
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("document"))
    face = MoneyField(_("face"))
    for_bonus = models.BooleanField(_("bonus"), default=False)

    class Meta:
        verbose_name = _("range of an order's cards")
        verbose_name_plural = _("ranges of orders' cards")
        constraints = [
            models.CheckConstraint(
                condition=Q(face__gt=0, last__gte=F("first")), name="cards_group_range_span"
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.order_id} {self.first}-{self.last}"


@tracked()
class GroupReturn(models.Model):
    """A paid order given back, before activation whole, after it the unused cards that are brought.

    ``principal`` was paid for what comes back, ``bonus_back`` was granted on it and is taken off,
    ``deducted`` is bonus no longer earned that was spent; ``pays`` is what the buyer gets, the way it came.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for finance")
        APPROVED = "approved", _("approved, to be paid back")
        REJECTED = "rejected", _("rejected")
        PAID = "paid", _("paid back")

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="group_return", verbose_name=_("document")
    )
    order = models.ForeignKey(
        GroupOrder, models.PROTECT, related_name="returns", verbose_name=_("group order")
    )
    reason = models.CharField(_("reason"), max_length=200)
    principal = MoneyField(_("principal"))
    bonus_back = MoneyField(_("bonus taken off"), default=ZERO)
    deducted = MoneyField(_("bonus no longer earned"), default=ZERO)
    pays = MoneyField(_("paid back"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED, db_collation="C")

    class Meta:
        verbose_name = _("return of a group order")
        verbose_name_plural = _("returns of group orders")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    principal__gt=0,
                    bonus_back__gte=0,
                    deducted__gte=0,
                    pays=F("principal") - F("deducted"),
                    pays__gte=0,
                ),
                name="cards_return_adds_up",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="cards_return_has_reason"),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["asked", "approved"]),
                name="cards_return_one_under_way",
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)


class ReturnedRange(Span):
    """Numbers that a return takes off."""

    group_return = models.ForeignKey(
        GroupReturn, models.PROTECT, related_name="ranges", verbose_name=_("return of a group order")
    )

    class Meta:
        verbose_name = _("range of returned cards")
        verbose_name_plural = _("ranges of returned cards")
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.group_return_id} {self.first}-{self.last}"


append_only |= {"cards_identitylook", "cards_grouprange", "cards_returnedrange"}
