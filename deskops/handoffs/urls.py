"""Addresses of handoffs."""

from django.urls import path

from .views import acts, lists, paper

app_name = "handoffs"
urlpatterns = [
    path("handoffs/", lists.listed, name="list"),
    path("handoffs/<int:pk>/", paper.paper, name="page"),
    path("handoffs/<int:pk>/receipt/", paper.receipt, name="receipt"),
    path("handoffs/<int:pk>/refresh/", acts.refresh, name="refresh"),
    path("handoffs/<int:pk>/send/", acts.send, name="send"),
    path("handoffs/<int:pk>/withdraw/", acts.withdraw, name="withdraw"),
    path("handoffs/<int:pk>/lines/<int:position>/", acts.line, name="line"),
    path("handoffs/<int:pk>/rest-same/", acts.rest_same, name="rest_same"),
    path("handoffs/<int:pk>/receive/", acts.receive, name="receive"),
    path("handoffs/<int:pk>/receive-here/", acts.receive_here, name="receive_here"),
    path("handoffs/<int:pk>/dispute/", acts.dispute, name="dispute"),
    path("handoffs/<int:pk>/settle/", acts.settle, name="settle"),
    path("handoffs/<int:pk>/xlsx/", paper.exported, {"form": "xlsx"}, name="xlsx"),
    path("handoffs/<int:pk>/csv/", paper.exported, {"form": "csv"}, name="csv"),
]
