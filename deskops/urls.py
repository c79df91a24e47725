"""Every URL of the desk."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("office/", admin.site.urls),
]
