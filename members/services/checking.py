"""The daily check of yesterday's new members, as a list for their store."""

from datetime import date, datetime

from deskops.core.acts import background
from deskops.documents.services import begin_document, file_document
from deskops.org.models import Staff, Store

from ..models import CompletenessLine, CompletenessList
from ..queries.completeness import incomplete, joined_on

KIND = "completeness"


def list_incomplete(*, store: Store, day: date, by: Staff, now: datetime) -> CompletenessList | None:
    """Send a store the list of those who joined on a day and still owe something.

    None when nobody does, or when the list of that day was sent before.
    """
    with background(by=by, name="members.list_incomplete"):
        rows = joined_on(store, day)
        owing = list(incomplete(rows).order_by("pk"))
        if not owing or CompletenessList.objects.filter(store=store, day=day).exists():
            return None
        document = begin_document(kind=KIND, store=store, by=by, now=now)
        sent = CompletenessList.objects.create(document=document, store=store, day=day, joined=rows.count())
        CompletenessLine.objects.bulk_create(
            CompletenessLine(list=sent, member=member, missing=member.missing) for member in owing
        )
        file_document(document)
    return sent
