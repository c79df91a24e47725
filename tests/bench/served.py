"""The WSGI application of the bench's server process: the database that it is told, kept connected."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
settings.DATABASES["default"] |= {"NAME": os.environ["BENCH_DATABASE"], "CONN_MAX_AGE": 600}
application = get_wsgi_application()

import_module("tests.bench.mall.data").plug_papers()  # needs the registries
