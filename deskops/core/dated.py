"""Reading dated settings: one query for all that an act needs, and the rule each comes from."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from deskops.org.models import Staff, Store

from .models import Setting
from .plugs import Plugs
from .refusals import Refused
from .statements import prepared


@dataclass(frozen=True)
class SettingKind:
    """A rule that settings may hold: its key, its label, and the rows it starts with.

    ``seed`` rows are (holds from, value, source, place); ``unit`` names the value's unit for people.
    """

    key: str
    label: str | Promise
    unit: str | Promise
    seed: tuple[tuple[date, Any, str, str], ...]


# A store's row beats its place's, which beats the chain's.
_HOLDING = """
SELECT DISTINCT ON (key) key, value, source, starts FROM core_setting
WHERE key = ANY (%(keys)s) AND starts <= %(day)s
    AND (store_id = %(store)s OR store_id IS NULL AND place IN ('', %(place)s))
ORDER BY key, store_id IS NULL, place = '', starts DESC
"""

setting_kinds: Plugs[SettingKind] = Plugs(key="key")


@dataclass(frozen=True)
class Dated:
    """One setting as it holds on a day, with its source."""

    key: str
    value: Any
    source: str
    starts: date

    @property
    def yuan(self) -> Decimal:
        """The value as an amount in yuan."""
        return Decimal(str(self.value))

    @property
    def number(self) -> int:
        return int(self.value)


def settings_at(keys: Iterable[str], *, on: date, store: Store) -> Mapping[str, Dated]:
    """The settings of these keys that hold in a store on a day, in one query.

    Raises Refused when one has no value on that day, and KeyError for a key nobody declared.
    """
    wanted = [setting_kinds.get(key).key for key in keys]
    with prepared() as cursor:
        cursor.execute(_HOLDING, {"keys": wanted, "day": on, "store": store.pk, "place": store.place})
        found = {row[0]: Dated(row[0], json.loads(row[1]), *row[2:]) for row in cursor.fetchall()}
    for key in wanted:
        if key not in found:
            raise Refused(
                "setting_missing",
                _("No value of “%(key)s” holds on %(day)s.")
                % {"key": setting_kinds.get(key).label, "day": on},
                remedy=_("Ask the administrator to enter it."),
            )
    return found


def setting_at(key: str, *, on: date, store: Store) -> Dated:
    """One setting that holds in a store on a day."""
    return settings_at([key], on=on, store=store)[key]


def seed_settings(by: Staff) -> None:
    """Store the first rows of every declared setting that has none yet."""
    present = set(Setting.objects.values_list("key", flat=True).distinct())
    Setting.objects.bulk_create(
        Setting(key=kind.key, starts=starts, value=value, source=source, place=place, set_by=by)
        for kind in setting_kinds
        if kind.key not in present
        for starts, value, source, place in kind.seed
    )
