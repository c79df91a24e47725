"""What the rules say, in words: for the clerk, the approver and the paper."""

from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.calendar import SHANGHAI
from deskops.core.refusals import Refused, Text

from .models import PurchaseLine
from .rules.windows import Until, Verdict, Why


def why_words(why: Why) -> Text:
    """The reason behind a verdict."""
    return {
        Why.COMPANY: _("the company's rule of returns"),
        Why.GUARANTEE: _("the three guarantees"),
        Why.LAW: _("the law"),
        Why.REPAIRS_FAILED: _("the three guarantees: repairs failed"),
        Why.OVERCHARGED: _("charged too much"),
        Why.SERVICE_FAULT: _("our service"),
        Why.NO_PROMISE: _("no rule promises to take these goods back"),
        Why.NOT_RETURNABLE: _("these goods are not taken back without a fault"),
        Why.CONDITION: _("the goods are not in the state that the rule asks for"),
        Why.WINDOW_OVER: _("the time for it is over"),
    }[why]


def until_words(until: Until | None) -> str:
    """A day, or a day and time where the rule counts hours."""
    if isinstance(until, datetime):
        return f"{until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return f"{until:%Y-%m-%d}" if isinstance(until, date) else ""


def rule_words(found: Verdict, *, exchange: bool) -> str:
    """The rule that lets goods go back, its source and its last day; frozen in Chinese as papers are."""
    with translation.override(settings.LANGUAGE_CODE):
        until = until_words(found.exchange_until if exchange else found.refund_until)
        parts = [str(why_words(found.why)), found.source]
        if until:
            parts.append(_("until %(day)s") % {"day": until})
        return " · ".join(part for part in parts if part)


def refused_words(line: PurchaseLine, found: Verdict) -> Refused:
    """Why these goods can't go back as asked, since when, and what the rule still allows."""
    still = [
        str(words)
        for allowed, words in ((found.exchange, _("exchange")), (found.repair, _("repair")))
        if allowed
    ]
    ended = until_words(found.refund_until)
    message = _("“%(goods)s”: %(why)s.") % {"goods": line.name, "why": why_words(found.why)}
    if ended and not found.refund:
        message += " " + _("A refund was possible until %(day)s.") % {"day": ended}
    return Refused(
        "not_returnable",
        message,
        field="goods",
        value=line.position,
        remedy=_("Still possible: %(what)s.") % {"what": "、".join(still)} if still else "",
    )
