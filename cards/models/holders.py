"""Who held a registered stored-value account before it was transferred."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from members.models import Member

from .accounts import StoredValue
from .acts import CardAct


class HolderChange(models.Model):
    """A transfer of an account (转让): from whom to whom; it binds from the paper's moment, the notice."""

    act = models.OneToOneField(
        CardAct, models.PROTECT, primary_key=True, related_name="holder_change", verbose_name=_("act")
    )
    value = models.ForeignKey(
        StoredValue, models.PROTECT, related_name="holder_changes", verbose_name=_("stored-value account")
    )
    former = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("former holder"))
    holder = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("holder"))

    class Meta:
        verbose_name = _("transfer of a stored-value account")
        verbose_name_plural = _("transfers of stored-value accounts")
        constraints = [
            models.CheckConstraint(condition=~Q(former=F("holder")), name="cards_transfer_to_another")
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.former} → {self.holder}"


append_only |= {"cards_holderchange"}
