"""An enquiry (来电来访): registered, passed on, answered within a day, or promised anew with its time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.clocks.services import Job, drop, meet, start
from deskops.core.acts import act
from deskops.core.calendar import shown_end
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document, set_state
from deskops.org.models import Role, Staff, Store

from ..models import Enquiry, Step
from ..models.words import Channel, Department, Way
from ..promises import ENQUIRY, PROMISE
from ..rules.contacts import Contact, answers
from .base import next_due, record, told
from .contacting import Talk, check_talk, contacts_since
from .registering import telephone as read_telephone

KIND = "enquiry"
State = Enquiry.State


def fresh(enquiry_id: int) -> Enquiry:
    """An enquiry with its paper."""
    return Enquiry.objects.select_related("document__store", "document__maker", "store", "answered_by").get(
        pk=enquiry_id
    )


def register(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    channel: Channel,
    name: str,
    telephone: str,
    question: str,
    answer: str = "",
    member_id: int | None = None,
) -> Enquiry:
    """Register who asks what. With ``answer`` it was answered at once, and nothing is promised.

    Raises Refused: no name or question, no telephone of somebody who waits for the answer.
    """
    asked = {
        "store": store.pk,
        "channel": channel,
        "name": name,
        "telephone": telephone,
        "question": question,
        "answer": answer,
        "member": member_id,
    }
    act_name = "complaints.register_enquiry"
    with act(request_key=request_key, by=by, name=act_name, asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return fresh(Enquiry.objects.get(document=running.reserved).pk)
        at_once = bool(answer.strip())
        if telephone.strip() or not at_once:
            read_telephone(telephone)
        state = State.ANSWERED if at_once else State.OPEN
        document = begin_document(
            pk=running.reserved, kind=KIND, store=store, by=by, now=now, member_id=member_id, state=state
        )
        row = Enquiry.objects.create(
            document=document,
            store=store,
            on=document.business_date,
            channel=channel,
            state=state,
            name=told(name, "name"),
            telephone="".join(telephone.split()),
            question=told(question, "question"),
            answer=answer.strip(),
            answered_at=now if at_once else None,
            answered_by=by if at_once else None,
        )
        record(document, Step.Kind.REGISTERED, by=by, now=now, words=question)
        if at_once:
            record(document, Step.Kind.ANSWERED, by=by, now=now, words=answer)
        else:
            target = start(document=document, policy=ENQUIRY, job=Job(Role.CLERK, store, person=by), at=now)
            row.due_at = target.due_at
            row.save(update_fields=["due_at"])
        file_document(document)
    return fresh(row.pk)


@contextmanager
def _going_on(
    *, request_key: UUID, by: Staff, enquiry_id: int, name: str, asked: Mapping[str, object]
) -> Iterator[Enquiry | None]:
    whole = {"enquiry": enquiry_id, **asked}
    with act(request_key=request_key, by=by, name=f"complaints.{name}", asked=whole) as running:
        if running.replayed:
            yield None
            return
        document_id = Enquiry.objects.values_list("document_id", flat=True).get(pk=enquiry_id)
        Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document_id)
        Enquiry.objects.select_for_update(no_key=True, of=("self",)).get(pk=enquiry_id)
        row = fresh(enquiry_id)
        if row.state == State.ANSWERED:
            raise Refused(
                "enquiry_answered", _("This enquiry is answered already."), remedy=_("Look at it again.")
            )
        yield row
        row.due_at = next_due(row.document)
        row.save(update_fields=["due_at"])
        running.result = {"enquiry": enquiry_id}


def pass_enquiry(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    enquiry_id: int,
    department: Department,
    words: str,
) -> Enquiry:
    """Pass it to a department, with whom was told; the desk's promise to the caller goes on."""
    asked = {"department": department, "words": words}
    with _going_on(
        request_key=request_key, by=by, enquiry_id=enquiry_id, name="pass_enquiry", asked=asked
    ) as row:
        if row:
            said = f"{Department(department).label} · {told(words)}"
            record(row.document, Step.Kind.PASSED, by=by, now=now, words=said)
            row.department, row.state = department, State.PASSED
            row.save(update_fields=["department", "state"])
            set_state(row.document, State.PASSED)
    return fresh(enquiry_id)


def promise(
    *, request_key: UUID, by: Staff, now: datetime, enquiry_id: int, talk: Talk, until: datetime
) -> Enquiry:
    """Tell the caller that it takes longer, and promise the answer by a time; every promise stays written.

    The day's follow-up is kept by that talk when it reached them. An earlier promise that this one
    replaces ends without being kept; if it is late already it stays missed. Raises Refused: not reached,
    a time that is past.
    """
    asked = {**talk.asked, "until": until}
    with _going_on(request_key=request_key, by=by, enquiry_id=enquiry_id, name="promise", asked=asked) as row:
        if row:
            check_talk(talk)
            if until <= now:
                raise Refused("time_past", _("That time is over."), field="until", value=shown_end(until))
            if not talk.reached and not answers(row.channel, _with(row, talk, now)):
                raise Refused(
                    "not_reached",
                    _("Who was not reached was promised nothing."),
                    field="outcome",
                    remedy=_("Record the try instead."),
                )
            said = f"{shown_end(until)} · {talk.words.strip()}"
            record(
                row.document,
                Step.Kind.PROMISED,
                by=by,
                now=now,
                words=said,
                way=talk.way,
                outcome=talk.outcome,
            )
            meet(document=row.document, policy=ENQUIRY, by=by, now=now, how=said[:200])
            drop(document=row.document, policy=PROMISE, now=now)
            job = Job(Role.CLERK, row.store, person=by)
            start(document=row.document, policy=PROMISE, job=job, at=now, until=until)
    return fresh(enquiry_id)


def _with(row: Enquiry, talk: Talk, now: datetime) -> list[Contact]:
    return [*contacts_since(row.document, ENQUIRY), Contact(talk.way, talk.outcome, now)]


def answer(*, request_key: UUID, by: Staff, now: datetime, enquiry_id: int, talk: Talk) -> Enquiry:
    """Answer the caller. A try that doesn't reach them is recorded, and the enquiry stays open.

    Three tries at different hours and a message count as an answer, with that note.
    """
    with _going_on(
        request_key=request_key, by=by, enquiry_id=enquiry_id, name="answer_enquiry", asked=talk.asked
    ) as row:
        if row:
            check_talk(talk)
            done = answers(row.channel, _with(row, talk, now))
            kind = Step.Kind.ANSWERED if done else Step.Kind.CONTACT
            record(row.document, kind, by=by, now=now, words=talk.words, way=talk.way, outcome=talk.outcome)
            if done:
                how = f"{Way(talk.way).label} · {talk.words}"[:200]
                for policy in (ENQUIRY, PROMISE):
                    meet(document=row.document, policy=policy, by=by, now=now, how=how)
                row.state, row.answer = State.ANSWERED, talk.words.strip()
                row.answered_at, row.answered_by = now, by
                row.save(update_fields=["state", "answer", "answered_at", "answered_by"])
                set_state(row.document, State.ANSWERED)
    return fresh(enquiry_id)
