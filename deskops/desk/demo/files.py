"""Files that were brought: receipts of the weeks, a list of members with two rows that are wrong."""

import csv
from collections.abc import Iterable
from datetime import timedelta
from io import StringIO

from deskops.core.files import Incoming
from deskops.core.imports import import_kinds
from deskops.core.jobs import perform, start_job
from deskops.core.models import Job
from deskops.org.models import Staff
from members.imports.rows import ADDRESS, CARD, COLUMNS, JOINED, MOBILE, NAME, NUMBER, STORE, TIER

from .purchases import Row, file_of
from .world import World

ROWS = 24  # members in the file


def bring(world: World, *, kind: str, name: str, words: str, content: bytes, by: Staff, dry: bool) -> Job:
    """Have a file looked at, or taken in, as the page does; done at once."""
    job = start_job(
        request_key=world.key(),
        kind=import_kinds.get(kind).job,
        title=f"{'检查' if dry else '导入'} {name}：{words}",
        by=by,
        store=world.first,
        params={"kind": kind, "dry": dry, "partial": False, "create_stores": False},
        source=Incoming(content, name, "text/csv"),
    )
    return perform(job.pk)


def receipts(world: World, more: Iterable[Row] = ()) -> None:
    """The receipts of the weeks up to now, in one file, with ``more`` of them."""
    days = [*world.past(), world.today]
    bring(
        world,
        kind="receipts",
        name=f"POS小票_{days[0]:%m%d}-{days[-1]:%m%d}.csv",
        words="销售小票",
        content=file_of(world, days, more),
        by=world.staff["4001"],
        dry=False,
    )


def members(world: World) -> None:
    """A list of members: looked at with two faulty rows, then mended and taken in."""
    rows = [_row(world) for _ in range(ROWS)]
    faulty = [*rows[:5], rows[5] | {MOBILE: "1380013"}, *rows[6:-1], rows[-1] | {JOINED: "2026-13-05"}]
    for content, dry in ((faulty, True), (rows, False)):
        bring(
            world,
            kind="members",
            name="滨河店老会员补录.csv" if dry else "滨河店老会员补录_已改.csv",
            words="会员及会员卡",
            content=_csv(content),
            by=world.staff["4001"],
            dry=dry,
        )


def _row(world: World) -> dict[str, str]:
    person = world.people.one()
    return {
        CARD: str(next(world.plastic)),
        NAME: person.name,
        NUMBER: person.id_number,
        MOBILE: person.mobile,
        ADDRESS: person.address,
        JOINED: f"{world.today - timedelta(days=world.rng.randint(400, 2500))}",
        TIER: world.rng.choice(("普通", "普通", "银卡")),
        STORE: list(world.stores)[-1],
    }


def _csv(rows: list[dict[str, str]]) -> bytes:
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
