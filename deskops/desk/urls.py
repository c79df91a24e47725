"""URLs of the desk's own pages."""

from django.urls import path
from django.views.generic import RedirectView

from deskops.org.access import anyone

from .views import account, calendar, home, imports, jobs, search, sign_in

urlpatterns = [
    path("", home.home, name="home"),
    path("later/", home.later, name="home_later"),
    path("search/", search.search, name="search"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/result/", jobs.result, name="job_result"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<slug:key>/", imports.bring, name="import_file"),
    path("imports/<int:pk>/take/", imports.take, name="import_take"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("session/", sign_in.session, name="session"),
    path("language/", sign_in.language, name="language"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/store/", account.store, name="store"),
    path("account/confirm/", account.confirm, name="confirm"),
    path("second-factor/", account.second_factor_page, name="second_factor"),
    path("second-factor/new/", account.second_factor_new, name="second_factor_new"),
    # The back office has no doors of its own.
    path("office/login/", anyone(RedirectView.as_view(pattern_name="sign_in", query_string=True))),
    path("office/logout/", anyone(RedirectView.as_view(pattern_name="account"))),
    path("office/password_change/", anyone(RedirectView.as_view(pattern_name="password"))),
]
