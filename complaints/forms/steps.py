"""The form of each step of a case."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.calendar import local_date
from deskops.core.money import MoneyFormField
from deskops.org.models import Floor, Staff
from deskops.papers.forms import SignatureField, Signed

from ..models.words import Cause, Department, Result, Satisfaction
from ..queries.page import plans_of
from ..services.judging import Findings
from .base import QUIET, CaseForm, TalkForm, choice, evidence_field, words_field, yes_or_no

PLANS = [value for value in Result.choices if value[0] not in (Result.ADOPTED, Result.NOTED)]


class JudgeForm(CaseForm):
    """Judged twice: grounds, demand."""

    grounds = yes_or_no(_("Are the grounds sufficient?"), _("sufficient"), _("not sufficient"))
    reasonable = yes_or_no(_("Is the demand reasonable?"), _("reasonable"), _("not reasonable"))
    words = words_field(_("Why"))


class ThankForm(CaseForm):
    """Thanks for a suggestion, by a talk where a telephone was left."""

    words = words_field(_("How they were thanked"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case.telephone:
            talk = TalkForm.base_fields
            self.fields = {
                "request_key": self.fields["request_key"],
                "way": talk["way"],
                "outcome": talk["outcome"],
                "words": self.fields["words"],
            }

    def arguments(self) -> dict[str, Any]:
        if not self.case.telephone:
            return {"talk": None, "words": self.cleaned_data["words"]}
        return {"talk": TalkForm.talk.fget(self), "words": self.cleaned_data["words"]}  # type: ignore[attr-defined]


class FindingsForm(CaseForm):
    """What the investigation found."""

    department = choice(_("Department"), Department.choices)
    cause = choice(_("Cause"), Cause.choices)
    shop = forms.CharField(
        label=_("Shop or counter"), max_length=60, required=False, widget=forms.TextInput(QUIET)
    )
    floor = forms.ModelChoiceField(Floor.objects.none(), label=_("Floor"), required=False)
    responsible = forms.CharField(
        label=_("Employee number of the person responsible"),
        max_length=20,
        required=False,
        widget=forms.TextInput(QUIET),
    )
    person_name = forms.CharField(
        label=_("or name, of a shop's assistant"),
        max_length=60,
        required=False,
        widget=forms.TextInput(QUIET),
    )
    words = words_field(_("What was found"))
    evidence = evidence_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        floors = Floor.objects.filter(store=self.case.store).order_by("code")
        self.fields["floor"].queryset = floors  # type: ignore[attr-defined]
        case = self.case
        for name, value in {
            "department": case.department,
            "shop": case.shop,
            "floor": case.floor_id,
            "cause": case.cause,
            "responsible": case.person.number if case.person else "",
            "person_name": case.person_name,
        }.items():
            self.fields[name].initial = value

    def clean_responsible(self) -> Staff | None:
        """One of our staff, by number."""
        return staff_by_number(self.cleaned_data["responsible"])

    def arguments(self) -> dict[str, Any]:
        done = self.cleaned_data
        found = Findings(
            department=Department(done["department"]),
            cause=Cause(done["cause"]),
            words=done["words"],
            shop=done["shop"],
            floor_id=done["floor"].pk if done["floor"] else None,
            responsible_id=done["responsible"].pk if done["responsible"] else None,
            person_name=done["person_name"],
        )
        return {"found": found}


def staff_by_number(number: str) -> Staff | None:
    """The member of staff of a number, None for an empty one."""
    if not number.strip():
        return None
    found = Staff.objects.filter(number=number.strip(), is_active=True).first()
    if found is None:
        raise forms.ValidationError(_("Nobody has this employee number."), code="unknown")
    return found


class ProposeForm(CaseForm):
    """One plan more."""

    result = choice(_("Kind of settlement"), PLANS)
    amount = MoneyFormField(label=_("Cost"), initial="0.00")
    words = words_field(_("Plan"), 300)


class ChooseForm(CaseForm):
    """One of the plans, to be approved."""

    plan = forms.TypedChoiceField(label=_("Plan chosen"), coerce=int, widget=forms.RadioSelect)
    words = words_field(_("Why this one"), 300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = plans_of(self.case)
        self.fields["plan"].choices = [(plan.pk, _plan(plan)) for plan in plans]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {"plan_id": self.cleaned_data["plan"], "words": self.cleaned_data["words"]}


def _plan(plan: Any) -> str:
    return f"{plan.position}. {plan.get_result_display()} · {plan.words} · ¥ {plan.amount:.2f}"


class TellForm(TalkForm):
    """The plan is told; the customer agrees, declines, or thinks about it."""

    agrees = forms.TypedChoiceField(
        label=_("The customer"),
        choices=[
            ("yes", _("agrees")),
            ("no", _("declines")),
            ("later", _("thinks about it, or not reached")),
        ],
        coerce={"yes": True, "no": False, "later": None}.get,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    promised_on = forms.DateField(
        label=_("Carried out by"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["promised_on"].initial = local_date(self.request.now) + timedelta(days=3)

    def arguments(self) -> dict[str, Any]:
        done = self.cleaned_data
        agrees = done["agrees"] if isinstance(done["agrees"], bool) else None
        promised = done["promised_on"] if agrees else None
        return {"talk": self.talk, "agrees": agrees, "promised_on": promised}


class CarryForm(CaseForm):
    """What was done, with its evidence."""

    words = words_field(_("What was carried out"))
    evidence = evidence_field()


class AcceptForm(CaseForm):
    """The customer signs the outcome, or says how they accept it."""

    signed = SignatureField(label=_("The customer signs the text above"), required=False)
    words = words_field(_("Not present: how they accepted it"), 300, required=False)

    def arguments(self) -> dict[str, Any]:
        signed: Signed | None = self.cleaned_data["signed"]
        return {"signed": signed, "words": self.cleaned_data["words"]}


class FollowForm(TalkForm):
    """How satisfied the customer is, asked by somebody else."""

    satisfaction = forms.ChoiceField(
        label=_("Satisfaction"),
        choices=[("", "——"), *(one for one in Satisfaction.choices if one[0] != Satisfaction.UNREACHED)],
        required=False,
    )

    def arguments(self) -> dict[str, Any]:
        return {"talk": self.talk, "satisfaction": self.cleaned_data["satisfaction"]}


class SumUpForm(CaseForm):
    """The summary that closes a case."""

    result = choice(_("Result"), Result.choices)
    words = words_field(_("Summary and what is improved"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case.plan:
            self.fields["result"].initial = self.case.plan.result


class WordsForm(CaseForm):
    """Some words: a part of the area manager's, a department's answer, a note."""

    words = words_field(_("Words"))


class NoteForm(CaseForm):
    """A note with files."""

    words = words_field(_("Note"))
    evidence = evidence_field()


class ContactForm(TalkForm):
    """A talk beside the steps, with files."""

    evidence = evidence_field()


class HeadForm(CaseForm):
    """Head office's last call."""

    agrees = yes_or_no(_("What the store settled"), _("stands"), _("is taken up anew"))
    words = words_field(_("Why"))


class PassForm(CaseForm):
    """To which department, and what it is asked."""

    department = choice(_("Department"), Department.choices)
    words = words_field(_("Who was told what"))
