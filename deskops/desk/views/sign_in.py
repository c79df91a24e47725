"""Signing in and out, again over a page whose session ended, and the language."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.contrib.auth.views import LoginView, LogoutView
from django.core.signing import BadSignature, loads
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as verify

from deskops.desk.forms import SignInForm
from deskops.org import second_factor
from deskops.org.access import anyone, enter
from deskops.org.models import Staff

PERSON_LASTS = 24 * 3600
"""Seconds for which a page left open still says whose it is."""

sign_in = anyone(
    LoginView.as_view(
        template_name="account/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
    )
)
sign_out = anyone(LogoutView.as_view())


def locked(request: HttpRequest, _answer: HttpResponse | None, _credentials: dict[str, Any]) -> HttpResponse:
    """The answer after too many wrong passwords for one employee number."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    said = _("Too many wrong passwords for this employee number. Wait %(minutes)s minutes.") % {
        "minutes": minutes
    }
    if request.path.startswith("/session"):
        return JsonResponse({"message": said}, status=429)
    form = SignInForm(request, initial={"username": request.POST.get("username", "")})
    return render(request, "account/sign_in.html", {"form": form, "locked": said}, status=429)


@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> HttpResponseBase:
    """GET: whether the session lives (204 or 401). POST: the same person signs in again over their page."""
    if request.method == "GET":
        alive = request.user.is_authenticated and not _factor_missing(request)
        return HttpResponse(status=204 if alive else 401)
    staff = _whose(request.POST.get("person", ""))
    if staff is None:
        return _no(_("This page is too old. Open it again."))
    person = authenticate(request, username=staff.number, password=request.POST.get("again", ""))
    if not isinstance(person, Staff):
        return _no(_("The password is wrong."))
    return _again(request, person)


def _again(request: HttpRequest, staff: Staff) -> HttpResponse:
    device = None
    if second_factor.has_device(staff):
        device = second_factor.check(staff, request.POST.get("code", ""))
        if device is None:
            return _no(_("The code is wrong, or was used already. Wait for the next one."))
    login(request, staff)
    if device is not None:
        verify(request, device)
    return JsonResponse({"token": get_token(request)})


def _whose(signed: str) -> Staff | None:
    try:
        return Staff.objects.filter(
            pk=loads(signed, salt="desk.again", max_age=PERSON_LASTS), is_active=True
        ).first()
    except BadSignature:
        return None


def _factor_missing(request: HttpRequest) -> bool:
    return settings.SECOND_FACTOR and second_factor.missing(enter(request).access)


def _no(message: str) -> JsonResponse:
    return JsonResponse({"message": message}, status=403)


@anyone
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language the person chose: with them when signed in, in the browser otherwise."""
    code = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = redirect(back)
    if code not in dict(settings.LANGUAGES):
        return answer
    if request.user.is_authenticated:
        request.user.language = code
        request.user.save(update_fields=["language"])
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return answer
