"""When a deposit is late: it is for the day, and the house doesn't keep things for weeks."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskops.core.shell import Tone


class Waiting(models.TextChoices):
    """How long a deposit has waited."""

    TODAY = "today", _("left today")
    NIGHT = "night", _("stayed overnight")
    OVERDUE = "overdue", _("overdue")


TONES = {Waiting.TODAY: Tone.INFO, Waiting.NIGHT: Tone.DUE, Waiting.OVERDUE: Tone.LATE}


def overdue_from(left_on: date, days: int) -> date:
    """The first day on which a deposit is overdue; ``days`` may pass after the day it was left."""
    return left_on + timedelta(days=days + 1)


def waiting(*, left_on: date, today: date, days: int) -> Waiting:
    """Whether it was left today, stayed overnight, or is overdue.

    Source: spec 5, deposits: those of an earlier day show; the deposit rules set the days. The owner may
    fetch it at any time all the same (民法典 899).
    """
    if today >= overdue_from(left_on, days):
        return Waiting.OVERDUE
    return Waiting.NIGHT if today > left_on else Waiting.TODAY
