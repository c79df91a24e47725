"""Addresses of approvals."""

from django.urls import path

from . import views

app_name = "approvals"
urlpatterns = [
    path("approvals/", views.inbox, name="inbox"),
    path("approvals/list/", views.listed, name="list"),
    path("approvals/deputies/", views.deputies, name="deputies"),
    path("approvals/deputies/<int:pk>/end/", views.end, name="end_deputy"),
    path("approvals/<int:pk>/", views.approval, name="approval"),
    path("approvals/<int:pk>/decide/", views.act, name="decide"),
    path("approvals/<int:pk>/counter/", views.at_counter, name="counter"),
]
