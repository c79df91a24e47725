"""Who signed what, how, before whom; and who acted for whom."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django import forms
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict

from deskops.core.acts import act
from deskops.core.frozen import fingerprint
from deskops.core.refusals import Refused
from deskops.papers.forms import SignatureField, Signed
from deskops.papers.models import Proxy, Signature
from deskops.papers.paper import Sign
from deskops.papers.queries import sign_places
from deskops.papers.services import ActsFor, sign
from tests.factories.org import NOW
from tests.papers.samples import waves

BODY = '{"amount":"100.00"}'
COPY = """
INSERT INTO papers_signature (document_id, role, name, how, strokes_digest, body, digest, witness_id, at)
SELECT document_id, role, name, '{how}', '', {body}, digest, witness_id, at FROM papers_signature
"""
LABELS = {Signature.Role.CUSTOMER: "顾客签字", Signature.Role.CLERK: "客服"}


def signed(document, by, **more):
    asked = {"role": Signature.Role.CUSTOMER, "name": "欧阳𠅤", "body": BODY, "strokes": waves(), **more}
    with act(request_key=uuid4(), by=by, name="test.sign", asked={}):
        return sign(document=document, by=by, now=NOW, **asked)


def acting(clerk, **more):
    facts = {"name": "王䶮", "seen": Proxy.Seen.RESIDENT, "last4": "123x", "rung_by": clerk, "rung_at": NOW}
    return ActsFor(**{**facts, **more})


@pytest.mark.django_db
class TestRecord:
    def test_on_screen(self, document, clerk):
        signature = signed(document, clerk)
        assert (signature.how, signature.witness, signature.at) == (Signature.How.SCREEN, clerk, NOW)
        assert signature.digest == fingerprint(BODY)
        assert signature.strokes_digest == signature.strokes.sha256 == waves().digest.hex()

    def test_on_paper_nothing_is_drawn(self, document, clerk):
        signature = signed(document, clerk, strokes=None)
        assert (signature.how, signature.strokes, signature.strokes_digest) == (Signature.How.PAPER, None, "")

    def test_somebody_acting_for_another(self, document, clerk):
        signature = signed(document, clerk, role=Signature.Role.PROXY, acts_for=acting(clerk))
        proxy = Proxy.objects.get()
        assert (proxy.signature, proxy.acts_for, proxy.seen, proxy.last4) == (
            signature,
            "王䶮",
            "resident",
            "123X",
        )

    @pytest.mark.parametrize("role", [Signature.Role.CUSTOMER, Signature.Role.PROXY])
    def test_a_proxy_is_complete_or_none(self, document, clerk, role):
        acts_for = acting(clerk) if role != Signature.Role.PROXY else None
        with pytest.raises(Refused) as refused:
            signed(document, clerk, role=role, acts_for=acts_for)
        assert refused.value.code == "proxy_incomplete"
        assert Signature.objects.count() == 0

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"name": ""}, "proxy_incomplete"),
            ({"last4": "12"}, "last_four"),
            ({"last4": "12 4"}, "last_four"),
        ],
    )
    def test_the_database_refuses_a_proxy_without_its_facts(self, document, clerk, more, code):
        with pytest.raises(Refused) as refused:
            signed(document, clerk, role=Signature.Role.PROXY, acts_for=acting(clerk, **more))
        assert refused.value.code == code
        assert Signature.objects.count() == 0

    def test_a_signature_has_a_name(self, document, clerk):
        with pytest.raises(Refused) as refused:
            signed(document, clerk, name="")
        assert refused.value.code == "name_missing"

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE papers_signature SET name = 'x'",
            "DELETE FROM papers_signature",
            COPY.format(how="paper", body="'another text'"),
            COPY.format(how="screen", body="body"),
        ],
    )
    def test_the_database_keeps_what_was_signed(self, document, clerk, statement):
        signed(document, clerk)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
class TestPlaces:
    def test_places_wait_for_signatures(self, document):
        assert sign_places(document, LABELS) == [Sign("顾客签字"), Sign("客服")]

    def test_the_latest_signature_of_a_role_stands(self, document, clerk, django_assert_num_queries):
        signed(document, clerk, name="旧")
        signed(document, clerk)
        with django_assert_num_queries(1):
            customer, desk = sign_places(document, LABELS)
        assert customer == Sign("顾客签字", "欧阳𠅤", waves(), NOW)
        assert desk == Sign("客服")

    def test_a_proxy_signs_in_the_customers_place_and_says_so(self, document, clerk):
        signed(document, clerk, role=Signature.Role.PROXY, acts_for=acting(clerk), strokes=None)
        place = sign_places(document, LABELS)[0]
        assert replace(place, note="") == Sign("顾客签字", "欧阳𠅤", None, NOW)
        assert "王䶮" in str(place.note)
        assert "123X" in str(place.note)


class Form(forms.Form):
    signature = SignatureField(label="Signature")


class TestPad:
    def form(self, **data):
        query = QueryDict(mutable=True)
        query.update(data)
        return Form(query)

    def test_strokes_come_as_json(self):
        form = self.form(signature=waves().body.decode())
        assert form.is_valid()
        assert form.cleaned_data["signature"] == Signed(waves())

    def test_signed_on_paper(self):
        form = self.form(signature="", signature_on_paper="1")
        assert form.is_valid()
        assert form.cleaned_data["signature"] == Signed(None)

    @pytest.mark.parametrize(
        ("data", "code"),
        [({}, "required"), ({"signature": ""}, "required"), ({"signature": "{}"}, "signature_unreadable")],
    )
    def test_nothing_signed_is_an_error(self, data, code):
        assert [error.code for error in self.form(**data).errors.as_data()["signature"]] == [code]

    def test_what_was_drawn_comes_back_with_the_form(self):
        form = self.form(signature='{"a": "<b>"}')
        html = str(form["signature"])
        assert 'value="{&quot;a&quot;: &quot;&lt;b&gt;&quot;}"' in html
        assert 'name="signature_on_paper"' in html
