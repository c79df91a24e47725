"""A complaint with a file, an enquiry and a warning of another store."""

from datetime import timedelta
from uuid import uuid4

from complaints.services.contacting import contact
from complaints.services.enquiries import register as register_enquiry
from complaints.services.registering import register
from deskops.clocks.misses import mark_missed
from deskops.clocks.models import Notice
from deskops.core.files import store_file
from tests.factories.complaints import MISSED, said

from . import Here


def pks(here: Here) -> dict[str, int]:
    """A case whose first answer was missed, with evidence; an enquiry."""
    desk, earlier = here.desk, here.now - timedelta(days=2)
    photo = store_file(b"\x89PNG\r\n\x1a\n", name="拉链.png", content_type="image/png", by=desk.clerk)
    case = register(
        request_key=uuid4(), by=desk.clerk, store=desk.store, now=earlier, said=said(evidence=(photo,))
    )
    contact(request_key=uuid4(), by=desk.clerk, now=earlier, complaint_id=case.pk, talk=MISSED)
    enquiry = register_enquiry(
        request_key=uuid4(),
        by=desk.clerk,
        store=desk.store,
        now=here.now,
        channel="telephone",
        name="李女士",
        telephone="13912345678",
        question="几点关门",
    )
    mark_missed(here.now)
    notice = Notice.objects.filter(store=desk.store).first()
    return {
        "complaints:enquiry": enquiry.document_id,
        "complaints:": case.document_id,
        "clocks:seen": notice.pk if notice else 0,
    }
