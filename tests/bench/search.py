"""Finding one of a million members, against the same statement among ten thousand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from django.db import connection

from deskops.org.models import Region, Staff, Store
from members import sealing
from members.models import Tier
from members.queries.search import parameters, statement
from members.rules.names import name_keys
from members.rules.searching import tries, typed_name
from tests.factories.members import card_number, id_number, mobile

from .harness import Row, run_sql

FLOOR_MEMBERS = 10_000
ASKED = 100  # searches of each way
TIMES = 7
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏"
    "魏吕丁任沈姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚"
    "邵万钱严单解仇欧"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉梅红建国志文斌宇浩凯婷雪琳晨欣怡佳俊峰"
    "鹏飞龙海波春燕玲慧颖倩莹媛思雨子涵梓轩"
)
TABLES = (
    "household",
    "member",
    "identity",
    "membername",
    "membercard",
)
GROW = """
INSERT INTO members_household (id, address_index, building_index, tail_index, collective)
SELECT g, sha256(g::text::bytea), sha256((g / 8)::text::bytea), sha256((g / 2)::text::bytea), false
FROM generate_series({first}, {last}) g;

INSERT INTO members_member (id, name, sex, birth_date, mobile, home_phone, home_extension, masked_number,
    household_id, home_store_id, tier_id, joined_on, missing, by_proxy, late, state)
SELECT g, n.name, 'male', '1980-01-01', '+86138' || lpad(g::text, 8, '0'), '', '',
    '371***********' || lpad((g % 10000)::text, 4, '0'), g, {store}, {tier},
    date '2026-11-20' - (g % 3000)::int, '{{}}', false, false, 'active'
FROM generate_series({first}, {last}) g JOIN bench_names n ON n.id = g::bigint * 7919 % {names};

INSERT INTO members_identity (member_id, paper_kind, number_sealed, residence, number_index, tail_index,
    wrapped_key, key_version)
SELECT g, 'resident_id', '\\x00', false, sha256(('n' || g)::bytea), t.digest, '\\x00', 'bench'
FROM generate_series({first}, {last}) g JOIN bench_tails t ON t.id = g % 10000;

INSERT INTO members_membername (member_id, key)
SELECT m.id, unnest(n.keys) FROM members_member m JOIN bench_names n USING (name)
WHERE m.id BETWEEN {first} AND {last};

INSERT INTO members_membercard (member_id, household_id, number, slot, state, silver, store_id, issued_on,
    issued_by_id)
SELECT g, g, '88' || lpad(g::text, 8, '0'), 0, 'issued', false, {store}, '2026-11-20', {staff}
FROM generate_series({first}, {last}) g
"""


@dataclass
class Chain:
    """A chain that grows by statements; its people have the names and tails that chance gives."""

    random: Random
    members: int = 0

    def __post_init__(self) -> None:
        region = Region.objects.create(code="BENCH", name="华东")
        self.store = Store.objects.create(code="BENCH", name="一店", company="一店百货", region=region)
        self.clerk = Staff.objects.create_user("1BENCH", name="王芳")
        self.tier = Tier.objects.get(code="normal")
        run_sql(*(f"ALTER TABLE members_{table} DISABLE TRIGGER USER" for table in TABLES))
        self.names = self._names()
        self._tails()

    def _names(self) -> list[str]:
        """Some eight thousand names, each with its keys."""
        names = sorted(
            {surname + given for surname in SURNAMES for given in GIVEN}
            | {surname + self.random.choice(GIVEN) + given for surname in SURNAMES for given in GIVEN}
        )
        self.random.shuffle(names)
        rows = [(at, name, _keys(name)) for at, name in enumerate(names)]
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_names (id int PRIMARY KEY, name text, keys text[])")
            cursor.executemany("INSERT INTO bench_names VALUES (%s, %s, %s)", rows)
        return names

    def _tails(self) -> None:
        rows = [(n, sealing.tail_index(f"{n:04d}")) for n in range(10_000)]
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_tails (id int PRIMARY KEY, digest bytea)")
            cursor.executemany("INSERT INTO bench_tails VALUES (%s, %s)", rows)

    def grow(self, members: int) -> None:
        """Add members until there are so many."""
        if members <= self.members:
            return
        values = {
            "first": self.members + 1,
            "last": members,
            "store": self.store.pk,
            "tier": self.tier.pk,
            "staff": self.clerk.pk,
            "names": len(self.names),
        }
        run_sql(*GROW.format(**values).split(";\n"))
        run_sql(*(f"VACUUM ANALYZE members_{table}" for table in TABLES))
        self.members = members

    def asked(self) -> dict[str, list[str]]:
        """What is typed for each way: people drawn by chance."""
        people = [self.random.randint(1, self.members) for _ in range(ASKED)]
        names = [self.random.choice(self.names) for _ in range(ASKED)]
        keys = [name_keys(name) for name in names]
        self._give_numbers(people)
        return {
            "card": [card_number(n) for n in people],
            "telephone": [mobile(n) for n in people],
            "tail of a telephone or ID number": [f"{n % 10000:04d}" for n in people],
            "ID number": [id_number(n) for n in people],
            "name": names,
            "surname alone": [name[0] for name in names],
            "pinyin": [one.pinyin[0] for one in keys],
            "initials": [one.initials[0] for one in keys],
        }

    def _give_numbers(self, people: Sequence[int]) -> None:
        rows = [(sealing.number_indexes(id_number(n)).whole, n) for n in sorted(set(people))]
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE members_identity SET number_index = %s WHERE member_id = %s",
                rows,
            )


def _keys(name: str) -> list[str]:
    keys = name_keys(name)
    return sorted({typed_name(name), *keys.pinyin, *keys.initials})


def taken(typed: str) -> float:
    """How long the database plans and runs the search, in milliseconds: the shortest of a few times.

    As ``EXPLAIN ANALYZE`` says, so that a client that waits for its turn on a busy machine counts for
    nothing.
    """
    ways = tries(typed)
    text, values = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + statement(ways), parameters(ways)
    times = []
    with connection.cursor() as cursor:
        for _again in range(TIMES):
            cursor.execute(text, values)
            plan: dict[str, float] = cursor.fetchone()[0][0]
            times.append(plan["Planning Time"] + plan["Execution Time"])
    return min(times)


def figures(chain: Chain) -> dict[str, list[float]]:
    """The times of each way, shortest first."""
    return {way: sorted(taken(word) for word in words) for way, words in chain.asked().items()}


def rows(scale: float) -> Iterator[Row]:
    """Each way at 10,000 members and at a million times the scale."""
    chain = Chain(Random(7))
    chain.grow(FLOOR_MEMBERS)
    few = figures(chain)
    chain.grow(max(FLOOR_MEMBERS, int(1_000_000 * scale)))
    many = figures(chain)
    for way, times in many.items():
        yield Row(f"by {way}, {chain.members:,} members", few[way][ASKED // 2], times[ASKED // 2], 1.5)
        yield Row(f"by {way}, p95", None, times[ASKED * 95 // 100], 10)
