"""Campaigns, groups, ads and what each ad did on each day of its account."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from sandbox.story.company import ACCOUNTS, SITES
from sandbox.story.draw import Scale, choose, money, season

BRAND_CODES = {"qinghe": "QH", "lumora": "LM"}
REGION_CODES = {"CN-EAST": "CNE", "CN-SOUTH": "CNS", "US": "US", "EU": "EU"}
LINES = {"qinghe": ("TENT", "BAG"), "lumora": ("LAMP", "CANDLE")}
BROKEN_NAMES = {3: "双11 冲刺（临时）", 17: "QH-US-tent conv", 31: "新建广告 (2)"}
SETTLING_DAYS = {
    "google_ads": 7, "meta_ads": 7, "tiktok_ads": 5, "ocean_engine": 3, "baidu": 9,
    "tencent_ads": 9, "xiaohongshu_ads": 7, "kuaishou_ads": 6, "linkedin_ads": 12,
    "microsoft_ads": 8,
}  # fmt: skip
CLICK_CENTS = {
    "google_ads": 240, "meta_ads": 150, "tiktok_ads": 110, "ocean_engine": 90, "baidu": 520,
    "tencent_ads": 310, "xiaohongshu_ads": 280, "kuaishou_ads": 190, "linkedin_ads": 540,
    "microsoft_ads": 170,
}  # fmt: skip
WITHOUT_GROUPS = ("ocean_engine", "tencent_ads")
BURYING = ("meta_ads", "tiktok_ads", "ocean_engine")  # some of their ads are deleted by now
SMALL = 41  # campaigns from here on have two groups and half the ads
RESTATED_ACCOUNT, RESTATED_DAYS_BEFORE_TODAY, RESTATED_AFTER = "5550001", 10, 6
HOSTILE = [
    "露营季🏕️ 立减30%",
    "\u202eright to left\u202c mark",
    "He said \"save 20%\", then 'gone'",
    "tab\there",
    "two\nlines",
    "semi;colon -- drop table ads",
    "ΑΒΓ ёлка naïve",
    "逗号，、“引号”",
]
# (account, channel, campaigns)
PLAN = [
    ("1112223334", "google_search", 6),
    ("1112223334", "google_pmax", 1),
    ("1112223335", "google_search", 6),
    ("1112223335", "google_pmax", 1),
    ("5550001", "meta_ads", 7),
    ("5550002", "meta_ads", 5),
    ("7000000000000000001", "tiktok_ads", 5),
    ("1760000000000001", "ocean_engine", 6),
    ("1760000000000002", "ocean_engine", 4),
    ("qinghe-baidu", "baidu_search", 2),
    ("lumora-baidu", "baidu_search", 1),
    ("20000001", "tencent_ads", 2),
    ("20000002", "tencent_ads", 1),
    ("1000001", "xiaohongshu_ads", 2),
    ("1000002", "xiaohongshu_ads", 1),
    ("26000001", "kuaishou_ads", 2),
    ("512345601", "linkedin_ads", 2),
    ("150000001", "microsoft_search", 2),
    ("150000002", "microsoft_search", 1),
]
IN_THE_FEED = ("qinghe-baidu", 1)  # this campaign of the account is no search campaign
ACCOUNT = {row[1]: row for row in ACCOUNTS}


def campaigns(scale: Scale) -> pl.DataFrame:
    """57 campaigns; three names are broken, one starts late, some have ended."""
    rows: list[tuple] = []
    for account, channel, count in PLAN:
        for turn in range(count):
            rows.append(_campaign(scale, len(rows), turn, ACCOUNT[account], channel))
    columns = (
        "platform account_id campaign_id campaign_name channel_id brand_id region_id product_line "
        "objective owner_team status start_date end_date daily_cents naming_ok"
    )
    table = pl.DataFrame(rows, schema=columns.split(), orient="row")
    table = table.with_columns(daily_budget=money(table["daily_cents"]))
    return table.drop("daily_cents")


def _campaign(scale: Scale, number: int, turn: int, account: tuple, channel: str) -> tuple:
    platform, account_id, _, _, _, brand, region = account
    channel = "baidu_feed" if (account_id, turn) == IN_THE_FEED else channel
    line = LINES[brand][turn % 2]
    objective = ("CONV", "LEAD", "CONV", "BRAND")[turn % 4]
    audience, promo = ("PROSP", "RETG")[turn % 2], ("1111", "NONE", "BF")[turn % 3]
    start = scale.first_day + timedelta(days=(0, 0, 0, scale.days // 3)[turn % 4])
    end = scale.first_day + timedelta(days=scale.days * 2 // 3) if turn == 4 else None
    owner = ("PERF", "PERF", "PERF", "CRM", "PERF", "CONT")[turn % 6]
    parts = (
        BRAND_CODES[brand],
        REGION_CODES[region],
        line,
        objective,
        audience,
        promo,
        "202611",
        owner,
    )
    name, naming_ok = BROKEN_NAMES.get(number, "_".join(parts)), number not in BROKEN_NAMES
    identifier = {
        "google_ads": f"20{400_000_000 + number * 7_919}",
        "meta_ads": f"1202{10_000_000_000_000 + number * 104_729}",
        "tiktok_ads": f"18{10_000_000_000_000 + number * 15_485_863}",
        "ocean_engine": f"73{10_000_000_000_000_000 + number * 32_452_843}",
        "baidu": f"4{10_000_000 + number * 7_907}",
        "tencent_ads": f"90{10_000_000 + number * 15_487}",
        "xiaohongshu_ads": f"21{1_000_000 + number * 7_817}",
        "kuaishou_ads": f"23{1_000_000 + number * 6_571}",
        "linkedin_ads": f"6{20_000_000 + number * 5_651}",
        "microsoft_ads": f"35{1_000_000 + number * 9_973}",
    }[platform]
    status = "ended" if end and end < scale.today else "paused" if turn == 5 else "active"
    return (
        platform, account_id, identifier, name, channel, brand, region, line, objective,
        owner, status, start, end, 5_000 * (2 + turn), naming_ok,
    )  # fmt: skip


def ads_of(scale: Scale, table: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Groups and ads. Performance Max has neither; some platforms have ads but no groups."""
    groups: list[tuple] = []
    ads: list[tuple] = []
    for number, row in enumerate(table.iter_rows(named=True)):
        if row["channel_id"] == "google_pmax":
            continue
        small = number >= SMALL
        for turn in range(2 if small else 2 + number % 2):
            group = f"{row['campaign_id'][:2]}5{number:04d}{turn:02d}"
            if row["platform"] in WITHOUT_GROUPS:
                group = None
            else:
                groups.append((row["platform"], group, row["campaign_id"]))
            for place in range(scale.ads_per_group // (2 if small else 1)):
                ads.append(_ad(row, group, len(ads), turn, place))
    columns = "platform account_id campaign_id ad_group_id ad_id ad_name landing_url status"
    return (
        pl.DataFrame(groups, schema=["platform", "ad_group_id", "campaign_id"], orient="row"),
        pl.DataFrame(ads, schema=columns.split(), orient="row", infer_schema_length=None),
    )


def _ad(campaign: dict, group: str | None, number: int, turn: int, place: int) -> tuple:
    name = f"{campaign['campaign_name']} / {turn + 1}-{place + 1}"
    if number % 23 == 5:
        name = f"{HOSTILE[number // 23 % len(HOSTILE)]} {number}"
    prefix = {
        "google_ads": "70", "meta_ads": "1203", "tiktok_ads": "19", "ocean_engine": "74",
        "baidu": "5", "tencent_ads": "91", "xiaohongshu_ads": "4", "kuaishou_ads": "42",
        "linkedin_ads": "28", "microsoft_ads": "83",
    }  # fmt: skip
    ad_id = f"{prefix[campaign['platform']]}{20_000_000_000_000 + number * 999_983}"
    url = f"https://{SITES[campaign['brand_id']]}/{campaign['product_line'].lower()}"
    status = "paused" if number % 29 == 7 else "active"
    if campaign["platform"] in BURYING and number % 17 == 11:
        status = "deleted"
    return (
        campaign["platform"], campaign["account_id"], campaign["campaign_id"], group, ad_id,
        name, url, status,
    )  # fmt: skip


def running(
    scale: Scale, table: pl.DataFrame, ads: pl.DataFrame
) -> tuple[pl.DataFrame, np.ndarray]:
    """Everything that can be clicked (ads, and campaigns without ads) and its weight per day."""
    keys = ["platform", "account_id", "campaign_id", "ad_group_id", "ad_id"]
    whole = table.filter(pl.col("channel_id") == "google_pmax").select(
        "platform", "account_id", "campaign_id",
        ad_group_id=pl.lit(None, pl.String), ad_id=pl.lit(None, pl.String),
    )  # fmt: skip
    facts = table.select("campaign_id", "channel_id", "start_date", "end_date")
    units = pl.concat([ads.select(keys), whole]).join(
        facts, on="campaign_id", maintain_order="left"
    )
    dice = scale.dice("running")
    weight = np.exp(dice.normal(0, 0.6, len(units)))
    weight[units["ad_id"].is_null().to_numpy()] *= scale.ads_per_group * 3
    days = np.array(scale.calendar, dtype="datetime64[D]")
    starts = units["start_date"].to_numpy().astype("datetime64[D]")
    ends = units["end_date"].fill_null(date(2099, 1, 1)).to_numpy().astype("datetime64[D]")
    live = (days >= starts[:, None]) & (days <= ends[:, None])
    live &= dice.random(live.shape) > 0.03
    return units, live * weight[:, None] * season(scale.calendar)[None, :]


def ad_days(
    scale: Scale, units: pl.DataFrame, weights: np.ndarray, visits: pl.DataFrame
) -> pl.DataFrame:
    """One row per ad and day it ran: at least the clicks that became visits, and what they cost."""
    dice = scale.dice("ad_days")
    seen = np.zeros(weights.shape, dtype=np.int64)
    clicked = visits.filter(pl.col("unit") >= 0)
    np.add.at(seen, (clicked["unit"].to_numpy(), clicked["unit_day"].to_numpy()), 1)
    unit, day = np.nonzero(weights > 0)
    clicks = seen[unit, day] + dice.poisson(0.35 * weights[unit, day])
    impressions = clicks * dice.integers(25, 80, len(unit)) + dice.integers(30, 900, len(unit))
    table = units[unit].select("platform", "account_id", "campaign_id", "ad_group_id", "ad_id")
    price = table["platform"].replace_strict(CLICK_CENTS, return_dtype=pl.Int64).to_numpy()
    chinese = table["account_id"].is_in(["1112223334"]).to_numpy()
    price = price * np.where(chinese, 4, 1) * np.where(table["platform"] == "ocean_engine", 4, 1)
    cents = np.round(clicks * price * np.exp(dice.normal(0, 0.25, len(unit)))).astype(np.int64)
    cents += np.round(impressions * dice.random(len(unit)) * 0.4).astype(np.int64) + 1
    conversions = dice.binomial(clicks, 0.09)
    fraction = np.where(table["platform"] == "google_ads", dice.integers(0, 4, len(unit)) * 0.25, 0)
    conversions = conversions + np.where(conversions > 0, fraction, 0)
    value = np.round(conversions * dice.integers(3_000, 30_000, len(unit)))
    first = day_column(scale, day)
    table = table.with_columns(
        first.alias("day"),
        impressions=pl.Series(impressions),
        clicks=pl.Series(clicks),
        spend=money(cents),
        conversions=pl.Series(conversions.astype(np.float64)),
        conversion_value=pl.Series(value / 100),
        conversions_by_conversion_date=pl.Series(np.floor(conversions * 0.8)),
        spend_first=money(cents),
        conversions_first=pl.Series(np.floor(conversions * dice.uniform(0.6, 1.0, len(unit)))),
    )
    return _settled(scale, table)


def day_column(scale: Scale, position: np.ndarray) -> pl.Series:
    return pl.Series(np.array(scale.calendar, dtype="datetime64[D]")[position]).cast(pl.Date)


def _settled(scale: Scale, table: pl.DataFrame) -> pl.DataFrame:
    """When figures become final; one account's day is restated with 7 % more spend."""
    wait = pl.col("platform").replace_strict(SETTLING_DAYS, return_dtype=pl.Int64)
    planted = (pl.col("account_id") == RESTATED_ACCOUNT) & (pl.col("day") == restated_day(scale))
    wait = pl.when(planted).then(RESTATED_AFTER).otherwise(wait)
    cents = (pl.col("spend_first") * 100).cast(pl.Int64)
    higher = (cents + cents * 7 // 100 + 1).cast(pl.Float64) / 100
    return table.with_columns(
        settles_on=pl.col("day") + pl.duration(days=wait),
        spend=pl.when(planted).then(higher.cast(pl.Decimal(18, 6))).otherwise(pl.col("spend")),
    )


def reach(days: pl.DataFrame, every: str) -> pl.DataFrame:
    """Campaign × period: impressions, and the people they fell on, each counted once.

    The longer the period the more often the same people see the campaign.
    """
    keys = ["platform", "account_id", "campaign_id", "period_start"]
    table = days.drop_nulls("impressions").with_columns(
        period_start=pl.col("day").dt.truncate(every)
    )
    sums = (pl.col("impressions").sum(), pl.col("day").n_unique().alias("days"))
    often = 120 + 30 * pl.col("days")
    return (
        table.group_by(keys)
        .agg(*sums)
        .with_columns(reach=(pl.col("impressions") * 100 // often))
        .drop("days")
        .sort(keys)
    )


def restated_day(scale: Scale) -> date:
    return scale.today - timedelta(days=RESTATED_DAYS_BEFORE_TODAY)


def place_visits(
    scale: Scale, units: pl.DataFrame, weights: np.ndarray, visits: pl.DataFrame
) -> pl.DataFrame:
    """The ad (or campaign) each paid visit came from, as a position in `units`; else -1."""
    dice = scale.dice("place_visits")
    unit = np.full(len(visits), -1)
    groups = visits["account_id"].fill_null("").to_numpy(), visits["channel_id"].to_numpy()
    day = visits["unit_day"].to_numpy()
    for account_id, channel, _ in PLAN:
        rows = np.nonzero((groups[0] == account_id) & (groups[1] == channel))[0]
        mask = (pl.col("account_id") == account_id) & (pl.col("channel_id") == channel)
        members = np.nonzero(units.select(mask).to_series().to_numpy())[0]
        for each in np.unique(day[rows]):
            here = rows[day[rows] == each]
            if weights[members, each].sum() > 0:
                unit[here] = members[choose(dice, weights[members, each], len(here))]
    return visits.with_columns(unit=pl.Series(unit))
