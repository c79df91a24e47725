"""Pages without their contents, for tests that ask only who may open them."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.conf import LazySettings
from django.template import Origin
from django.template.loaders.base import Loader as BaseLoader


class Loader(BaseLoader):
    """Every template is there, and is empty."""

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        yield Origin(template_name, template_name, self)

    def get_contents(self, origin: Origin) -> str:
        """Nothing, whatever is asked for."""
        return ""


@pytest.fixture
def blank_pages(settings: LazySettings) -> None:
    """The rest of the test renders nothing: a view decides, reads and acts as ever."""
    engines = deepcopy(settings.TEMPLATES)
    for engine in engines:
        engine.pop("APP_DIRS", None)
        engine["OPTIONS"] = {"loaders": [f"{__name__}.Loader"]}
    settings.TEMPLATES = engines
