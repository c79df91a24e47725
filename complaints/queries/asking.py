"""Directory and frequent questions: found by Chinese, pinyin, initials or digits, as they are typed."""

from datetime import datetime

from django.db.models import Q, QuerySet

from deskops.core.calendar import local_date
from deskops.org.access import Access
from deskops.org.models import Store

from ..models import DirectoryReview, Extension, Question
from ..models.words import Department
from ..roles import SEES_PRIVATE
from ..rules.spelling import typed_spelling


def questions(access: Access, typed: str) -> QuerySet[Question]:
    """Frequent questions of the store and the chain; each word typed is found somewhere in it."""
    rows = Question.objects.filter(Q(store=access.store) | Q(store__isnull=True), is_active=True)
    for word in typed.split():
        found = Q(question__icontains=word) | Q(answer__icontains=word) | Q(words__icontains=word)
        spelling = typed_spelling(word)
        rows = rows.filter(found | Q(pinyin__contains=spelling) if spelling else found)
    return rows.order_by("question", "pk")


def directory(access: Access, typed: str) -> QuerySet[Extension]:
    """The store's numbers; those of managers only for who may see them."""
    rows = Extension.objects.filter(store=access.store, is_active=True)
    if not access.may(*SEES_PRIVATE):
        rows = rows.filter(private=False)
    for word in typed.split():
        departments = [code for code, label in Department.choices if word in str(label)]
        found = Q(name__icontains=word) | Q(words__icontains=word) | Q(department__in=departments)
        found |= Q(extension__startswith=word) | Q(outside__contains=word)
        spelling = typed_spelling(word)
        rows = rows.filter(found | Q(pinyin__contains=spelling) if spelling else found)
    return rows.order_by("department", "extension", "pk")


def reviewed(store: Store, now: datetime) -> DirectoryReview | None:
    """Whether the directory was gone through this month, and by whom."""
    month = local_date(now).replace(day=1)
    return DirectoryReview.objects.filter(store=store, month=month).select_related("by").first()
