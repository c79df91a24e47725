"""The desk's settings for tests: a forgetful server of their own, cheap passwords, plain static files."""

import os

from tests.support.folder import enter_folder

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in the test's thread
if not os.environ.get("PYTEST_XDIST_WORKER"):  # a worker inherits the folder from its run
    enter_folder()

from deskops.settings import *  # noqa: F403
from deskops.settings import DATABASES, STORAGES, VAR

if "EMBEDDED" in DATABASES["default"]:
    DATABASES["default"]["EMBEDDED"] = (str(VAR), False)
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["tests.support.hashers.CheapArgon2"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True  # nothing is collected for tests
SECOND_FACTOR = False  # its own tests turn it on
