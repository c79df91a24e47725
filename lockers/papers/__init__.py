"""What lockers print: tag and voucher of a deposit, records of openings and sweeps, papers of found items."""

from django.utils.translation import gettext_lazy as _

from deskops.papers.kinds import PaperKind, paper_kinds
from deskops.papers.paper import Size

from .boxes import opening_paper, sweep_paper
from .deposits import tag_paper, voucher_paper
from .found import claim_paper, handing_paper, item_paper

paper_kinds.add(PaperKind("deposit_tag", "deposit", _("Deposit tag"), tag_paper))
paper_kinds.add(
    PaperKind("deposit_voucher", "deposit", _("Deposit voucher"), voucher_paper, frozenset({Size.A4}))
)
paper_kinds.add(PaperKind("box_opening", "box_opening", _("Record of a box opened by hand"), opening_paper))
paper_kinds.add(PaperKind("sweep", "sweep", _("Sweep sheet"), sweep_paper))
paper_kinds.add(
    PaperKind("found_item", "found_item", _("Found item receipt"), item_paper, frozenset({Size.SLIP}))
)
paper_kinds.add(PaperKind("found_claim", "found_claim", _("Receipt for a found item"), claim_paper))
paper_kinds.add(PaperKind("handing_over", "handing_over", _("List of found items handed on"), handing_paper))
