"""The administrator's pages: the store's connected tills, their keys, what they did last."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..forms import ConnectForm, KeyForm
from ..models import PosTill, TillKey
from ..queries import latest_of, tills_of
from ..services import connect_till, make_key, revoke_key

KEEPERS = frozenset({Role.ADMINISTRATOR})
READERS = frozenset({Role.INFORMATION})


@desk_view(reads=READERS | KEEPERS)
def tills(request: DeskRequest) -> HttpResponse:
    """The tills of this store that may speak to the desk."""
    rows = tills_of(request.access.store)
    return page(request, "pos/tills.html", {"rows": rows, "may_act": request.access.may(*KEEPERS)})


@desk_view(acts=KEEPERS, step_up=True)
def connect(request: DeskRequest) -> HttpResponse:
    """Connect a till."""
    form = ConnectForm(request.POST or None)
    done = form.attempt(
        lambda: connect_till(
            by=request.user, store=request.access.store, now=request.now, **form.cleaned_data
        )
    )
    if done:
        messages.success(request, _("%(till)s is connected; now make its key.") % {"till": done})
        return redirect("pos:till", done.pk)
    return page(request, "pos/connect.html", {"form": form})


def _till(request: DeskRequest, pk: int) -> PosTill:
    return request.access.get(PosTill.objects.select_related("store", "staff"), pk=pk)


@desk_view(reads=READERS | KEEPERS)
def till(request: DeskRequest, pk: int) -> HttpResponse:
    """One till: its keys, and the operations it asked for last."""
    found = _till(request, pk)
    return _shown(request, found)


@never_cache
@desk_view(acts=KEEPERS, step_up=True)
def new_key(request: DeskRequest, pk: int) -> HttpResponse:
    """Make a key and show it, this once."""
    found = _till(request, pk)
    form = KeyForm(request.POST or None)
    made = form.attempt(
        lambda: make_key(
            request_key=form.cleaned_data["request_key"], by=request.user, now=request.now, till_id=found.pk
        )
    )
    return (
        _shown(request, found, made=made)
        if made
        else page(request, "pos/key.html", {"form": form, "till": found})
    )


@desk_view(acts=KEEPERS, step_up=True)
def revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """Revoke a key: the till that has it is shut out at once."""
    key = request.access.get(TillKey.objects.select_related("till__store"), "till__store", pk=pk)
    form = KeyForm(request.POST or None)
    done = form.attempt(
        lambda: revoke_key(
            request_key=form.cleaned_data["request_key"], by=request.user, now=request.now, key_id=key.pk
        )
    )
    if done:
        messages.success(request, _("The key %(key)s was revoked.") % {"key": key})
        return redirect("pos:till", key.till_id)
    return page(request, "pos/revoke.html", {"form": form, "key": key})


def _shown(request: DeskRequest, found: PosTill, **more: object) -> HttpResponse:
    keys = TillKey.objects.filter(till=found).select_related("made_by", "revoked_by", "pace")
    context = {
        "till": found,
        "keys": keys.order_by("revoked_at", "-pk"),
        "operations": latest_of(found),
        "may_act": request.access.may(*KEEPERS),
        **more,
    }
    return page(request, "pos/till.html", context)
