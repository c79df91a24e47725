"""Every URL, every role, another store: who may is declared once, and nothing else happens."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from deskops.org.models import Role, Staff
from deskops.org.services import post
from tests.factories.org import STARTS, make_staff, make_store
from tests.support.access import PUBLIC, table, urls
from tests.support.world import make_world

DOCUMENTED = Path(settings.BASE_DIR, "docs", "access.md")
NOBODY = 2**31 - 1
# Members and cards are the chain's: found from every store.
CHAIN = ("members:", "cards:", "cashback:member")
OF_A_STORE = {
    "members:application",
    "members:ask_again",
    "members:withdraw",
    "members:proxy_call",
    "members:supply_paper",
    "members:change",
    "members:change_call",
    "members:change_apply",
    "members:change_refuse",
    "cards:act",
    "cards:destruction",
    "cards:group_order",
    "cards:group_correct",
    "cards:group_pay",
    "cards:group_activate",
    "cards:group_cancel",
    "cards:group_give_back",
    "cards:group_return",
    "cards:group_pay_back",
    "cards:group_identity",
    "cards:stock_paper",
    "cards:closing",
    "cards:expiring",
}
ARGUMENTS = {
    "rest": "nothing",
    "pk": NOBODY,
    "number": "XX-0",
    "key": "nothing",
    "position": 1,
    "seen": "draft",
    "step": "open",
}


def arguments(url) -> dict[str, object]:
    """Arguments that name nothing."""
    names = [part.split(":")[-1].rstrip(">") for part in url.pattern.split("<")[1:]]
    names = [name.split(">")[0] for name in names]
    return {name: ARGUMENTS.get(name, NOBODY) for name in names}


def of_a_store(url) -> bool:
    """Whether it shows something that belongs to one store."""
    if url.name in PUBLIC or url.by_key:
        return False
    return not url.name.startswith(CHAIN) or url.name in OF_A_STORE


def counts() -> dict[str, int]:
    """How many rows every table of ours holds (signing in writes its own)."""
    ours = [m._meta.db_table for m in apps.get_models() if m.__module__.split(".")[0] in ROOMS]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}', count(*) FROM {t}" for t in ours))
        return dict(cursor.fetchall())


ROOMS = {"deskops", "members", "cards", "cashback", "gifts", "lockers", "refunds", "complaints"}


def signed_in(staff: Staff) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def stepped_up(client: Client) -> Client:
    """The same, with the password given again just now."""
    session = client.session
    session["stepped_up_at"] = timezone.now().isoformat()
    session.save()
    return client


def test_every_url_declares_who_may_and_stands_in_the_table():
    undeclared = {url.name for url in urls() if not url.by_key and not getattr(url.view, "rules", None)}
    assert undeclared == PUBLIC
    documented = [row for row in DOCUMENTED.read_text().splitlines() if row.startswith("| `/")]
    assert documented == table().splitlines()


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_a_role_opens_and_acts_just_where_it_may(role, blank_pages):
    client = signed_in(make_staff("1", role, store=make_store()))
    before = counts()
    wrong = {}
    for url in urls():
        if url.name in PUBLIC or url.by_key:
            continue
        rules, path = url.view.rules, reverse(url.name, kwargs=arguments(url))
        for method in ("GET", "POST"):
            answered = client.generic(method, path).status_code
            # 405: the page has nothing to open, or nothing to send.
            expected = (
                {403, 405} if not rules.allows(method, frozenset({role})) else set(range(200, 500)) - {403}
            )
            if answered not in expected:
                wrong[f"{method} {path}"] = answered
    assert wrong == {}
    assert counts() == before


@pytest.mark.django_db
def test_nobody_gets_in_without_signing_in(blank_pages):
    make_store()
    open_to_all = {}
    for url in urls():
        if url.name not in PUBLIC and not url.by_key:
            path = reverse(url.name, kwargs=arguments(url))
            answers = [Client().get(path), Client().post(path)]
            for answer in answers:
                sent_away = answer.status_code == 302 and "/sign-in/" in answer["Location"]
                if not sent_away and answer.status_code != 405:
                    open_to_all[url.name] = answer.status_code
    assert open_to_all == {}


@pytest.mark.django_db
def test_no_role_opens_what_a_tills_key_opens():
    """A session is worth nothing there: every role of the chain at once is a stranger without a key."""
    everybody = make_staff("1", store=make_store())
    for role in Role:
        post(staff=everybody, role=role, starts=STARTS)
    client, before, opened = signed_in(everybody), counts(), {}
    for url in urls():
        if url.by_key:
            path = reverse(url.name, kwargs=arguments(url))
            for method in ("GET", "POST", "PUT", "DELETE"):
                answer = client.generic(method, path, b"{}", content_type="application/json")
                if answer.status_code not in (401, 404, 405) or "Set-Cookie" in answer:
                    opened[f"{method} {path}"] = answer.status_code
    assert opened == {}
    assert counts() == before


@pytest.mark.django_db
def test_what_belongs_to_another_store_is_not_there(blank_pages):
    world = make_world("S1")
    stranger = make_staff("7", store=make_store("S2"))
    for role in Role:
        post(staff=stranger, role=role, starts=STARTS, store=stranger.home_store)
    client, before, seen = stepped_up(signed_in(stranger)), counts(), {}
    for url in urls():
        asked = arguments(url)
        if (
            url.name in PUBLIC
            or url.by_key
            or not asked
            or (url.name.startswith(CHAIN) and url.name not in OF_A_STORE)
        ):
            continue
        kwargs = {name: found(world, url.name, name, value) for name, value in asked.items()}
        for method in ("GET", "POST") if url.view.rules.acts else ("GET",):
            status = client.generic(method, reverse(url.name, kwargs=kwargs)).status_code
            if status not in (404, 405):
                seen[f"{method} {url.name} {kwargs}"] = status
    assert seen == {}
    assert counts() == before


def found(world, name, argument, otherwise):
    """The argument that names the other store's thing."""
    if argument == "pk":
        exact = world["pk"].get(name)
        return exact or next((pk for key, pk in world["pk"].items() if name.startswith(key)), otherwise)
    return {**world["tills"], **world["number"]}.get(argument, otherwise)


@pytest.mark.django_db
def test_the_same_things_are_there_for_their_own_store():
    """The control of the test above: with the own store, none of them is missing."""
    world = make_world("S1")
    insider = Staff.objects.get(number="1001S1")
    for role in Role:
        if role != Role.CLERK:
            post(staff=insider, role=role, starts=STARTS, store=insider.home_store)
    client, missing = signed_in(insider), {}
    for url in urls():
        asked = arguments(url)
        if (
            url.name in PUBLIC
            or url.by_key
            or not asked
            or (url.name.startswith(CHAIN) and url.name not in OF_A_STORE)
        ):
            continue
        kwargs = {name: found(world, url.name, name, value) for name, value in asked.items()}
        if client.get(reverse(url.name, kwargs=kwargs)).status_code == 404:
            missing[url.name] = kwargs
    # No image was brought for the handoff, no such kind of file or report, and the job made no file.
    assert missing.keys() == {"handoffs:receipt", "import_file", "job_result", "finance:report"}
