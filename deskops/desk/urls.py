"""URLs of the desk's own pages."""

from django.urls import path

from .views import account, home, search, sign_in

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
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
]
