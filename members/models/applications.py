"""The application for a member card, and an ID number brought later."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff

from ..rules.identity import PaperKind
from .cards import MemberCard
from .people import Member


@tracked()
class Application(models.Model):
    """A member card applied for (会员卡申请表) by the person, or by a proxy (代办) for family or a friend."""

    class ForWhom(models.TextChoices):
        SELF = "self", _("the applicant")
        FAMILY = "family", _("family")
        FRIEND = "friend", _("a friend")

    class State(models.TextChoices):
        ISSUED = "issued", _("card issued")
        ASKED = "asked", _("waiting for approval")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Call(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        DENIED = "denied", _("denied")
        NO_ANSWER = "no_answer", _("no answer")

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="application", verbose_name=_("document")
    )
    member = models.ForeignKey(Member, models.PROTECT, related_name="applications", verbose_name=_("member"))
    for_whom = models.CharField(_("for whom"), max_length=10, choices=ForWhom, default=ForWhom.SELF)
    proxy_name = models.CharField(_("applied for by"), max_length=60, blank=True, default="")
    proxy_phone = models.CharField(
        _("telephone of the proxy"), max_length=16, db_collation="C", blank=True, default=""
    )
    proxy_paper = models.CharField(
        _("paper of the proxy"), max_length=20, choices=PaperKind, blank=True, default=""
    )
    proxy_tail = models.CharField(_("its last 4"), max_length=4, db_collation="C", blank=True, default="")
    call = models.CharField(_("member rung to confirm"), max_length=10, choices=Call, blank=True, default="")
    call_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rung by")
    )
    call_at = models.DateTimeField(_("rung at"), null=True, blank=True)
    form_date = models.DateField(_("date on the paper form"))
    late = models.BooleanField(_("entered late"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State)
    card_number = models.CharField(_("card number"), max_length=20, db_collation="C")
    first_card = models.ForeignKey(
        MemberCard,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the household's first card"),
    )
    reason = models.CharField(_("reason for a second card"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("application for a member card")
        verbose_name_plural = _("applications for member cards")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["issued", "asked", "rejected", "withdrawn"]),
                name="members_application_known_state",
            ),
            models.CheckConstraint(
                condition=Q(for_whom="self", proxy_name="", proxy_phone="", proxy_paper="", proxy_tail="")
                | (
                    Q(for_whom__in=["family", "friend"])
                    & ~Q(proxy_name="")
                    & ~Q(proxy_phone="")
                    & ~Q(proxy_paper="")
                    & ~Q(proxy_tail="")
                ),
                name="members_application_proxy_named",
            ),
            models.CheckConstraint(
                condition=Q(first_card__isnull=True) | ~Q(reason=""),
                name="members_application_second_card_reason",
            ),
            models.CheckConstraint(
                condition=Q(call="", call_by__isnull=True, call_at__isnull=True)
                | (~Q(call="") & Q(call_by__isnull=False, call_at__isnull=False)),
                name="members_application_call_by_and_at",
            ),
            models.UniqueConstraint(
                fields=["card_number"], condition=Q(state="asked"), name="members_application_number_reserved"
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)


@tracked(exclude=("sealed",))
class IdentitySupply(models.Model):
    """An ID number or address brought later that collides with another member or household.

    It waits for the desk supervisor; the number lies sealed with the member's key until then.
    """

    class Collision(models.TextChoices):
        MEMBER = "member", _("the ID number belongs to another member")
        HOUSEHOLD = "household", _("the household has a card already")

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for approval")
        AGREED = "agreed", _("agreed")
        REJECTED = "rejected", _("rejected")

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="supply", verbose_name=_("document")
    )
    member = models.ForeignKey(Member, models.PROTECT, related_name="supplies", verbose_name=_("member"))
    other = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("other member"))
    collision = models.CharField(_("collision"), max_length=10, choices=Collision)
    sealed = models.BinaryField()
    masked_number = models.CharField(_("ID number (masked)"), max_length=20, db_collation="C")
    reason = models.CharField(_("what the member says"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)

    class Meta:
        verbose_name = _("ID number brought later")
        verbose_name_plural = _("ID numbers brought later")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "agreed", "rejected"]), name="members_supply_known_state"
            ),
            models.UniqueConstraint(
                fields=["member"], condition=Q(state="asked"), name="members_supply_one_open"
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)
