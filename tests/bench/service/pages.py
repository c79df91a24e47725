"""The pages of gifts, lockers, complaints and clocks."""

from datetime import timedelta

from complaints.models import Complaint
from deskops.org.models import Role, Staff
from gifts.models import GiftIssue, Stock
from lockers.models import Deposit, FoundItem
from tests.factories.org import make_staff

from .data import Service

AUDITOR = "9001BENCH"
LISTS = (
    *("gifts/giftissue", "gifts/giftcount", "gifts/movement"),
    *("lockers/deposit", "lockers/founditem", "complaints/complaint", "complaints/enquiry", "clocks/target"),
)


def people(desk: Service) -> dict[str, Staff]:
    auditor = Staff.objects.filter(number=AUDITOR).first()
    return {
        "clerk": desk.clerk,
        "supervisor": desk.supervisor,
        "manager": desk.manager,
        "auditor": auditor or make_staff(AUDITOR, Role.AUDITOR, store=desk.store),
    }


def pages(desk: Service) -> dict[str, tuple[str, str]]:
    """By name, who opens which page; everything named is in both databases."""
    case = Complaint.objects.filter(state="registered").order_by("pk")[0]
    closed = Complaint.objects.filter(state="closed").order_by("pk")[0]
    issue = GiftIssue.objects.order_by("pk")[0]
    deposit, item = Deposit.objects.order_by("pk")[0], FoundItem.objects.order_by("pk")[0]
    stock = Stock.objects.order_by("pk")[0]
    counter = {
        "board of 2,000 boxes": "/lockers/",
        "deposits": "/lockers/deposits/",
        "deposits, all": "/lockers/deposits/?box=all",
        "deposit": f"/lockers/deposits/{deposit.document_id}/",
        "found items": "/lockers/found/",
        "found items, all": "/lockers/found/?box=all",
        "found item": f"/lockers/found/{item.document_id}/",
        "stock of gifts": "/gifts/",
        "movements of gifts": "/gifts/movements/",
        "movements of one gift": f"/gifts/movements/?stock={stock.pk}",
        "register of gifts": "/gifts/register/",
        "gifts by telephone": "/gifts/register/?q=13900000020",
        "gift issued": f"/gifts/issues/{issue.pk}/",
        "open cases": "/complaints/",
        "open cases of one's own": "/complaints/?box=mine",
        "late cases": "/complaints/?box=late",
        "closed cases": "/complaints/?box=closed",
        "case": f"/complaints/{case.document_id}/",
        "closed case": f"/complaints/{closed.document_id}/",
        "enquiries answered": "/enquiries/?box=answered",
        "due next": "/due/",
        "due next, late": "/due/?box=late",
        "warnings": "/due/warnings/",
        "first page": "/",
    }
    return (
        {name: ("clerk", url) for name, url in counter.items()}
        | {"warnings of the manager": ("manager", "/due/warnings/")}
        | {"first page of the manager": ("manager", "/")}
        | {f"list of {path}": ("auditor", f"/office/{path}/") for path in LISTS}
    )


def figures(desk: Service) -> dict[str, tuple[str, str]]:
    """Pages that count all cases of a year."""
    today = desk.store.business_date(desk.now)
    span = f"first={today - timedelta(days=365)}&last={today}"
    return {
        f"complaints of a year by {by}": ("supervisor", f"/complaints/statistics/?{span}&by={by}")
        for by in ("kind", "department", "taken")
    }
