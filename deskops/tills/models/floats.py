"""Float between finance and a drawer: which handoff is for which till."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskops.handoffs.models import Handoff
from deskops.history import tracked

from .tills import Till


@tracked()
class FloatMove(models.Model):
    """The drawer that a float handoff fills or empties; direction and denominations are the handoff's."""

    handoff = models.OneToOneField(
        Handoff, models.PROTECT, primary_key=True, related_name="float_move", verbose_name=_("handoff")
    )
    till = models.ForeignKey(Till, models.PROTECT, related_name="float_moves", verbose_name=_("till"))

    class Meta:
        verbose_name = _("float moved")
        verbose_name_plural = _("float moved")

    def __str__(self) -> str:
        return str(self.handoff)
