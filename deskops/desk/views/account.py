"""The person's own page: password, second factor, store; and the password asked for again."""

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_otp import login as verify

from deskops.desk.forms import CodeForm, PasswordForm
from deskops.desk.qr import qr_path
from deskops.org import second_factor
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role


@desk_view(acts=Role.everyone())
def account(request: DeskRequest) -> HttpResponse:
    """Who is signed in, with their postings."""
    context = {
        "postings": request.user.postings.select_related("region", "store", "floor__store").order_by(
            "starts"
        ),
        "needs_factor": second_factor.needed(request.access),
        "has_factor": second_factor.has_device(request.user),
    }
    return render(request, "account/account.html", context)


@desk_view(acts=Role.everyone())
@never_cache
def password(request: DeskRequest) -> HttpResponse:
    """Change the own password; the session goes on."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, _("The new password holds from now on."))
        return redirect("account")
    return render(request, "account/password.html", {"form": form}, status=422 if form.errors else 200)


@desk_view(acts=Role.everyone())
@never_cache
def second_factor_page(request: DeskRequest) -> HttpResponse:
    """Ask for the code of the second factor once a session."""
    if not second_factor.has_device(request.user):
        return redirect("second_factor_new")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = second_factor.check(request.user, form.cleaned_data["code"])
        if device is not None:
            verify(request, device)
            return redirect(_next(request))
        form.add_error("code", _("The code is wrong, or was used already. Wait for the next one."))
    context = {"form": form, "next": _next(request)}
    return render(request, "account/second_factor.html", context, status=422 if form.errors else 200)


@desk_view(acts=Role.everyone())
@never_cache
def second_factor_new(request: DeskRequest) -> HttpResponse:
    """Set the second factor up: a QR for the phone's app, proven by its first code."""
    if second_factor.has_device(request.user):
        return redirect("second_factor")
    device = second_factor.new_device(request.user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if second_factor.confirm(device, form.cleaned_data["code"]):
            verify(request, device)
            messages.success(request, _("The second factor is set up."))
            return redirect("home")
        form.add_error("code", _("The code is wrong. Look at the app again; its clock must be right."))
    size, path = qr_path(device.config_url)
    context = {"form": form, "size": size, "path": path, "secret": _grouped(device.config_url)}
    return render(request, "account/second_factor_new.html", context, status=422 if form.errors else 200)


@desk_view(acts=Role.everyone())
@never_cache
def confirm(request: DeskRequest) -> HttpResponse:
    """The password asked for again before something dangerous; it counts for ten minutes."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if authenticate(request, username=request.user.number, password=form.cleaned_data["password"]):
            request.session["stepped_up_at"] = request.now.isoformat()
            return redirect(_next(request))
        form.add_error("password", _("The password is wrong."))
    context = {"form": form, "next": _next(request)}
    return render(request, "account/confirm.html", context, status=422 if form.errors else 200)


@desk_view(acts=Role.everyone())
def store(request: DeskRequest) -> HttpResponse:
    """Choose the store to work in, among those within reach."""
    stores = request.access.reachable_stores().order_by("code")
    if request.method == "POST":
        chosen = get_object_or_404(stores, code=request.POST.get("store", ""))
        request.session["store"] = chosen.pk
        return redirect("home")
    return render(request, "account/store.html", {"stores": stores})


def _next(request: DeskRequest) -> str:
    """Where to go on, on this site only."""
    url = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else "/"


def _grouped(config_url: str) -> str:
    """The secret in groups of four, for who can't scan."""
    secret = config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
