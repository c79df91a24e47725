"""The desk's clock: instants are stored in UTC, business happens in Asia/Shanghai."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def business_date(now: datetime, cutoff_hour: int) -> date:
    """The trading day (营业日) of an aware time for a store whose day begins at ``cutoff_hour``.

    Before that hour, Asia/Shanghai, it is still the day before. Raises ValueError for a naive time or
    an hour outside 0 to 23.
    """
    if not 0 <= cutoff_hour <= 23:
        raise ValueError(f"no hour of the day: {cutoff_hour}")
    if now.tzinfo is None:
        raise ValueError("a time without its zone has no business date")
    return (now.astimezone(SHANGHAI) - timedelta(hours=cutoff_hour)).date()
