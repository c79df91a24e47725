"""Forgetting a member, what keeps the data, and new master keys."""

from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.management import CommandError, call_command

from deskops.core.refusals import Refused
from deskops.papers.forms import Signed
from deskops.secret_files import new_master_key
from members import sealing, vault
from members.models import Identity, Member
from members.queries.search import find_members
from members.retention import Kept, Retention
from members.services.changing import request_change
from members.services.erasing import erase_member, rewrap_keys, versions_in_use
from tests.factories.members import card_number, id_number, make_application, make_member, mobile, proxy
from tests.factories.org import NOW, TODAY

from .test_secrets import dump


@pytest.fixture
def member(store, clerk):
    return make_application(1, store=store, by=clerk, **proxy()).member


def forget(member, clerk):
    return erase_member(member_id=member.pk, by=clerk, now=NOW, day=TODAY)


def test_nothing_finds_or_opens_a_forgotten_member(member, store, clerk):
    forget(member, clerk)
    identity = Identity.objects.get(pk=member.pk)
    assert (identity.wrapped_key, identity.number_sealed, identity.number_index) == (None, None, None)
    for typed in (card_number(1), mobile(1), id_number(1), "李婷婷", "ltt"):
        assert find_members(typed) == []


def test_history_forgets_who_and_keeps_when(member, clerk):
    before = dump().count("李婷婷")
    forget(member, clerk)
    text = dump()
    assert before > 0
    assert [line for line in text.splitlines() if "李婷婷" in line and '"witness_id"' not in line] == []
    assert mobile(1) not in text
    assert "13900000000" not in text


def test_a_rule_keeps_the_data_until_its_day(member, clerk, monkeypatch):
    rules = [Retention("test", lambda _member, _day: Kept("实名登记", TODAY))]
    monkeypatch.setattr("members.services.erasing.RETENTIONS", rules)
    with pytest.raises(Refused) as refused:
        forget(member, clerk)
    assert (refused.value.code, "2026-11-21" in str(refused.value)) == ("kept", True)
    assert Member.objects.get(pk=member.pk).state == Member.State.ACTIVE


def test_an_open_paper_keeps_the_data(store, clerk):
    member = make_member(1, store=store, by=clerk)
    request_change(
        request_key=uuid4(),
        member_id=member.pk,
        values={"mobile": mobile(2)},
        papers_seen=False,
        signed=Signed(None),
        store=store,
        by=clerk,
        now=NOW,
    )
    with pytest.raises(Refused) as refused:
        forget(member, clerk)
    assert refused.value.code == "paper_open"


def test_the_command_forgets_by_card(member, clerk):
    call_command("erase_member", card_number(1))
    assert Member.objects.get(pk=member.pk).state == Member.State.ERASED
    with pytest.raises(CommandError):
        call_command("erase_member", "0000000000")


def test_a_new_master_key_wraps_and_the_old_one_opens_nothing_any_more(member, clerk, monkeypatch):
    old = list(settings.MASTER_KEYS)
    monkeypatch.setattr(settings, "MASTER_KEYS", [new_master_key(), *old])
    assert rewrap_keys(by=clerk, batch=1) == 1
    assert rewrap_keys(by=clerk) == 0
    assert versions_in_use() == {vault.keyring().newest}
    monkeypatch.setattr(settings, "MASTER_KEYS", settings.MASTER_KEYS[:1])
    assert sealing.number_of(Identity.objects.get(pk=member.pk)) == id_number(1)
    monkeypatch.setattr(settings, "MASTER_KEYS", old)
    with pytest.raises(KeyError):
        sealing.number_of(Identity.objects.get(pk=member.pk))


def test_a_key_wrapped_by_another_of_the_same_name_does_not_open(member):
    identity = Identity.objects.get(pk=member.pk)
    identity.wrapped_key = bytes(reversed(bytes(identity.wrapped_key or b"")))
    with pytest.raises(InvalidTag):
        sealing.number_of(identity)


def test_the_commands_three_steps(member, monkeypatch, tmp_path):
    monkeypatch.delenv("DESKOPS_MASTER_KEY", raising=False)
    monkeypatch.setattr(settings, "VAR", tmp_path)
    (tmp_path / "secrets").mkdir()
    call_command("rotate_master_key", "--new")
    file = tmp_path / "secrets" / "master_key"
    keys = file.read_text().strip().split(",")
    assert (keys[1:], file.stat().st_mode & 0o777) == (list(settings.MASTER_KEYS), 0o600)
    monkeypatch.setattr(settings, "MASTER_KEYS", keys)
    call_command("rotate_master_key")
    call_command("rotate_master_key", "--forget-old")
    assert file.read_text().strip() == keys[0]
