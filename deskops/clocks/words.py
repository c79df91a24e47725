"""The database's refusals about promises, in a clerk's words."""

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import refuses

refuses("clocks_one_open_promise", "promised_already", _("This is promised already and still open."))
refuses("clocks_one_open_pause", "paused_already", _("This promise is paused already."))
refuses("clocks_pause_has_reason", "reason_missing", _("A pause needs a reason."), field="reason")
refuses("clocks_miss_stands", "miss_stands", _("What was missed stays missed."))
