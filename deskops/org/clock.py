"""The desk's clock: instants are stored in UTC, business happens in Asia/Shanghai."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def business_date(now: datetime, cutoff_hour: int) -> date:
    """The trading day (营业日) of an aware time for a store whose day begins at ``cutoff_hour``.

    Before that hour, Asia/Shanghai, it is still the day before. Raises ValueError for a naive time.
    """
    if now.tzinfo is None:
        raise ValueError("a time without its zone has no business date")
    return (now.astimezone(SHANGHAI) - timedelta(hours=cutoff_hour)).date()
