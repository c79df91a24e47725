"""Every act about a case: its form, its service, who may, at which step it is the next one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.refusals import Text
from deskops.org.models import Role

from .forms import beside as beside_forms
from .forms import steps as forms
from .forms.base import CaseForm, TalkForm
from .forms.gifts import GiftForm
from .models import Complaint
from .roles import CLERKS, HEADS, JUDGES, PAUSES_MORE
from .services import beside, contacting, giving, handing, judging, pausing, planning, settling, suggesting

State = Complaint.State
OPEN = tuple(state for state in State if state != State.CLOSED)
ANY = tuple(State)


@dataclass(frozen=True)
class CaseAct:
    """One act. What is at a ``step`` is done on the case's page; the others have a page and a ``key``.

    ``states`` are those in which it is offered; ``WORDS`` are its label, what is said when it was done,
    and a help.
    """

    slug: str
    form: type[CaseForm]
    service: Callable[..., Any]
    states: Sequence[Complaint.State]
    key: str = ""
    roles: frozenset[Role] = CLERKS

    @property
    def step(self) -> bool:
        return not self.key

    @property
    def label(self) -> Text:
        return WORDS[self.slug][0]

    @property
    def done(self) -> Text:
        return WORDS[self.slug][1]

    @property
    def help(self) -> Text:
        return WORDS[self.slug][2]


_STEPS = (
    CaseAct("judge", forms.JudgeForm, judging.judge, [State.REGISTERED]),
    CaseAct("thank", forms.ThankForm, suggesting.thank, [State.REGISTERED]),
    CaseAct("answer", TalkForm, judging.answer_kindly, [State.REFUSED]),
    CaseAct("investigate", forms.FindingsForm, judging.investigate, [State.INVESTIGATING]),
    CaseAct("propose", forms.ProposeForm, planning.propose, [State.PLANNING]),
    CaseAct("choose", forms.ChooseForm, planning.choose, [State.PLANNING]),
    CaseAct("tell", forms.TellForm, planning.tell_plan, [State.APPROVED]),
    CaseAct("carry", forms.CarryForm, settling.carry_out, [State.AGREED]),
    CaseAct("accept", forms.AcceptForm, settling.accept, [State.CARRIED]),
    CaseAct("follow", forms.FollowForm, settling.follow_up, [State.ACCEPTED]),
    CaseAct("sum-up", forms.SumUpForm, settling.sum_up, [State.FOLLOWED]),
    CaseAct(
        "area", forms.WordsForm, suggesting.area_part, [State.AREA], roles=frozenset({Role.AREA_MANAGER})
    ),
    CaseAct("head", forms.HeadForm, suggesting.head_call, [State.HEAD], roles=HEADS),
    CaseAct("pass", forms.PassForm, suggesting.pass_suggestion, [State.THANKED]),
    CaseAct("track", forms.WordsForm, suggesting.track, [State.PASSED]),
)
_BESIDE = (
    CaseAct("contact", forms.ContactForm, contacting.contact, OPEN, "k"),
    CaseAct("note", forms.NoteForm, beside.note, ANY, "n"),
    CaseAct("refund", beside_forms.RefundForm, beside.open_refund, beside.WITH_REFUND, "r"),
    CaseAct("gift", GiftForm, giving.give_gifts, [State.AGREED], "g"),
    CaseAct("hand-over", beside_forms.HandOverForm, handing.hand_over, OPEN, "h"),
    CaseAct("escalate", beside_forms.EscalateForm, handing.escalate, OPEN, "m"),
    CaseAct("pause", beside_forms.WhyForm, pausing.pause, [State.AGREED], "u"),
    CaseAct("resume", beside_forms.NothingForm, pausing.resume, [State.AGREED], "u"),
    CaseAct("allow", beside_forms.AllowForm, pausing.allow_more, [State.AGREED], "a", PAUSES_MORE),
    CaseAct("link", beside_forms.LinkForm, beside.link, ANY, "l"),
    CaseAct("consequence", beside_forms.ConsequenceForm, beside.add_consequence, ANY, "c", JUDGES),
    CaseAct("reopen", beside_forms.WhyForm, beside.reopen, [State.CLOSED], "o"),
)
_TOLD = _("Recorded.")
WORDS: dict[str, tuple[Text, Text, Text]] = {
    "judge": (
        _("Judge"),
        _("Judged."),
        _("Judged twice. Unless both are yes, the customer is answered kindly and the case is closed."),
    ),
    "thank": (
        _("Thank for the suggestion"),
        _TOLD,
        _("A suggestion is thanked for, passed on, tracked and summed up."),
    ),
    "answer": (
        _("Answer kindly"),
        _TOLD,
        _("Say kindly why nothing follows. The case is closed once the customer was answered."),
    ),
    "investigate": (_("Investigate"), _("Investigated: now propose plans."), ""),
    "propose": (
        _("Propose a plan"),
        _("Plan added."),
        _("Several plans side by side; one of them is chosen and approved."),
    ),
    "choose": (_("Choose and ask for approval"), _("Asked the service manager."), ""),
    "tell": (_("Tell the customer the plan"), _TOLD, _("Nothing is carried out before the customer agrees.")),
    "carry": (_("Carry out"), _("Carried out: the customer accepts it next."), ""),
    "accept": (_("Accept the outcome"), _("Accepted. A colleague follows it up within a week."), ""),
    "follow": (
        _("Follow up"),
        _TOLD,
        _("By somebody other than the handler: how satisfied is the customer?"),
    ),
    "sum-up": (_("Sum up and close"), _("Closed."), ""),
    "area": (_("Area manager's part"), _("Recorded: head office makes the last call."), ""),
    "head": (_("Head office's call"), _TOLD, ""),
    "pass": (_("Pass on"), _("Passed on: ask for their answer within a week."), ""),
    "track": (_("The department's answer"), _("Recorded: now sum up."), ""),
    "contact": (
        _("Record a contact"),
        _TOLD,
        _("Three calls at different hours and a message count as the first answer, with that note."),
    ),
    "note": (_("Note"), _TOLD, ""),
    "refund": (_("Open a refund"), _("The refund is begun; it is linked with this case."), ""),
    "gift": (
        _("Give a gift"),
        _("Given; it is linked with this case."),
        _("The gift that the plan promises, worth no more than it allows; off the desk's stock."),
    ),
    "hand-over": (pgettext_lazy("complaint", "Hand over"), _("Handed over."), ""),
    "escalate": (
        _("To the service manager"),
        _("Given to the service manager."),
        _("What is beyond the desk's authority, at a time agreed with the customer."),
    ),
    "pause": (
        _("Pause"),
        _("Paused."),
        _("Only the solution's clock stands still, only as long as its rule allows."),
    ),
    "resume": (_("Go on after the pause"), _("The clock runs again."), ""),
    "allow": (_("Allow a longer pause"), _("Allowed."), ""),
    "link": (_("Link a case"), _("Linked."), ""),
    "consequence": (_("Reward or penalty"), _TOLD, ""),
    "reopen": (_("Reopen"), _("Reopened: second promises have begun."), ""),
}
ACTS = {act.slug: act for act in (*_STEPS, *_BESIDE)}


def steps_now(case: Complaint, *, has_plans: bool) -> list[CaseAct]:
    """The acts that are the next step of a case."""
    found = [act for act in _STEPS if case.state in act.states]
    if case.state == State.REGISTERED:
        found = [act for act in found if (act.slug == "thank") == case.is_suggestion]
    if case.state == State.PLANNING and not has_plans:
        found = found[:1]
    return found


def beside_now(case: Complaint, *, paused: bool) -> list[CaseAct]:
    """What else may be done about a case now."""
    found = [act for act in _BESIDE if case.state in act.states]
    hidden = {"pause"} if paused else {"resume"}
    if not case.telephone:
        hidden.add("contact")
    if case.kind == Complaint.Kind.SUGGESTION:
        hidden |= {"refund", "escalate"}
    if not giving.promised(case):
        hidden.add("gift")
    return [act for act in found if act.slug not in hidden]
