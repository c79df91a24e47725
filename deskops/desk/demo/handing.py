"""What is handed over in the mornings: takings, changes of details, lists of what is missing."""

from datetime import date, datetime, timedelta
from io import BytesIO

from reportlab.lib.pagesizes import A6
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from cards.reports.acts import CARD_ACTS
from cards.reports.liability import LIABILITY
from cards.takings import prepare_takings
from deskops.core.calendar import WorkCalendar
from deskops.core.files import store_file
from deskops.core.holidays import calendar_for
from deskops.core.jobs import perform
from deskops.core.models import StoredFile
from deskops.core.money import ZERO
from deskops.handoffs.models import Handoff, State
from deskops.handoffs.services import Agreed, Found, dispute, find, receive, send, settle
from deskops.ledger.reports.exporting import Format, ask_export
from deskops.ledger.reports.kinds import Asked
from deskops.org.models import Staff, Store
from deskops.tills.models import Shift
from members.batches import open_batch
from members.services.checking import list_incomplete

from .world import World

SETTLED, DISPUTED = 7, 3  # business dates ago whose takings finance disputed; the first was settled
LATE = 4  # business dates ago whose takings of the second store finance still has to receive


def morning(world: World, day: date) -> None:
    """What happens on a day before the malls are busy, about the business date before."""
    before = day - timedelta(days=1)
    for store, number in ((world.first, "1101"), (world.second, "1102")):
        _list_incomplete(world, store, before, world.at(day, 7, 30))
        _send_takings(world, store, before, world.staff[number], world.at(day, 9, 12))
    if day < world.today and _calendar(world).is_working_day(day):
        _finance(world, day)


def _calendar(world: World) -> WorkCalendar:
    return calendar_for({world.past()[0].year, world.today.year})


def _list_incomplete(world: World, store: Store, day: date, now: datetime) -> None:
    if now <= world.now:
        list_incomplete(store=store, day=day, by=Staff.objects.system(), now=now)


def _send_takings(world: World, store: Store, day: date, by: Staff, now: datetime) -> None:
    worked = Shift.objects.filter(till__store=store, business_date=day).exists()
    if not worked or now > world.now:
        return
    drafted = prepare_takings(request_key=world.key(), store=store, business_date=day, by=by, now=now)
    send(request_key=world.key(), handoff_id=drafted.pk, by=by, now=now + timedelta(minutes=9))


def _finance(world: World, day: date) -> None:
    """Finance receives what was sent, except what it disputes and what is late."""
    waiting = Handoff.objects.filter(kind="takings", state=State.SENT).select_related("store")
    for handoff in waiting.order_by("pk"):
        back = (world.today - handoff.business_date).days
        if handoff.store_id == world.second.pk and back == LATE:
            continue
        if handoff.store_id == world.first.pk and back in (SETTLED, DISPUTED):
            _dispute(world, handoff, world.at(day, 10, 20), settles=back == SETTLED)
        if handoff.store_id != world.first.pk or back != DISPUTED:
            receive_takings(world, handoff, world.at(day, 11, 5))


def _dispute(world: World, handoff: Handoff, now: datetime, *, settles: bool) -> None:
    """Finance finds a note of ten yuan too few in the first shift's bag."""
    line = handoff.lines.filter(section="cash").earliest("position")
    found = (line.amount or ZERO) - 10
    pieces = (line.quantity or 0) - 1
    reason = "开袋清点少一张 10 元，双人复点无误"
    finance = world.staff["3001"]
    find(
        request_key=world.key(),
        handoff_id=handoff.pk,
        found={line.position: Found(found, pieces, reason)},
        by=finance,
        now=now,
    )
    dispute(request_key=world.key(), handoff_id=handoff.pk, by=finance, now=now)
    if settles:
        how = "监控显示封袋前少装一张，按实点数入账，差额记长短款"
        settle(
            request_key=world.key(),
            handoff_id=handoff.pk,
            agreed={line.position: Agreed(how, found, pieces)},
            by=world.staff["1101"],
            now=now + timedelta(minutes=25),
        )


def receive_takings(world: World, handoff: Handoff, now: datetime) -> None:
    """Finance signs for a day's takings, with the number and the scan of its receipt."""
    number = f"SJ{handoff.business_date:%y%m%d}{handoff.store.code[-2:]}"
    receive(
        request_key=world.key(),
        handoff_id=handoff.pk,
        by=world.staff["3001"],
        now=now,
        receipt_number=number,
        receipt_image=_slip(world, number, handoff),
    )


def _slip(world: World, number: str, handoff: Handoff) -> StoredFile:
    """The scan of finance's receipt."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    out = BytesIO()
    canvas = Canvas(out, pagesize=A6, invariant=True)
    for at, (size, text) in enumerate(
        (
            (20, "收  据"),
            (11, f"No. {number}"),
            (11, f"今收到 {handoff.store.name} 客服部"),
            (11, f"{handoff.business_date} 营业款"),
            (14, f"¥ {handoff.total_amount:,.2f}"),
            (11, f"收款人：{world.staff['3001'].name}（盖章）"),
        )
    ):
        canvas.setFont("STSong-Light", size)
        canvas.drawString(40, 360 - at * 40, text)
    canvas.save()
    by = world.staff["3001"]
    return store_file(out.getvalue(), name=f"{number}.pdf", content_type="application/pdf", by=by)


def tell_changes(world: World, now: datetime, *, received: bool) -> None:
    """The changes of details not told yet go to the information department."""
    by = world.staff["1101"]
    batch = open_batch(request_key=world.key(), store=world.first, by=by, now=now)
    send(request_key=world.key(), handoff_id=batch.pk, by=by, now=now)
    if received:
        later = now + timedelta(hours=16)
        receive(request_key=world.key(), handoff_id=batch.pk, by=world.staff["4001"], now=later)


def exports(world: World) -> None:
    """Two of finance's files: the week's card movements, what the cards are owed."""
    first, last = world.past()[-min(9, world.days)], world.past()[-1]
    for report, form in ((CARD_ACTS, Format.XLSX), (LIABILITY, Format.CSV)):
        job = ask_export(
            request_key=world.key(),
            report=report,
            asked=Asked(world.first, first, last, {}),
            form=form,
            by=world.staff["3001"],
            now=world.now,
        )
        perform(job.pk)
