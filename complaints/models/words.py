"""What complaints and enquiries are sorted by: closed lists, each with its words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """The way by which a complaint or an enquiry came."""

    COUNTER = "counter", _("at the counter")
    TELEPHONE = "telephone", _("telephone")
    MAIL = "mail", _("letter")
    EMAIL = "email", _("e-mail")
    MESSENGER = "messenger", _("messenger")
    STORE = "store", _("store")
    BOX = "box", _("opinion box")
    AUTHORITY = "authority", _("12345 or 12315")


WRITTEN = frozenset({Channel.MAIL, Channel.EMAIL, Channel.MESSENGER})
"""Where the customer wrote, a written reply is an answer."""


class Department(models.TextChoices):
    """The department that a case is about, or that has to answer."""

    DESK = "desk", _("service desk")
    FLOORS = "floors", _("floors")
    CASHIERS = "cashiers", _("cashiers")
    SECURITY = "security", _("security")
    PROPERTY = "property", _("property and cleaning")
    MARKETING = "marketing", _("marketing")
    FINANCE = "finance", _("finance")
    INFORMATION = "information", _("information department")
    WAREHOUSE = "warehouse", _("warehouse and delivery")
    PROCUREMENT = "procurement", _("procurement")
    OTHER = "other", pgettext_lazy("department", "other")


class Cause(models.TextChoices):
    """What was found to be the cause."""

    QUALITY = "quality", _("goods faulty")
    EXPIRED = "expired", _("goods expired")
    PRICE = "price", _("wrong price")
    PROMOTION = "promotion", _("campaign not as announced")
    GUARANTEE = "guarantee", _("return or guarantee refused")
    ATTITUDE = "attitude", _("attitude")
    SKILL = "skill", _("lack of knowledge or slow")
    DELIVERY = "delivery", _("delivery late or damaged")
    ENVIRONMENT = "environment", _("premises and safety")
    OTHER = "other", pgettext_lazy("cause", "other")


class Result(models.TextChoices):
    """How a case is settled."""

    REFUND = "refund", _("refund")
    EXCHANGE = "exchange", _("exchange")
    REPAIR = "repair", _("repair")
    COMPENSATION = "compensation", _("compensation")
    GIFT = "gift", _("gift")
    APOLOGY = "apology", _("apology")
    EXPLAINED = "explained", _("explained")
    ADOPTED = "adopted", _("suggestion adopted")
    NOTED = "noted", _("suggestion noted")
    OTHER = "other", pgettext_lazy("result", "other")


class Satisfaction(models.TextChoices):
    """What the customer says afterwards."""

    VERY = "very", _("very satisfied")
    SATISFIED = "satisfied", _("satisfied")
    SO_SO = "so_so", _("so-so")
    UNSATISFIED = "unsatisfied", _("not satisfied")
    UNREACHED = "unreached", _("not reached")


class Way(models.TextChoices):
    """How the customer was spoken or written to."""

    CALL = "call", _("call")
    IN_PERSON = "in_person", _("in person")
    SMS = "sms", _("text message")
    EMAIL = "email", _("e-mail")
    MESSENGER = "messenger", _("messenger")
    LETTER = "letter", _("letter")


SPOKEN = frozenset({Way.CALL, Way.IN_PERSON})


class Outcome(models.TextChoices):
    """What came of speaking or writing to the customer."""

    REACHED = "reached", _("reached")
    SENT = "sent", pgettext_lazy("message", "sent")
    NO_ANSWER = "no_answer", _("not reached")
