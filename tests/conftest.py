"""Fixtures for every test: the database copied from a template, the web's role, the browser."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.support import database
from tests.support.blank import blank_pages
from tests.support.browser import browser, context, page

__all__ = ["blank_pages", "browser", "context", "page"]

TOGETHER = {"tests/desk/test_demo.py", "tests/refunds/test_reports.py"}
"""Files whose tests share what a fixture of the module makes, half a minute or some seconds of work."""

# No deadlines: how long an example takes says more about the machine; bounds are the benchmarks'.
hypothesis_settings.register_profile("desk", deadline=None)
hypothesis_settings.register_profile("deep", deadline=None, max_examples=3000)
hypothesis_settings.load_profile("desk")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Tests go to whichever worker is free, but those of a file that makes its data once stay together."""
    return ByFile(config, log)


class ByFile(LoadScopeScheduling):
    """By file for some, by test for all others; a mark can't say it: pytest 9.2 keeps ids from plugins."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid


def pytest_collection_finish() -> None:
    """Leave what is loaded by now out of every later search for garbage: a fifth of the processor time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This process's own copy of the migrated database."""
    name, template = database.copy_name(), database.template_name()

    def restore(_case: Any) -> None:
        database.copy_template(template, name)

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        database.make_template(template)
        database.copy_template(template, name)
        database.use_database(name)
        patch.setattr(TransactionTestCase, "_fixture_teardown", restore)
        yield
        database.drop(name)


@pytest.fixture
def web_role(db: None) -> None:
    """The rest of the test runs with the rights of the web's role; the test's rollback ends that."""
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{settings.WEB_DATABASE_ROLE}"')
