"""Every URL of the desk: the back office, and what each room has in its own ``urls.py``."""

from django.apps import apps
from django.contrib import admin
from django.urls import include, path
from django.utils.module_loading import module_has_submodule

ROOMS = [
    config.name
    for config in apps.get_app_configs()
    if config.module is not None
    and not config.name.startswith(("django", "unfold", "procrastinate"))
    and module_has_submodule(config.module, "urls")
]

urlpatterns = [
    *(path("", include(f"{room}.urls")) for room in ROOMS),
    path("office/", admin.site.urls),
]
