"""Found items as acts take them: locked, still here, in whose keeping."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.models import Staff

from ..models import FoundItem


def item_of(document_id: int) -> FoundItem:
    """A found item with what its page shows, by its paper."""
    return items().get(document=document_id)


def items() -> QuerySet[FoundItem]:
    """Found items with what every page of them shows."""
    return FoundItem.objects.select_related(
        "document__store",
        "document__maker",
        "holder",
        "floor",
        "box__cabinet",
        "finder",
        "photo",
        "handing__document",
    )


def lock_item(item_id: int) -> FoundItem:
    """The item and its paper, locked in the house's order and read after."""
    document_id = FoundItem.objects.values_list("document_id", flat=True).get(pk=item_id)
    Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document_id)
    FoundItem.objects.select_for_update(no_key=True, of=("self",)).get(pk=item_id)
    return items().get(pk=item_id)


def require_kept(item: FoundItem) -> None:
    """Raises Refused for an item that has left the house."""
    if item.state != FoundItem.State.KEPT:
        raise Refused(
            "item_gone",
            _("This item is not here any more: %(state)s.") % {"state": item.get_state_display()},
            value=item.document.number,
            remedy=_("Its custody says who has it."),
        )


def require_holder(item: FoundItem, staff: Staff) -> None:
    """Raises Refused unless the person has the item."""
    if item.holder_id != staff.pk:
        raise Refused(
            "not_the_holder",
            _("%(number)s is in the keeping of %(holder)s.")
            % {"number": item.document.number, "holder": item.holder},
            value=staff.number,
            remedy=_("Take it over first: both sign."),
        )
