"""Addresses of finance's reports."""

from django.urls import path

from . import views

app_name = "finance"
urlpatterns = [
    path("finance/", views.index, name="reports"),
    path("finance/reports/<slug:code>/", views.report, name="report"),
]
