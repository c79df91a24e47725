"""Who approved a paper, as a column of a report."""

from typing import Any

from django.db.models import CharField, F, OuterRef, StringAgg, Subquery, Value
from django.db.models.functions import Concat

from .models import Approval, Decision


def approvers(document: str) -> Any:
    """Number and name of everybody who approved the paper that ``document`` is the path to."""
    person = Concat(F("decided_by__number"), Value(" "), F("decided_by__name"), output_field=CharField())
    decided = Approval.objects.filter(document=OuterRef(document), decision=Decision.APPROVED).order_by()
    names = decided.values("document").annotate(names=StringAgg(person, Value("、"), order_by="pk"))
    return Subquery(names.values("names"))
