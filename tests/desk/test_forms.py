"""Forms that act: the request key comes back, a refusal lands at its field and keeps what was typed."""

from decimal import Decimal
from uuid import UUID, uuid4

from django import forms

from deskops.core.forms import ActForm
from deskops.core.money import MoneyFormField
from deskops.core.refusals import Refused

KEY = "8f5b2f0e-4a0d-4f57-9f0a-3f6e3d1d2c11"


class TopUp(ActForm):
    amount = MoneyFormField()
    note = forms.CharField(required=False)


def filled(**data: str) -> TopUp:
    return TopUp({"request_key": KEY, "amount": "100"} | data)


def refuse(field: str | None = None) -> None:
    raise Refused("limit", "At most 5,000.", field=field, value="5,600.00", remedy="Split it.")


def test_every_opened_form_has_a_key_of_its_own():
    keys = {str(TopUp()["request_key"].value()) for _ in range(5)}
    assert len(keys) == 5


def test_the_act_gets_what_was_filled_in():
    form = filled()
    assert form.attempt(lambda: form.asked) == {"amount": Decimal("100.00"), "note": ""}
    assert form.cleaned_data["request_key"] == UUID(KEY)
    assert form.status == 200


def test_an_unfilled_form_does_not_act():
    form = filled(amount="")
    assert form.attempt(uuid4) is None
    assert (list(form.errors), form.status) == (["amount"], 422)


def test_a_form_without_its_key_does_not_act():
    form = filled(request_key="")
    assert form.attempt(uuid4) is None
    assert list(form.errors) == ["request_key"]


def test_a_refusal_stands_at_its_field_and_the_same_key_comes_back():
    form = filled()
    assert form.attempt(lambda: refuse("amount")) is None
    assert form.errors == {"amount": ["At most 5,000."]}
    assert form.refused is not None
    assert (form.refused.code, form["request_key"].value(), form["amount"].value()) == ("limit", KEY, "100")
    assert form.status == 422


def test_a_refusal_of_no_field_stands_above_the_form():
    form = filled()
    form.attempt(lambda: refuse("card"))
    assert form.errors == {}
    assert (str(form.refused), form.status) == ("At most 5,000. Split it.", 422)
