"""Acts on what every room shares."""

from uuid import UUID

from django.utils.translation import gettext as _

from deskops.org.models import Staff

from .acts import act
from .holidays import known_years, store_days
from .notice import parse_notice
from .refusals import Refused


def add_year(*, text: str, year: int, source: str, by: Staff, request_key: UUID) -> int:
    """Store the days of a pasted notice for a year that isn't known yet; returns how many.

    Raises Refused when the notice can't be read, names no source, or the year is there already: then
    single days are corrected in the list.
    """
    asked = {"text": text, "year": year, "source": source}
    with act(request_key=request_key, by=by, name="core.add_year", asked=asked) as running:
        if running.replayed:
            return int(running.result["days"])
        days = parse_notice(text, year=year)
        _refuse_known(year, source)
        running.result = {"days": len(store_days(days, source))}
        return len(days)


def _refuse_known(year: int, source: str) -> None:
    if not source.strip():
        raise Refused("source_missing", _("Name the notice that the days come from."), field="source")
    if year in known_years():
        raise Refused(
            "year_known",
            _("The days of %(year)s are there already.") % {"year": year},
            field="year",
            value=year,
            remedy=_("Correct single days in the list of holidays."),
        )
