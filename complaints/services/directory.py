"""The directory and the frequent questions are kept: entered, changed, gone through every month."""

from datetime import datetime
from uuid import UUID

from deskops.core.acts import act
from deskops.core.calendar import local_date
from deskops.org.models import Staff, Store

from ..models import DirectoryReview, Extension, Question
from ..rules.spelling import spelled


def review(*, request_key: UUID, by: Staff, store: Store, now: datetime, words: str = "") -> DirectoryReview:
    """Say that the store's directory was gone through this month, once."""
    month = local_date(now).replace(day=1)
    asked = {"store": store.pk, "month": month, "words": words}
    with act(request_key=request_key, by=by, name="complaints.review_directory", asked=asked) as running:
        if running.replayed:
            return DirectoryReview.objects.get(pk=running.result["review"])
        made = DirectoryReview.objects.create(
            store=store, month=month, words=words.strip()[:200], by=by, at=now
        )
        running.result = {"review": made.pk}
        return made


def spell_extension(row: Extension) -> None:
    """Set the spellings that the entry is found by; not saved."""
    row.pinyin = spelled(row.name, row.words, str(row.get_department_display()))[:400]


def spell_question(row: Question) -> None:
    """Set the spellings that the question is found by; not saved."""
    row.pinyin = spelled(row.question, row.words)
