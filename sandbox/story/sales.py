"""The other sales desks of the company: who keeps leads and deals in which CRM.

Salesforce serves the US and the EU, Fxiaoke and Xiaoshouyi the partners in East and South China.
A part of their people is known to HubSpot too: the same person asked twice.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from sandbox.story.draw import DAY_MS, HOUR_MS, Scale, moments, money
from sandbox.story.private import external_userid

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
STEPS = ("became_mql", "handed_over", "accepted", "first_followup", "became_sql")
MOMENTS = ("created_at", *(f"{step}_at" for step in STEPS), "deleted_at")


def salesforce_id(prefix: str, number: int) -> str:
    """15 characters whose case matters, and 3 that repeat the case: 18 in all."""
    tail = ""
    for _ in range(5):
        number, rest = divmod(number, 62)
        tail = BASE62[rest] + tail
    short = f"{prefix}5g00000{tail}"
    blocks = (short[start : start + 5] for start in (0, 5, 10))
    cases = (sum(char.isupper() << place for place, char in enumerate(block)) for block in blocks)
    return short + "".join(CHECK[case] for case in cases)


@dataclass(frozen=True)
class Desk:
    """One CRM: whom it serves, how many of those it wins as leads, and its own words.

    `statuses`: untouched, at work, qualified, disqualified; `ladder`: three stages, won, lost.
    """

    platform: str
    account_id: str
    regions: tuple[str, ...]
    share: float
    statuses: tuple[str, str, str, str]
    ladder: tuple[str, str, str, str, str]
    lead_id: Callable[[int], str]
    deal_id: Callable[[int], str]
    team: str
    in_dollars: bool = False
    merges: bool = False
    by_file: bool = False

    @property
    def name(self) -> str:
        """What its dice are called."""
        return f"{self.platform} files" if self.by_file else self.platform


DESKS = (
    Desk(
        "salesforce", "00D5g000004XyZaEAK", ("US", "EU"), 0.16,
        ("Open - Not Contacted", "Working - Contacted", "Qualified", "Unqualified"),
        ("Prospecting", "Proposal/Price Quote", "Negotiation/Review", "Closed Won", "Closed Lost"),
        lambda n: salesforce_id("00Q", 9_000_000 + n), lambda n: salesforce_id("006", 700_000 + n),
        "Inside Sales", in_dollars=True, merges=True,
    ),
    Desk(
        "fxiaoke", "FSCID_A1B2C3D4", ("CN-EAST",), 0.16,
        ("un_processed", "processed", "transformed", "closed"), ("1", "2", "3", "4", "5"),
        lambda n: f"6371f0a2c9e77b0001{n:06x}", lambda n: f"6471f0a2c9e77b0002{n:06x}",
        "华东渠道部",
    ),
    Desk(
        "xiaoshouyi", "2904963900000017", ("CN-SOUTH",), 0.20,
        ("1", "2", "4", "3"), ("901", "902", "903", "904", "905"),
        lambda n: str(3_628_254_003_531_750_000 + n), lambda n: str(3_728_254_003_531_750_000 + n),
        "华南渠道部",
    ),
    # Two corps that export lists instead: these show labels, and no seconds.
    Desk(
        "fxiaoke", "FSCID_E5F6G7H8", ("CN-EAST",), 0.04,
        ("待处理", "跟进中", "已转换", "无效"),
        ("验证客户", "方案报价", "谈判审核", "赢单", "输单"),
        lambda n: f"6381f0a2c9e77b0001{n:06x}", lambda n: f"6481f0a2c9e77b0002{n:06x}",
        "华东门店部", by_file=True,
    ),
    Desk(
        "xiaoshouyi", "2904963900000029", ("CN-SOUTH",), 0.04,
        ("未处理", "已联系", "已转换", "关闭"),
        ("初步接洽", "需求确认", "方案报价", "赢单", "输单"),
        lambda n: str(3_638_254_003_531_750_000 + n), lambda n: str(3_738_254_003_531_750_000 + n),
        "华南门店部", by_file=True,
    ),
)  # fmt: skip


def sales(scale: Scale, people: pl.DataFrame, visits: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """`sales_leads`, `sales_deals` and `sales_stages` of all desks.

    Some Chinese leads know the customer's id in WeCom.
    """
    leads, deals, stages = [], [], []
    for desk in DESKS:
        own = _leads(scale, desk, people, visits)
        table = _deals(scale, desk, own)
        links = table.select("platform", "lead_id", "deal_id")
        own = own.join(links, on=["platform", "lead_id"], how="left", maintain_order="left")
        steps = _stages(desk, table)
        leads.append(_with_losers(scale, desk, own))
        deals.append(_standing(desk, table, steps))
        stages.append(steps)
    return {
        "sales_leads": pl.concat(leads),
        "sales_deals": pl.concat(deals),
        "sales_stages": pl.concat(stages),
    }


def _leads(scale: Scale, desk: Desk, people: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """A share of those who came by and are known, at their first visit or at their last."""
    dice = scale.dice(f"{desk.name} leads")
    seen = visits.filter(pl.col("known") & pl.col("region_id").is_in(desk.regions))
    columns = ["number", "person_id", "brand_id", "start_ms"]
    first = seen.select(columns).unique("number", keep="first", maintain_order=True)
    last = seen.select(columns).unique("number", keep="last", maintain_order=True)
    even = pl.col("number") % 2 == 0
    chosen = pl.concat([first.filter(even), last.filter(~even)]).sort("number")
    chosen = chosen.filter(pl.Series(dice.random(len(chosen)) < desk.share))
    created = chosen["start_ms"].to_numpy() + dice.integers(1_000, 5_000, len(chosen))
    created = told(desk, created)
    chosen = chosen.with_columns(created_ms=pl.Series(created)).sort("created_ms", "number")
    person = people.select("number", "name", "email", "phone", "member_no")
    chosen = chosen.join(person, on="number", how="left", maintain_order="left")
    return _staged(scale, desk, dice, chosen)


def _staged(
    scale: Scale, desk: Desk, dice: np.random.Generator, table: pl.DataFrame
) -> pl.DataFrame:
    """How far each lead got; nothing that lies after the end of the story has happened."""
    count = len(table)
    depth = dice.choice(6, count, p=[0.25, 0.15, 0.15, 0.15, 0.15, 0.15])
    created = table["created_ms"].to_numpy()
    steps = np.cumsum(dice.integers(2 * HOUR_MS, 2 * DAY_MS, (5, count)), axis=0) + created
    steps = told(desk, steps)
    least = (2, 2, 3, 3, 3)
    done = [
        np.where((depth >= least[n]) & (steps[n] < scale.end_ms - 60_000), steps[n], -1)
        for n in range(5)
    ]
    done[2] = np.where(dice.random(count) < 0.85, done[2], -1)
    status = np.where(depth == 0, 0, np.where(depth == 1, 3, np.where(done[4] >= 0, 2, 1)))
    deleted = (dice.random(count) < 0.02) & (created + DAY_MS < scale.end_ms) & (done[4] < 0)
    knows_wecom = not desk.in_dollars and not desk.by_file
    table = table.select(
        pl.lit(desk.platform).alias("platform"),
        pl.lit(desk.account_id).alias("account_id"),
        pl.Series("lead_id", [desk.lead_id(n) for n in range(count)], dtype=pl.String),
        "person_id", "brand_id", "name", "email", "phone", "member_no",
        status=pl.Series([desk.statuses[each] for each in status], dtype=pl.String),
        is_valid=pl.Series(status != 3),
        created_at=moments(created),
        **{f"{step}_at": moments(done[place]) for place, step in enumerate(STEPS)},
        deleted_at=moments(np.where(deleted, created + DAY_MS // 2, -1)),
        is_deleted=pl.Series(deleted),
        merged_into=pl.lit(None, pl.String),
        external_userid=pl.when(pl.lit(knows_wecom) & (pl.col("number") % 3 == 0)).then(
            external_userid("number")
        ),
        owner=pl.Series([f"{desk.team} {each}" for each in dice.integers(1, 5, count)]),
        team=pl.lit(desk.team),
    )  # fmt: skip
    seconds = 0 if desk.by_file else 3
    return table.with_columns(updated_at=pl.max_horizontal(MOMENTS) + pl.duration(seconds=seconds))


def told(desk: Desk, ms: np.ndarray) -> np.ndarray:
    """Moments as the desk shows them: a list has no seconds."""
    return ms // 60_000 * 60_000 if desk.by_file else ms


def _with_losers(scale: Scale, desk: Desk, table: pl.DataFrame) -> pl.DataFrame:
    """Leads that were typed in twice: the younger record lost, and its winner is told."""
    dice = scale.dice(f"{desk.name} merges")
    alive = table.filter(~pl.col("is_deleted") & (pl.col("created_at") < _moment(scale, 2)))
    losers = alive.filter(pl.Series(dice.random(len(alive)) < 0.05)) if desk.merges else alive[:0]
    numbers = pl.Series(range(len(losers)), dtype=pl.Int64) + 50_000
    nothing = [pl.lit(None, losers.schema[f"{s}_at"]).alias(f"{s}_at") for s in STEPS]
    losers = losers.with_columns(
        *nothing,
        merged_into=pl.col("lead_id"),
        lead_id=pl.Series([desk.lead_id(n) for n in numbers], dtype=pl.String),
        created_at=pl.col("created_at") + pl.duration(hours=1),
        deleted_at=pl.col("created_at") + pl.duration(hours=20),
        updated_at=pl.col("created_at") + pl.duration(hours=20),
        status=pl.lit(desk.statuses[0]),
        is_valid=pl.lit(True),
        is_deleted=pl.lit(True),
        deal_id=pl.lit(None, pl.String),
    )
    return pl.concat([table, losers.select(table.columns)])


def _moment(scale: Scale, days: int) -> pl.Expr:
    return pl.lit(moments([scale.end_ms - days * DAY_MS])[0])


def _deals(scale: Scale, desk: Desk, leads: pl.DataFrame) -> pl.DataFrame:
    """One deal for each lead that sales took on, opened at that moment, with its further moves."""
    dice = scale.dice(f"{desk.name} deals")
    table = leads.filter(pl.col("became_sql_at").is_not_null())
    count = len(table)
    opened = table["became_sql_at"].cast(pl.Int64).to_numpy()
    later = np.cumsum(dice.integers(4 * HOUR_MS, 8 * DAY_MS, (3, count)), axis=0) + opened
    moves = told(desk, np.vstack([opened, later]).astype(np.int64))
    won = dice.random(count) < 0.5
    cents = dice.integers(2_000, 90_000, count) * 100 + dice.integers(0, 100, count)
    cents = cents // 7 if desk.in_dollars else cents
    deleted = dice.random(count) < 0.03
    return table.select(
        "platform", "account_id", "lead_id", "person_id", "owner",
        pl.Series("deal_id", [desk.deal_id(n) for n in range(count)], dtype=pl.String),
        deal_name=pl.format("{} / {}", pl.col("name").fill_null("客户"), "brand_id"),
        amount=money(cents),
        currency_code=pl.lit("USD" if desk.in_dollars else "CNY"),
        reached=pl.Series((moves < scale.end_ms - 120_000).sum(axis=0).clip(min=1)),
        won=pl.Series(won),
        deleted=pl.Series(deleted),
        **{f"move_{place}": pl.Series(moves[place]) for place in range(4)},
    )  # fmt: skip


def _stages(desk: Desk, table: pl.DataFrame) -> pl.DataFrame:
    """Every stage a deal entered; the fourth is won or lost."""
    steps = []
    for place in range(4):
        stage = pl.lit(desk.ladder[place])
        if place == 3:
            stage = pl.when("won").then(stage).otherwise(pl.lit(desk.ladder[4]))
        entered = table.filter(pl.col("reached") > place)
        at = moments(entered[f"move_{place}"])
        steps.append(entered.select("platform", "deal_id", stage=stage, entered_at=at, place=place))
    return pl.concat(steps).sort("deal_id", "place")


def _standing(desk: Desk, table: pl.DataFrame, stages: pl.DataFrame) -> pl.DataFrame:
    """Deals as they stand at the end."""
    last = stages.group_by("deal_id", maintain_order=True).agg(
        stage=pl.col("stage").last(), moved_at=pl.col("entered_at").last()
    )
    closed = pl.col("reached") == 4
    late = pl.duration(seconds=0 if desk.by_file else 50)
    return table.join(last, on="deal_id", how="left", maintain_order="left").select(
        "platform", "account_id", "deal_id", "lead_id", "person_id", "owner", "deal_name",
        "amount", "currency_code", "stage",
        created_at=moments(table["move_0"]),
        closed_at=pl.when(closed).then("moved_at"),
        is_closed=closed,
        is_won=closed & pl.col("won"),
        is_deleted="deleted",
        deleted_at=pl.when("deleted").then(pl.col("moved_at") + pl.duration(seconds=40)),
        updated_at=pl.col("moved_at") + late,
    )  # fmt: skip
