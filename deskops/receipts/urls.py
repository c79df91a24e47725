"""URLs of purchases."""

from django.urls import path

from . import views

app_name = "receipts"
urlpatterns = [path("receipts/<int:pk>/", views.receipt, name="receipt")]
