"""What refunds print: the voucher of a refund or exchange, the pick-up slip, the inquiry at the bank."""

from django.utils.translation import gettext_lazy as _

from deskops.papers.kinds import PaperKind, paper_kinds
from deskops.papers.paper import Size

from .inquiry import inquiry_paper
from .pickup import pickup_paper
from .voucher import voucher_paper

paper_kinds.add(
    PaperKind("refund", "refund", _("Return voucher"), voucher_paper, frozenset({Size.A4, Size.SLIP}))
)
paper_kinds.add(
    PaperKind("goods_pickup", "goods_pickup", _("Pick-up slip"), pickup_paper, frozenset({Size.SLIP}))
)
paper_kinds.add(PaperKind("bank_inquiry", "bank_inquiry", _("Inquiry at the bank"), inquiry_paper))
