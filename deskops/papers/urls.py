"""URLs of papers."""

from django.urls import path

from . import views

app_name = "papers"
urlpatterns = [path("papers/<str:number>/", views.paper, name="paper")]
