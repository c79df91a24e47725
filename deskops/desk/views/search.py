"""The search box: straight to what is meant, else groups of what may be."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from deskops.core.refusals import Text
from deskops.core.shell import SEARCH, Hit
from deskops.desk.forms import SearchForm
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role


@dataclass(frozen=True)
class Group:
    """What one source found."""

    label: Text
    hits: list[Hit]


@desk_view(acts=Role.everyone())
@never_cache
def search(request: DeskRequest) -> HttpResponse:
    """Search by POST alone: a telephone or ID number in an address would end in logs."""
    form = SearchForm(request.POST or None)
    asked = form.cleaned_data["q"].strip() if form.is_valid() else ""
    groups = find(asked, request) if asked else []
    exact = [hit for group in groups for hit in group.hits if hit.exact]
    if len(exact) == 1:
        return redirect(exact[0].url)
    found = sum(len(group.hits) for group in groups)
    context = {"asked": asked, "groups": groups, "found": found, "search_focus": not found}
    return render(request, "desk/search.html", context)


def find(asked: str, request: DeskRequest) -> list[Group]:
    """Ask every source the person may ask; who finds nothing stays away."""
    sources = sorted((s for s in SEARCH if request.access.may(*s.roles)), key=lambda s: s.order)
    groups = [Group(source.label, source.find(asked, request.access)) for source in sources]
    return [group for group in groups if group.hits]
