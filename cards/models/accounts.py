"""A stored-value account and the plastic that opens it are two things: a lost card is replaced, the
account and its history stay.
"""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deskops.history import tracked
from deskops.ledger.models import Account
from deskops.org.models import Staff, Store
from members.models import Member


@tracked()
class StoredValue(models.Model):
    """The money on stored-value cards, in two ledger accounts: a holder's (记名) or a bearer's (不记名).

    ``store`` issued it and carries the liability in its books. Principal (本金, what was paid) and bonus
    (赠送金) are apart from the first entry on: 法释〔2025〕4号 computes refunds from them. A bearer's
    has no holder and may be used until ``valid_until``, that day included; a registered one never
    expires (单用途商业预付卡管理办法（试行）第十九条).
    """

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("registered")
        BEARER = "bearer", _("bearer card")

    class State(models.TextChoices):
        ACTIVE = "active", _("in use")
        FROZEN = "frozen", _("frozen")
        CLOSED = "closed", _("closed")

    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=Kind,
        default=Kind.REGISTERED,
        db_default=Kind.REGISTERED,
        db_collation="C",
    )
    holder = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stored_values",
        verbose_name=_("holder"),
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("issued by store"))
    principal = models.OneToOneField(
        Account, models.PROTECT, related_name="+", verbose_name=_("account of the principal")
    )
    bonus = models.OneToOneField(
        Account, models.PROTECT, related_name="+", verbose_name=_("account of the bonus")
    )
    referrer = models.CharField(
        _("member card of the referrer"), max_length=20, blank=True, default="", db_collation="C"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    opened_on = models.DateField(_("opened on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("stored-value account")
        verbose_name_plural = _("stored-value accounts")
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("bonus")), name="cards_value_two_accounts"),
            models.CheckConstraint(
                condition=Q(state__in=["active", "frozen", "closed"]), name="cards_value_known_state"
            ),
            models.CheckConstraint(
                condition=Q(kind="registered", holder__isnull=False, valid_until__isnull=True)
                & ~Q(referrer="")
                | Q(kind="bearer", holder__isnull=True, referrer="", valid_until__gt=F("opened_on")),
                name="cards_value_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} · {self.store}"

    @property
    def owner(self) -> str:
        """The holder's name; of a bearer's account that it is one."""
        return self.holder.name if self.holder else gettext("bearer card")

    @property
    def is_bearer(self) -> bool:
        """Whether the money is whoever's the card is."""
        return self.kind == self.Kind.BEARER

    def expired(self, on: date) -> bool:
        """Whether a bearer's card is past its last day: it is exchanged, its money is never forfeited."""
        return self.valid_until is not None and self.valid_until < on

    @property
    def balance(self) -> Decimal:
        """Principal and bonus together, in yuan."""
        return self.principal.amount + self.bonus.amount


@tracked()
class StoredValueCard(models.Model):
    """One piece of plastic. A stored-value account has at most one that lives."""

    class State(models.TextChoices):
        ISSUED = "issued", _("in use")
        LOST = "lost", _("reported lost")
        REPLACED = "replaced", _("replaced")
        CLOSED = "closed", _("closed")

    number = models.CharField(_("card number"), max_length=20, unique=True, db_collation="C")
    value = models.ForeignKey(
        StoredValue, models.PROTECT, related_name="cards", verbose_name=_("stored-value account")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ISSUED)
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("issued by store"))
    issued_on = models.DateField(_("issued on"))
    issued_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )

    class Meta:
        verbose_name = _("stored-value card")
        verbose_name_plural = _("stored-value cards")
        constraints = [
            models.UniqueConstraint(
                fields=["value"],
                condition=Q(state__in=["issued", "lost"]),
                name="cards_card_one_live_per_account",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["issued", "lost", "replaced", "closed"]), name="cards_card_known_state"
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9A-Z]{6,20}$"), name="cards_card_number_form"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="cards_card_not_own_successor",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def live(self) -> bool:
        """Whether it is the plastic of its account now, in use or reported lost."""
        return self.state in (self.State.ISSUED, self.State.LOST)
