"""A line that was left out or is wrong: the desk says so, information verifies, finance adds it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.core.money import MoneyField
from deskops.documents.models import Document
from deskops.history import tracked
from members.models import Member

from .cycles import Cycle


@tracked()
class CashbackException(models.Model):
    """What a member's line should be, in yuan, and why. Its approvals name who verified and who added.

    ``before`` is what the line said when it was asked, zero for one that was left out.
    """

    class Kind(models.TextChoices):
        OMITTED = "omitted", _("left out of the list")
        WRONG = "wrong", _("wrong amount")
        ID_BROUGHT = "id_brought", _("ID number brought later")

    class State(models.TextChoices):
        ASKED = "asked", _("being verified")
        REJECTED = "rejected", _("rejected")
        ADDED = "added", _("added to the list")

    document = models.OneToOneField(
        Document,
        models.PROTECT,
        primary_key=True,
        related_name="cashback_exception",
        verbose_name=_("document"),
    )
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="exceptions", verbose_name=_("cycle"))
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="cashback_exceptions", verbose_name=_("member")
    )
    kind = models.CharField(_("what is wrong"), max_length=10, choices=Kind)
    before = MoneyField(_("amount on the list"))
    amount = MoneyField(_("amount it should be"))
    words = models.CharField(_("how it is known"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)

    class Meta:
        verbose_name = _("cashback exception")
        verbose_name_plural = _("cashback exceptions")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "member"], condition=Q(state="asked"), name="cashback_exception_one_open"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, before__gte=0), name="cashback_exception_not_negative"
            ),
            models.CheckConstraint(condition=Q(words__regex=r"\S"), name="cashback_exception_explained"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["omitted", "wrong", "id_brought"], state__in=["asked", "rejected", "added"]
                ),
                name="cashback_exception_known_words",
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)
