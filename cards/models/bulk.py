"""What one act did to each of many cards: an order's activation, its bonus, cards taken back."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.core.money import ZERO, MoneyField
from deskops.documents.models import Document

from .accounts import StoredValue


class BulkLine(models.Model):
    """What a paper put on one account (negative: took). The paper's own act holds the sum of its lines.

    Ten thousand cards are one paper with one number, not ten thousand: the lines are where a card's
    statement finds its own.
    """

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="bulk_lines", db_index=False, verbose_name=_("document")
    )
    value = models.ForeignKey(
        StoredValue, models.PROTECT, related_name="bulk_lines", verbose_name=_("stored-value account")
    )
    principal = MoneyField(_("principal"), default=ZERO)
    bonus = MoneyField(_("bonus"), default=ZERO)
    balance_after = MoneyField(_("balance after"))

    class Meta:
        verbose_name = _("line of an act on many cards")
        verbose_name_plural = _("lines of acts on many cards")
        constraints = [
            models.UniqueConstraint(fields=["document", "value"], name="cards_bulk_once"),
            models.CheckConstraint(
                condition=~Q(principal=0, bonus=0)
                & (Q(principal__gte=0, bonus__gte=0) | Q(principal__lte=0, bonus__lte=0)),
                name="cards_bulk_moves_one_way",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.document_id} {self.value_id}"


append_only |= {"cards_bulkline"}
