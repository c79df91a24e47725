"""What views hand to the components of a page, and the answer that carries a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property

from .forms import ActForm
from .refusals import Text
from .shell import Tone


def page(request: HttpRequest, template: str, context: Mapping[str, Any] | None = None) -> HttpResponse:
    """Render a page; with a ``form`` that was refused the status is 422, and htmx shows it in place."""
    form = (context or {}).get("form")
    status = form.status if isinstance(form, ActForm) else 200
    return render(request, template, dict(context or {}), status=status)


class LatestPaginator[M: Model](Paginator[M]):
    """Pages of the first thousand rows of a list, so that counting them never takes longer than that."""

    most = 1000

    @cached_property
    def count(self) -> int:
        return cast(QuerySet[M], self.object_list)[: self.most].count()

    @property
    def has_more(self) -> bool:
        """Whether there may be rows that no page shows; a filter finds them."""
        return self.count == self.most


@dataclass(frozen=True)
class Attention:
    """Something that needs a look, in the strip at a record's head."""

    text: Text
    tone: Tone = Tone.DUE
    url: str = ""


@dataclass(frozen=True)
class Tab:
    """A tab or a named filter over a list, with how many it holds."""

    label: Text
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Event:
    """One thing that happened, in a timeline."""

    at: datetime
    kind: Text
    title: Text
    url: str = ""
    detail: Text = ""
    amount: Decimal | None = None
    who: Text = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Compared:
    """One figure from two sources, side by side: a report's and the accounts'."""

    label: Text
    report: Decimal
    accounts: Decimal

    @property
    def difference(self) -> Decimal:
        return self.report - self.accounts


@dataclass(frozen=True)
class Step:
    """One step of a work that has several; the one that is current stands out."""

    label: Text
    current: bool = False
    past: bool = False


def steps(labels: list[Text], current: int) -> list[Step]:
    """The steps of a page, where ``current`` counts from 0."""
    return [Step(label, index == current, index < current) for index, label in enumerate(labels)]
