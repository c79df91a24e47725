"""The test database itself: a transactional test leaves nothing behind and takes no reference data away."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from playwright.sync_api import Page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_each_transactional_test_starts_from_the_same_rows(run: int) -> None:
    roles = Group.objects.count()
    assert not Group.objects.filter(name="left behind").exists()
    Group.objects.create(name="left behind")
    assert Group.objects.count() == roles + 1


@pytest.mark.django_db
def test_the_server_forgets_on_power_loss_to_be_quick() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",)


@pytest.mark.browser
def test_the_browser_reaches_the_live_server(page: Page) -> None:
    answer = page.goto("/office/login/")
    assert answer is not None
    assert answer.status == 200
