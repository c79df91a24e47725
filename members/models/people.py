"""Members and the households they belong to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _

from deskops.history import tracked
from deskops.org.models import Store

from ..rules.identity import Sex
from .tiers import Tier

if TYPE_CHECKING:
    from .cards import MemberCard

BLIND = 32  # bytes of an HMAC-SHA256


class Household(models.Model):
    """Who lives at one registered address (户), known only by keyed digests of it.

    ``address_index`` is empty for a collective household (集体户) and for whoever has no registered
    address: such a household has one member and is never matched. ``building_index`` and
    ``tail_index`` find the near matches that a clerk is shown.
    """

    address_index = models.BinaryField(max_length=BLIND, null=True, blank=True)
    building_index = models.BinaryField(max_length=BLIND, null=True, blank=True)
    tail_index = models.BinaryField(max_length=BLIND, null=True, blank=True)
    collective = models.BooleanField(_("collective household"), default=False)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        constraints = [
            models.UniqueConstraint(fields=["address_index"], name="members_household_one_per_address"),
            models.CheckConstraint(
                condition=Q(collective=False) | Q(address_index__isnull=True),
                name="members_household_collective_unmatched",
            ),
        ]
        indexes = [
            models.Index(
                fields=["building_index"],
                name="members_household_building",
                condition=Q(building_index__isnull=False),
            ),
            models.Index(
                fields=["tail_index"], name="members_household_tail", condition=Q(tail_index__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"H{self.pk:07d}"


class Missing(models.TextChoices):
    """What a member still owes the desk; each later visit reminds of it."""

    NUMBER = "number", _("ID number")
    ADDRESS = "address", _("registered address")
    PHONE = "phone", _("telephone")
    CONSENT = "consent", _("consent to use of personal data")
    SIGNATURE = "signature", _("signature")


@tracked()
class Member(models.Model):
    """A member of the chain (会员), found from every store.

    Telephones are E.164. ``masked_number`` is the ID number as screens show it (3 + 4 digits); the
    number itself lies sealed in ``Identity``.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for approval")
        ACTIVE = "active", _("active")
        CLOSED = "closed", _("closed")
        ERASED = "erased", _("erased")

    name = models.CharField(_("name"), max_length=60)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True, default="")
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    mobile = models.CharField(_("mobile"), max_length=16, db_collation="C", blank=True, default="")
    home_phone = models.CharField(
        _("home telephone"), max_length=16, db_collation="C", blank=True, default=""
    )
    home_extension = models.CharField(_("extension"), max_length=6, db_collation="C", blank=True, default="")
    masked_number = models.CharField(
        _("ID number (masked)"), max_length=20, db_collation="C", blank=True, default=""
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="members", verbose_name=_("household")
    )
    home_store = models.ForeignKey(
        Store, models.PROTECT, related_name="members", verbose_name=_("home store")
    )
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="members", verbose_name=_("tier"))
    joined_on = models.DateField(_("joined on"))
    missing = ArrayField(
        models.CharField(max_length=10, choices=Missing), verbose_name=_("missing"), default=list, blank=True
    )
    by_proxy = models.BooleanField(_("applied for by somebody else"), default=False)
    late = models.BooleanField(_("entered late"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    continued_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("continued as")
    )
    # The cards, the latest first, where a page has read them: what is plugged into it asks no more.
    known_cards: "Sequence[MemberCard] | None" = None

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="members_member_named"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "active", "closed", "erased"]),
                name="members_member_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(mobile="")
                | ~Q(home_phone="")
                | Q(missing__contains=["phone"])
                | Q(state="erased"),
                name="members_member_telephone",
            ),
            models.CheckConstraint(
                condition=~Q(masked_number="") | Q(missing__contains=["number"]) | Q(state="erased"),
                name="members_member_number_or_missing",
            ),
            models.CheckConstraint(
                condition=Q(continued_as__isnull=True)
                | (Q(state__in=["closed", "erased"]) & ~Q(continued_as=F("id"))),
                name="members_member_continued_when_closed",
            ),
            models.UniqueConstraint(fields=["id", "household"], name="members_member_household"),
        ]
        indexes = [
            models.Index(fields=["mobile"], name="members_member_mobile", condition=~Q(mobile="")),
            models.Index(fields=["home_phone"], name="members_member_home", condition=~Q(home_phone="")),
            models.Index(
                Right("mobile", 4), F("id"), name="members_member_mobile_tail", condition=~Q(mobile="")
            ),
            models.Index(fields=["home_store", "joined_on"], name="members_member_joined"),
            models.Index(fields=["joined_on"], name="members_member_joined_on"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def missing_labels(self) -> list[str]:
        """What is missing, in words."""
        return [str(Missing(reason).label) for reason in self.missing]

    @property
    def telephone(self) -> str:
        """The number to ring first."""
        return self.mobile or self.home_phone


class MemberName(models.Model):
    """One way of typing a member's name: characters, pinyin, or the pinyin's initials."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="names")
    key = models.CharField(max_length=120, db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "member"], name="members_name_once")]

    def __str__(self) -> str:
        return self.key
