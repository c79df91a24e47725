"""Nothing of an ID number or address lies readable in the database; looks are recorded; keys rotate."""

from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.db import DatabaseError, connection, transaction

from deskops.core.models import Request
from deskops.core.refusals import Refused
from members import sealing, vault
from members.models import ConsentText, Household, Identity, Reveal
from members.services.revealing import reveal
from tests.factories.members import address, id_number, make_application, make_member
from tests.factories.org import NOW


def dump() -> str:
    """Every row of every table of ours, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            " AND table_type = 'BASE TABLE'"
        )
        rows = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


@pytest.fixture
def member(store, clerk):
    return make_application(1, store=store, by=clerk).member


def test_no_table_holds_a_number_or_an_address(member):
    text = dump()
    assert "李婷婷" in text
    for secret in (id_number(1), id_number(1)[6:14], address(1), address(1)[-10:]):
        assert secret not in text
        assert secret.encode().hex() not in text


def test_a_look_is_recorded_with_its_reason_and_not_kept(member, store, clerk):
    opened = reveal(
        request_key=uuid4(),
        member_id=member.pk,
        what=Reveal.What.ADDRESS,
        reason="核对户口",
        store=store,
        by=clerk,
        now=NOW,
    )
    assert opened == address(1)
    assert Reveal.objects.values_list("member", "what", "reason", "by").get() == (
        member.pk,
        "address",
        "核对户口",
        clerk.pk,
    )
    assert Request.objects.get(name="members.reveal").result == {}


def test_without_a_reason_nothing_is_shown(member, store, clerk):
    with pytest.raises(Refused) as refused:
        reveal(
            request_key=uuid4(),
            member_id=member.pk,
            what=Reveal.What.NUMBER,
            reason="  ",
            store=store,
            by=clerk,
            now=NOW,
        )
    assert (refused.value.field, Reveal.objects.count()) == ("reason", 0)


def test_records_of_looks_and_texts_of_consent_never_change(member, store, clerk):
    Reveal.objects.create(member=member, what="number", reason="x", by=clerk, store=store, at=NOW)
    for act in (
        lambda: Reveal.objects.update(reason="y"),
        lambda: Reveal.objects.all().delete(),
        lambda: ConsentText.objects.update(body="anything"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_what_is_sealed_for_one_member_opens_for_no_other(store, clerk):
    one, two = (make_member(n, store=store, by=clerk) for n in (1, 2))
    mine, yours = Identity.objects.get(pk=one.pk), Identity.objects.get(pk=two.pk)
    assert sealing.number_of(mine) == id_number(1)
    mine.number_sealed = yours.number_sealed
    with pytest.raises(InvalidTag):
        sealing.number_of(mine)
    mine.wrapped_key, mine.key_version = yours.wrapped_key, yours.key_version
    with pytest.raises(InvalidTag):
        sealing.number_of(mine)


def test_an_address_does_not_open_as_a_number(store, clerk):
    identity = Identity.objects.get(pk=make_member(1, store=store, by=clerk).pk)
    identity.number_sealed = identity.address_sealed
    with pytest.raises(InvalidTag):
        sealing.number_of(identity)


def test_equal_texts_have_equal_digests_for_one_purpose_only():
    assert vault.blind("number", "x") == vault.blind("number", "x")
    assert len({vault.blind("number", "x"), vault.blind("tail", "x"), vault.blind("number", "y")}) == 3


def test_sealing_twice_never_gives_the_same_bytes():
    key = vault.new_key()
    assert vault.seal(key, "x", bound_to="a") != vault.seal(key, "x", bound_to="a")


def test_a_household_holds_digests_only(member):
    household = Household.objects.get(pk=member.household_id)
    assert {len(bytes(value or b"")) for value in (household.address_index, household.building_index)} == {32}
