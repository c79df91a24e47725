"""What was signed, as a paper shows it; what was printed."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from deskops.core.files import read_file
from deskops.core.refusals import Text
from deskops.documents.models import Document

from . import strokes as pen_paths
from .models import Signature
from .paper import Sign


def sign_places(document: Document, labels: Mapping[Signature.Role, Text]) -> Sequence[Sign]:
    """A place for each role asked for, filled with the latest signature; the proxy's stands in the
    customer's. One query and a file for each signature on screen.
    """
    signed: dict[str, Signature] = {}
    rows = Signature.objects.filter(document=document).select_related("strokes", "proxy").order_by("at", "pk")
    for signature in rows:
        proxy = signature.role == Signature.Role.PROXY
        signed[Signature.Role.CUSTOMER if proxy else signature.role] = signature
    return [_place(label, signed.get(role)) for role, label in labels.items()]


def _place(label: Text, signature: Signature | None) -> Sign:
    if signature is None:
        return Sign(label)
    drawn = pen_paths.read(read_file(signature.strokes)) if signature.strokes else None
    return Sign(label, signature.name, drawn, signature.at, _note(signature))


def _note(signature: Signature) -> str:
    """Says on the paper how it was signed, and for whom."""
    words = [] if signature.strokes else [_("signed on paper")]
    if signature.role == Signature.Role.PROXY:
        proxy = signature.proxy
        words += [
            _("for %(name)s") % {"name": proxy.acts_for},
            _("%(paper)s ending %(last4)s, original seen")
            % {"paper": proxy.get_seen_display(), "last4": proxy.last4},
            _("confirmed by telephone"),
        ]
    return "; ".join(words)
