"""URLs of the interface and of the pages about it."""

from django.urls import path

from .operations import OPERATIONS
from .views import api, documents, tills

app_name = "pos"
urlpatterns = [
    path("api/docs", documents.docs, name="docs"),
    path("api/openapi.json", documents.openapi, name="openapi"),
    *(path(f"api/v1/{spec.path}", api.operations[spec.name], name=spec.name) for spec in OPERATIONS),
    path("api/<path:rest>", api.unknown, name="unknown"),
    path("pos/", tills.tills, name="tills"),
    path("pos/connect/", tills.connect, name="connect"),
    path("pos/<int:pk>/", tills.till, name="till"),
    path("pos/<int:pk>/key/", tills.new_key, name="new_key"),
    path("pos/keys/<int:pk>/revoke/", tills.revoke, name="revoke"),
]
