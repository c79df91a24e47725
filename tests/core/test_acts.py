"""One act, once: the key, the digest, the rollback, the name in history."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError

from deskops.core.acts import act
from deskops.core.models import Request
from deskops.core.refusals import Refused
from deskops.org.models import Region
from tests.factories.org import make_staff

pytestmark = pytest.mark.django_db


def name_region(key, by, code="HD"):
    with act(request_key=key, by=by, name="test.region", asked={"code": code}) as done:
        if done.replayed:
            return Region.objects.get(pk=done.result["region"]), True
        region = Region.objects.create(code=code, name="华东")
        done.result = {"region": region.pk}
        return region, False


def test_the_same_request_again_answers_the_stored_result():
    key, by = uuid4(), make_staff("1001")
    first, _ = name_region(key, by)
    assert name_region(key, by) == (first, True)
    assert Region.objects.count() == 1


def test_another_request_with_the_same_key_is_refused_and_changes_nothing():
    key, by = uuid4(), make_staff("1001")
    name_region(key, by)
    with pytest.raises(Refused) as refused:
        name_region(key, by, code="HN")
    assert refused.value.code == "request_reused"
    assert list(Region.objects.values_list("code", flat=True)) == ["HD"]


def test_another_person_cannot_use_the_key():
    key = uuid4()
    name_region(key, make_staff("1001"))
    with pytest.raises(Refused) as refused:
        name_region(key, make_staff("1002"))
    assert refused.value.code == "request_reused"
    assert Region.objects.count() == 1


def test_a_refused_act_leaves_its_key_unused():
    key, by = uuid4(), make_staff("1001")
    with pytest.raises(Refused), act(request_key=key, by=by, name="test.no", asked={}):
        raise Refused("no", "no")
    assert not Request.objects.filter(pk=key).exists()


def test_history_names_the_person_and_the_act():
    key, by = uuid4(), make_staff("1001")
    region, _ = name_region(key, by)
    event = apps.get_model("org", "RegionEvent").objects.get(pgh_obj=region)
    assert event.pgh_context == {"staff": by.pk, "number": "1001", "act": "test.region"}
    assert event.pgh_label == "insert"


def test_a_constraint_without_words_stays_an_error_of_ours():
    by = make_staff("1001")
    name_region(uuid4(), by)
    with pytest.raises(IntegrityError):
        name_region(uuid4(), by)
