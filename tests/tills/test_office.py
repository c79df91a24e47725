"""Drawers and tenders in the back office."""

from django.urls import reverse

from deskops.org.models import Role
from deskops.tills.models import Till
from tests.factories.org import make_staff
from tests.factories.tills import make_desk, open_till


def signed_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_information_department_adds_a_drawer_with_its_account(client, desk):
    it = signed_in(client, make_staff("4001", Role.INFORMATION, store=desk.store))
    form = {"store": desk.store.pk, "code": "A9", "name": "九号台", "float_amount": "500.00"}
    answer = it.post(reverse("admin:tills_till_add"), {**form, "has_pos": "on", "is_active": "on"})
    assert answer.status_code == 302
    till = Till.objects.select_related("account").get()
    assert (till.account.kind, till.account.code, till.account.store_id) == (
        "till_cash",
        "A9",
        desk.store.pk,
    )
    url = reverse("admin:tills_till_change", args=[till.pk])
    it.post(url, {**form, "code": "B1", "name": "十号台"})
    till.refresh_from_db()
    assert (till.code, till.name, till.is_active) == ("A9", "十号台", False)


def test_another_stores_drawer_can_not_be_added(client, desk):
    other = make_desk("S2")
    it = signed_in(client, make_staff("4001", Role.INFORMATION, store=desk.store))
    form = {"store": other.store.pk, "code": "A9", "name": "九号台", "float_amount": "0"}
    assert it.post(reverse("admin:tills_till_add"), form).status_code == 200
    assert Till.objects.count() == 0


def test_lists_show_the_own_store_and_clerks_have_none(client, desk):
    other = make_desk("S2")
    shift, theirs = open_till(desk.store, desk.clerk), open_till(other.store, other.clerk)
    supervisor = signed_in(client, desk.supervisor)
    for name in ("till", "tender", "shift", "payment"):
        assert supervisor.get(reverse(f"admin:tills_{name}_changelist")).status_code == 200
    url = "admin:tills_shift_change"
    assert supervisor.get(reverse(url, args=[shift.pk])).status_code == 200
    assert supervisor.get(reverse(url, args=[theirs.pk])).status_code == 302
    assert signed_in(client, desk.clerk).get(reverse("admin:tills_shift_changelist")).status_code == 403
