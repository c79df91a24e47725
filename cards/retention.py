"""How long a holder of stored-value cards stays on record (实名登记).

Source: 单用途商业预付卡管理办法（试行）: who bought a registered card is on record at least five years.
"""

from datetime import date

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from deskops.core.dated import SettingKind, setting_at, setting_kinds
from members.models import Member
from members.retention import RETENTIONS, Kept, Retention

from .models import HolderChange, StoredValue
from .seeds import FROM, RULE

YEARS = "card_identity_kept_years"

setting_kinds.add(
    SettingKind(
        YEARS,
        _("How long a card holder's identity is kept after the last act"),
        _("years"),
        ((FROM, 5, f"{RULE}：购卡人实名登记信息保存五年以上", ""),),
    )
)


def keeps(member: Member, day: date) -> Kept | None:
    """The holder of an open account, and of a closed one until the years after its last act are over."""
    accounts = StoredValue.objects.filter(holder=member)
    found = accounts.aggregate(last=Max("acts__document__business_date"), opened=Max("opened_on"))
    if accounts.exclude(state=StoredValue.State.CLOSED).exists():
        return Kept(_("a stored-value account is open"))
    passed = HolderChange.objects.filter(former=member).aggregate(last=Max("act__document__business_date"))
    days = [day for day in (found["last"] or found["opened"], passed["last"]) if day]
    last: date | None = max(days, default=None)
    if last is None:
        return None
    until = _later(last, setting_at(YEARS, on=day, store=member.home_store).number)
    return Kept(_("record of a card holder's identity"), until) if until > day else None


def _later(day: date, years: int) -> date:
    """The same day so many years later; a 29 February ends on 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


RETENTIONS.add(Retention("stored_value", keeps))
