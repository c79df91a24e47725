"""URLs of promises of time."""

from django.urls import path

from . import views

app_name = "clocks"
urlpatterns = [
    path("due/", views.due, name="due"),
    path("due/warnings/", views.warnings, name="inbox"),
    path("due/warnings/<int:pk>/seen/", views.seen, name="seen"),
]
