"""Member cards: the plastic, one live card per household unless a supervisor agreed to more."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff, Store

from .people import Household, Member


@tracked()
class MemberCard(models.Model):
    """A member card (会员卡). ``slot`` is 0 for a household's first card; each further one names the
    paper on which the desk supervisor agreed to it. The household follows its member.
    """

    class State(models.TextChoices):
        ISSUED = "issued", _("in use")
        FROZEN = "frozen", _("frozen")
        LOST = "lost", _("reported lost")
        REPLACED = "replaced", _("replaced")
        EXPIRED = "expired", _("expired")
        CLOSED = "closed", _("closed")

    LIVE = (State.ISSUED, State.FROZEN, State.LOST)

    number = models.CharField(_("card number"), max_length=20, unique=True, db_collation="C")
    member = models.ForeignKey(Member, models.PROTECT, related_name="cards", verbose_name=_("member"))
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="cards", verbose_name=_("household")
    )
    slot = models.PositiveSmallIntegerField(_("place in the household"), default=0)
    exception = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agreed to on")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ISSUED)
    silver = models.BooleanField(_("silver plastic"), default=False)
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("issued by store"))
    issued_on = models.DateField(_("issued on"))
    issued_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )

    class Meta:
        verbose_name = _("member card")
        verbose_name_plural = _("member cards")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "slot"],
                condition=Q(state__in=["issued", "frozen", "lost"]),
                name="members_card_one_per_household",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=["issued", "frozen", "lost"]),
                name="members_card_one_per_member",
            ),
            models.CheckConstraint(
                condition=Q(slot=0) | Q(exception__isnull=False), name="members_card_exception_agreed"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["issued", "frozen", "lost", "replaced", "expired", "closed"]),
                name="members_card_known_state",
            ),
            models.CheckConstraint(condition=~Q(number=""), name="members_card_numbered"),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="members_card_not_own_successor",
            ),
        ]
        indexes = [
            models.Index(fields=["issued_on"], name="members_card_issued_on"),
            models.Index(
                fields=["expires_on"],
                condition=Q(state__in=["issued", "lost"], expires_on__isnull=False),
                name="members_card_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def live(self) -> bool:
        """Whether it stands for its household: in use, frozen, or lost and not yet replaced."""
        return self.state in self.LIVE
