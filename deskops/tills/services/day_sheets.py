"""Filing a desk's day sheet, and finance's ticks on it."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.frozen import canonical, fingerprint
from deskops.core.refusals import Refused
from deskops.documents.services import begin_document, file_document
from deskops.org.models import Staff

from ..models import DaySheet, DaySheetTick, Shift, Till
from ..sheets import sheet_in_chinese
from .locks import lock_till


def file_day_sheet(
    *, till: Till, business_date: date, by: Staff, now: datetime, request_key: UUID
) -> DaySheet:
    """Freeze what a desk position did on a business date, as a numbered paper for finance to tick.

    Raises Refused: ``till_open`` while a shift of that date isn't closed, ``day_sheet_filed`` when
    nothing has changed since the last one. A later one names the one before as its origin.
    """
    asked = {"till": till.pk, "day": business_date}
    with act(request_key=request_key, by=by, name="tills.file_day_sheet", asked=asked) as running:
        if not running.replayed:
            till = lock_till(till.pk)
            _require_closed(till, business_date)
            body = canonical(sheet_in_chinese(till, business_date))
            before = (
                DaySheet.objects.filter(till=till, business_date=business_date)
                .select_related("document")
                .order_by("-pk")
                .first()
            )
            if before and before.body == body:
                raise Refused(
                    "day_sheet_filed",
                    _("Nothing has changed since day sheet %(number)s.") % {"number": before.document},
                    value=before.document.number,
                )
            paper = begin_document(
                kind="day_sheet", store=till.store, by=by, now=now, origin=before.document if before else None
            )
            DaySheet.objects.create(
                document=paper, till=till, business_date=business_date, body=body, digest=fingerprint(body)
            )
            file_document(paper)
            running.result["sheet"] = paper.pk
    return DaySheet.objects.select_related("document", "till__store").get(pk=running.result["sheet"])


def _require_closed(till: Till, business_date: date) -> None:
    shifts = Shift.objects.filter(till=till, business_date=business_date, state__in=Shift.UNDER_WAY)
    open_shift = shifts.select_related("clerk").first()
    if open_shift:
        raise Refused(
            "till_open",
            _("%(clerk)s has not closed this till yet.") % {"clerk": open_shift.clerk.name},
            value=till.code,
            remedy=_("Count and close the shift first."),
        )


def tick(*, sheet: DaySheet, section: str, by: Staff, now: datetime, request_key: UUID) -> DaySheetTick:
    """Finance has compared a section of a filed sheet. Raises Refused ``ticked_already``, ``no_section``."""
    asked = {"sheet": sheet.pk, "section": section}
    with act(request_key=request_key, by=by, name="tills.tick", asked=asked) as running:
        if not running.replayed:
            if section not in {part["code"] for part in sheet.content["sections"]}:
                raise Refused("no_section", _("This day sheet has no such part."), value=section)
            running.result["tick"] = DaySheetTick.objects.create(
                sheet=sheet, section=section, by=by, at=now
            ).pk
    return DaySheetTick.objects.get(pk=running.result["tick"])
