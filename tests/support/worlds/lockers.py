"""One of everything at the lockers of a store."""

from dataclasses import replace
from uuid import uuid4

from deskops.core.files import store_file
from deskops.org.models import Role
from lockers.models import HandingOver
from lockers.services.faults import report_fault
from lockers.services.handing import ask_handing
from tests.factories.lockers import TROLLEY, Lockers
from tests.factories.org import make_staff

from . import Here

PNG = b"\x89PNG\r\n\x1a\n"


def pks(here: Here) -> dict[str, int]:
    """By URL's name, the key of each thing."""
    desk = here.desk
    guard = make_staff(f"6001{desk.store.code}", Role.SECURITY, store=desk.store)
    lockers = Lockers(desk.store, desk.clerk, desk.second, desk.supervisor, desk.supervisor, guard, here.now)
    photo = store_file(PNG, name="photo.png", content_type="image/png", by=desk.clerk)
    cabinet = lockers.cabinet()
    box, other = cabinet.boxes.order_by("number")[:2]
    opening = lockers.opening(box.pk)
    fault = report_fault(**lockers.here(), box_id=other.pk, what="门打不开")
    deposit = lockers.deposit(replace(TROLLEY, tag="T-1"), photo=photo)
    item = lockers.found(days=200)
    type(item).objects.filter(pk=item.pk).update(photo=photo)
    loss = lockers.loss()
    sweep = lockers.sweep()
    handing: HandingOver = ask_handing(
        request_key=uuid4(),
        by=desk.clerk,
        now=here.now,
        store=desk.store,
        item_ids=[item.pk],
        way="charity",
        reason="保管期满无人认领",
    )
    return {
        "lockers:": box.pk,
        "lockers:cabinet": cabinet.pk,
        **dict.fromkeys(("lockers:opening", "lockers:cancel_opening"), opening.document_id),
        **dict.fromkeys(("lockers:fault", "lockers:fault_step"), fault.document_id),
        **dict.fromkeys(
            (
                "lockers:deposit",
                "lockers:give_back",
                "lockers:give_without_tag",
                "lockers:pass_to_lost",
                "lockers:deposit_photo",
                "lockers:move_deposit",
            ),
            deposit.document_id,
        ),
        **dict.fromkeys(
            ("lockers:sweep", "lockers:mark", "lockers:sign_sweep", "lockers:left"), sweep.document_id
        ),
        **dict.fromkeys(
            ("lockers:item", "lockers:item_photo", "lockers:pass_on", "lockers:claim", "lockers:correct"),
            item.document_id,
        ),
        **dict.fromkeys(("lockers:loss", "lockers:close_loss"), loss.document_id),
        **dict.fromkeys(("lockers:handing", "lockers:cancel_handing"), handing.document_id),
    }
