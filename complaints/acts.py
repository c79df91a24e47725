"""Every act about a case: its form, its service, who may, at which step it is the next one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import Text
from deskops.org.models import Role

from .forms import beside as beside_forms
from .forms import steps as forms
from .forms.base import CaseForm, TalkForm
from .models import Complaint
from .roles import CLERKS, HEADS, JUDGES, PAUSES_MORE
from .services import beside, contacting, handing, judging, pausing, planning, settling, suggesting

State = Complaint.State
OPEN = tuple(state for state in State if state != State.CLOSED)
TO_REFUND = tuple(beside.WITH_REFUND)


@dataclass(frozen=True)
class CaseAct:
    """One act. What is at a ``step`` is done on the case's page; the others have a page and a ``key``.

    ``states`` are those in which it is offered, ``after`` whether it can be done at any time.
    """

    slug: str
    label: Text
    done: Text
    form: type[CaseForm]
    service: Callable[..., Any]
    roles: frozenset[Role] = CLERKS
    states: Sequence[Complaint.State] = field(default=OPEN)
    step: bool = False
    key: str = ""
    help: Text = ""


_ACTS = (
    CaseAct(
        "judge",
        _("Judge"),
        _("Judged."),
        forms.JudgeForm,
        judging.judge,
        states=(State.REGISTERED,),
        step=True,
        help=_("Judged twice. Unless both are yes, the customer is answered kindly and the case is closed."),
    ),
    CaseAct(
        "thank",
        _("Thank for the suggestion"),
        _("Recorded."),
        forms.ThankForm,
        suggesting.thank,
        states=(State.REGISTERED,),
        step=True,
        help=_("A suggestion is thanked for, passed on, tracked and summed up."),
    ),
    CaseAct(
        "answer",
        _("Answer kindly"),
        _("Recorded."),
        TalkForm,
        judging.answer_kindly,
        states=(State.REFUSED,),
        step=True,
        help=_("Say kindly why nothing follows. The case is closed once the customer was answered."),
    ),
    CaseAct(
        "investigate",
        _("Investigate"),
        _("Investigated: now propose plans."),
        forms.FindingsForm,
        judging.investigate,
        states=(State.INVESTIGATING,),
        step=True,
    ),
    CaseAct(
        "propose",
        _("Propose a plan"),
        _("Plan added."),
        forms.ProposeForm,
        planning.propose,
        states=(State.PLANNING,),
        step=True,
        help=_("Several plans side by side; one of them is chosen and approved."),
    ),
    CaseAct(
        "choose",
        _("Choose and ask for approval"),
        _("Asked the service manager."),
        forms.ChooseForm,
        planning.choose,
        states=(State.PLANNING,),
        step=True,
    ),
    CaseAct(
        "tell",
        _("Tell the customer the plan"),
        _("Recorded."),
        forms.TellForm,
        planning.tell_plan,
        states=(State.APPROVED,),
        step=True,
        help=_("Nothing is carried out before the customer agrees."),
    ),
    CaseAct(
        "carry",
        _("Carry out"),
        _("Carried out: the customer accepts it next."),
        forms.CarryForm,
        settling.carry_out,
        states=(State.AGREED,),
        step=True,
    ),
    CaseAct(
        "accept",
        _("Accept the outcome"),
        _("Accepted. A colleague follows it up within a week."),
        forms.AcceptForm,
        settling.accept,
        states=(State.CARRIED,),
        step=True,
    ),
    CaseAct(
        "follow",
        _("Follow up"),
        _("Recorded."),
        forms.FollowForm,
        settling.follow_up,
        states=(State.ACCEPTED,),
        step=True,
        help=_("By somebody other than the handler: how satisfied is the customer?"),
    ),
    CaseAct(
        "sum-up",
        _("Sum up and close"),
        _("Closed."),
        forms.SumUpForm,
        settling.sum_up,
        states=(State.FOLLOWED,),
        step=True,
    ),
    CaseAct(
        "area",
        _("Area manager's part"),
        _("Recorded: head office makes the last call."),
        forms.WordsForm,
        suggesting.area_part,
        frozenset({Role.AREA_MANAGER}),
        (State.AREA,),
        step=True,
    ),
    CaseAct(
        "head",
        _("Head office's call"),
        _("Recorded."),
        forms.HeadForm,
        suggesting.head_call,
        HEADS,
        (State.HEAD,),
        step=True,
    ),
    CaseAct(
        "pass",
        _("Pass on"),
        _("Passed on: ask for their answer within a week."),
        forms.PassForm,
        suggesting.pass_suggestion,
        states=(State.THANKED,),
        step=True,
    ),
    CaseAct(
        "track",
        _("The department's answer"),
        _("Recorded: now sum up."),
        forms.WordsForm,
        suggesting.track,
        states=(State.PASSED,),
        step=True,
    ),
    CaseAct(
        "contact",
        _("Record a contact"),
        _("Recorded."),
        forms.ContactForm,
        contacting.contact,
        key="k",
        help=_("Three calls at different hours and a message count as the first answer, with that note."),
    ),
    CaseAct("note", _("Note"), _("Recorded."), forms.NoteForm, beside.note, states=tuple(State), key="n"),
    CaseAct(
        "refund",
        _("Open a refund"),
        _("The refund is begun; it is linked with this case."),
        beside_forms.RefundForm,
        beside.open_refund,
        states=TO_REFUND,
        key="r",
    ),
    CaseAct(
        "hand-over",
        _("Hand over"),
        _("Handed over."),
        beside_forms.HandOverForm,
        handing.hand_over,
        key="h",
    ),
    CaseAct(
        "escalate",
        _("To the service manager"),
        _("Given to the service manager."),
        beside_forms.EscalateForm,
        handing.escalate,
        key="m",
        help=_("What is beyond the desk's authority, at a time agreed with the customer."),
    ),
    CaseAct(
        "pause",
        _("Pause"),
        _("Paused."),
        beside_forms.WhyForm,
        pausing.pause,
        states=(State.AGREED,),
        key="u",
        help=_("Only the solution's clock stands still, only as long as its rule allows."),
    ),
    CaseAct(
        "resume",
        _("Go on after the pause"),
        _("The clock runs again."),
        beside_forms.NothingForm,
        pausing.resume,
        states=(State.AGREED,),
        key="u",
    ),
    CaseAct(
        "allow",
        _("Allow a longer pause"),
        _("Allowed."),
        beside_forms.AllowForm,
        pausing.allow_more,
        PAUSES_MORE,
        (State.AGREED,),
        key="a",
    ),
    CaseAct(
        "link",
        _("Link a case"),
        _("Linked."),
        beside_forms.LinkForm,
        beside.link,
        states=tuple(State),
        key="l",
    ),
    CaseAct(
        "consequence",
        _("Reward or penalty"),
        _("Recorded."),
        beside_forms.ConsequenceForm,
        beside.add_consequence,
        JUDGES,
        tuple(State),
        key="c",
    ),
    CaseAct(
        "reopen",
        _("Reopen"),
        _("Reopened: second promises have begun."),
        beside_forms.WhyForm,
        beside.reopen,
        states=(State.CLOSED,),
        key="o",
    ),
)
ACTS = {act.slug: act for act in _ACTS}


def steps_now(case: Complaint, *, has_plans: bool) -> list[CaseAct]:
    """The acts that are the next step of a case."""
    found = [act for act in _ACTS if act.step and case.state in act.states]
    if case.state == State.REGISTERED:
        found = [act for act in found if (act.slug == "thank") == case.is_suggestion]
    if case.state == State.PLANNING and not has_plans:
        found = found[:1]
    return found


def beside_now(case: Complaint, *, paused: bool) -> list[CaseAct]:
    """What else may be done about a case now."""
    found = [act for act in _ACTS if not act.step and case.state in act.states]
    hidden = {"pause"} if paused else {"resume"}
    if not case.telephone:
        hidden.add("contact")
    if case.kind == Complaint.Kind.SUGGESTION:
        hidden |= {"refund", "escalate"}
    return [act for act in found if act.slug not in hidden]
