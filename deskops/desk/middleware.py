"""What every request passes: the person's language, the session's idle time, the second factor."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csp import csp_override

from deskops.org.access import enter
from deskops.org.second_factor import missing

type Answer = Callable[[HttpRequest], HttpResponse]

RENEW = 60
"""A session is renewed at most once in so many seconds: not every page costs a write."""


def office_policy(get_response: Answer) -> Answer:
    """The back office's looser content policy, for it alone."""
    loosened = csp_override(settings.OFFICE_CSP)(get_response)

    def answer(request: HttpRequest) -> HttpResponse:
        return loosened(request) if request.path.startswith("/office/") else get_response(request)

    return answer


def language(get_response: Answer) -> Answer:
    """The language the person chose, else Chinese; what the browser asks for doesn't count."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if request.user.is_authenticated:
            chosen = request.user.language or chosen
        code = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return answer


def idle(get_response: Answer) -> Answer:
    """Renew the session while somebody works; pages that ask by themselves (progress) don't count."""

    def answer(request: HttpRequest) -> HttpResponse:
        unattended = "X-Unattended" in request.headers
        if request.user.is_authenticated and not unattended:
            now = int(time.time())
            if now - request.session.get("seen", 0) > RENEW:
                request.session["seen"] = now
        return get_response(request)

    return answer


def second_factor(get_response: Answer) -> Answer:
    """Who needs a second factor and has not given it in this session gets no further than giving it."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not settings.SECOND_FACTOR or not request.user.is_authenticated or _free(request.path):
            return get_response(request)
        if not missing(enter(request).access):
            return get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        return redirect(f"{reverse('second_factor')}?next={request.path}")

    return answer


def _free(path: str) -> bool:
    names = ("second_factor", "second_factor_new", "sign_in", "sign_out", "session", "language")
    return path in {reverse(name) for name in names} or path.startswith(
        ("/healthz", f"/{settings.STATIC_URL.strip('/')}/")
    )
