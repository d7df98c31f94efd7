"""Visits to the shops' sites: when, by which channel, how deep, and with what purchase."""

import numpy as np
import polars as pl

from sandbox.story import ads
from sandbox.story.company import ACCOUNTS, REGION_ZONES, SITES, UTC
from sandbox.story.draw import (
    DAY_MS,
    Scale,
    choose,
    moments,
    season,
    time_of_day,
    utc_offsets,
)
from sandbox.story.people import SEGMENTS

QUIET_MS = 31 * 60_000
MIX = {
    ("qinghe", "CN-EAST"): "google_search 12 google_pmax 4 ocean_engine 22 wechat_article 14 "
    "xiaohongshu_organic 9 kol 5 sms 4 organic_search 9 referral 4 direct 15 email 2 "
    "unassigned 0.4 baidu_search 8 tencent_ads 6 xiaohongshu_ads 4",
    ("qinghe", "US"): "google_search 20 google_pmax 6 meta_ads 20 youtube_organic 9 kol 4 email 9 "
    "organic_search 12 referral 6 direct 14 unassigned 0.4 microsoft_search 6 linkedin_ads 4",
    (
        "lumora",
        "EU",
    ): "meta_ads 26 youtube_organic 9 email 12 organic_search 18 referral 9 direct 20 "
    "kol 5 unassigned 0.4 microsoft_search 7",
    ("lumora", "CN-SOUTH"): "ocean_engine 26 wechat_article 16 xiaohongshu_organic 14 kol 8 sms 6 "
    "organic_search 9 direct 17 referral 3 unassigned 0.4 baidu_search 6 tencent_ads 6 "
    "xiaohongshu_ads 4 kuaishou_ads 8",
    (
        "lumora",
        "US",
    ): "tiktok_ads 38 youtube_organic 10 email 10 organic_search 14 direct 20 referral 7",
}
PULL = {  # planted: how likely a visit by this channel is to end in an order
    "google_search": 1.5, "google_pmax": 0.9, "meta_ads": 0.8, "tiktok_ads": 0.45,
    "ocean_engine": 0.7,
    "wechat_article": 1.0, "youtube_organic": 0.7, "xiaohongshu_organic": 1.2, "kol": 1.1,
    "email": 1.9, "sms": 1.5, "organic_search": 1.3, "referral": 0.9, "direct": 1.6,
    "unassigned": 0.5, "baidu_search": 1.3, "microsoft_search": 1.4, "tencent_ads": 0.6,
    "xiaohongshu_ads": 0.9, "kuaishou_ads": 0.5, "linkedin_ads": 0.7,
}  # fmt: skip


def visits(scale: Scale, people: pl.DataFrame, units: pl.DataFrame, weights: np.ndarray):
    """All visits, ordered by start; a person's visits lie at least 31 minutes apart."""
    table = _timed(scale, people)
    table = _channelled(scale, table)
    table = ads.place_visits(scale, units, weights, table)
    lost = (pl.col("account_id").is_not_null()) & (pl.col("unit") < 0)
    table = table.with_columns(
        channel_id=pl.when(lost).then(pl.lit("direct")).otherwise(pl.col("channel_id")),
        account_id=pl.when(lost).then(None).otherwise(pl.col("account_id")),
    )
    table = _bought(scale, table)
    return told(table, units)


def _timed(scale: Scale, people: pl.DataFrame) -> pl.DataFrame:
    dice = scale.dice("visit times")
    known = people["known"].to_numpy()
    per_person = np.minimum(dice.geometric(np.where(known, 0.19, 0.42)), 25)
    owner = np.repeat(np.arange(len(people)), per_person)
    count = len(owner)
    busy = season(scale.calendar)
    anchor = choose(dice, busy, len(people))[owner]
    near = anchor + np.floor(dice.exponential(6, count)).astype(np.int64)
    day = np.where(dice.random(count) < 0.55, near, choose(dice, busy, count))
    table = people[owner].select(
        "person_id", "number", "segment", "warmth", "known", "brand_id", "region_id"
    )
    zones = [REGION_ZONES[region] for _, region, _ in SEGMENTS]
    offsets = np.stack([utc_offsets(zone, scale.first_day, scale.days) for zone in zones])
    inside = day < scale.days
    offset = offsets[table["segment"].to_numpy(), np.where(inside, day, 0)]
    start = scale.first_ms + day * DAY_MS + time_of_day(dice, count) - offset
    table = table.with_columns(
        start_ms=pl.Series(start),
        page_views=pl.Series(np.minimum(dice.geometric(0.42, count), 12)),
        step_ms=pl.Series(dice.integers(6_000, 170_000, count)),
        cookie_turn=pl.Series(
            _cookie_turns(dice, table["known"].to_numpy(), table["number"].to_numpy())
        ),
    ).filter(pl.Series(inside) & (pl.col("start_ms") >= scale.first_ms))
    table = _spaced(table).filter(pl.col("start_ms") + pl.col("span_ms") < scale.end_ms)
    local = (
        pl.col("start_ms") + pl.Series(_offset_of(scale, table, offsets)) - scale.first_ms
    ) // DAY_MS
    return table.with_columns(unit_day=local.clip(0, scale.days - 1))


def _cookie_turns(dice: np.random.Generator, known: np.ndarray, number: np.ndarray) -> np.ndarray:
    cookies = np.where(known & (number % 4 == 0), 2, 1) + (known & (number % 20 == 0))
    return np.floor(dice.random(len(known)) * cookies).astype(np.int64)


def _spaced(table: pl.DataFrame) -> pl.DataFrame:
    """Push a visit later where it would start within 31 minutes of the one before."""
    need = pl.col("span_ms") + QUIET_MS
    before = (need.cum_sum() - need).over("number")
    pushed = before + (pl.col("start_ms") - before).cum_max().over("number")
    return (
        table.with_columns(span_ms=(pl.col("page_views") + 3) * pl.col("step_ms"))
        .sort("number", "start_ms", maintain_order=True)
        .with_columns(start_ms=pushed)
    )


def _offset_of(scale: Scale, table: pl.DataFrame, offsets: np.ndarray) -> np.ndarray:
    day = np.clip((table["start_ms"].to_numpy() - scale.first_ms) // DAY_MS, 0, scale.days - 1)
    return offsets[table["segment"].to_numpy(), day]


def _channelled(scale: Scale, table: pl.DataFrame) -> pl.DataFrame:
    dice = scale.dice("channels")
    names = np.array(sorted(PULL))
    chosen = np.full(len(table), "direct", dtype=names.dtype)
    segment = table["segment"].to_numpy()
    for position, (brand, region, _) in enumerate(SEGMENTS):
        words = MIX[brand, region].split()
        rows = np.nonzero(segment == position)[0]
        weights = np.array([float(word) for word in words[1::2]])
        chosen[rows] = np.array(words[::2], dtype=names.dtype)[choose(dice, weights, len(rows))]
    owned = {(a[0], a[5], a[6]): a[1] for a in ACCOUNTS}
    accounts = [
        {
            "channel_id": channel,
            "brand_id": account[5],
            "region_id": account[6],
            "account_id": account[1],
        }
        for account_id, channel, _ in ads.PLAN
        for account in [ads.ACCOUNT[account_id]]
        if owned[account[0], account[5], account[6]] == account[1]
    ]
    table = table.with_columns(
        channel_id=pl.Series(chosen), rank=pl.int_range(pl.len()).over("number")
    )
    unknown = (pl.col("rank") == 0) & pl.col("channel_id").is_in(["email", "sms"])
    table = table.with_columns(
        channel_id=pl.when(unknown).then(pl.lit("organic_search")).otherwise(pl.col("channel_id"))
    )
    keys = ["channel_id", "brand_id", "region_id"]
    table = table.join(pl.DataFrame(accounts), on=keys, how="left", maintain_order="left")
    by_utc = pl.col("account_id").is_in([row[1] for row in ACCOUNTS if row[3] == UTC])
    utc_day = (pl.col("start_ms") - scale.first_ms) // DAY_MS
    return table.with_columns(unit_day=pl.when(by_utc).then(utc_day).otherwise("unit_day"))


def _bought(scale: Scale, table: pl.DataFrame) -> pl.DataFrame:
    """Which visits fill a cart and which end in an order; only known people buy."""
    dice = scale.dice("purchases")
    pull = table["channel_id"].replace_strict(PULL, return_dtype=pl.Float64).to_numpy()
    depth = np.where(table["page_views"].to_numpy() >= 2, 1.0, 0.0)
    wish = 0.30 * pull * depth * (0.4 + table["warmth"].to_numpy())
    luck = dice.random(len(table))
    known = table["known"].to_numpy()
    return table.with_columns(
        added_to_cart=pl.Series(luck < wish),
        ordered=pl.Series(known & (luck < 0.62 * wish)),
        signed_up=pl.Series(known & (dice.random(len(table)) < 0.09)),
    )


def told(table: pl.DataFrame, units: pl.DataFrame, first: int = 0) -> pl.DataFrame:
    """What the address bar and the referrer say about each visit; numbered from `first`."""
    table = (
        table.sort("start_ms", "number")
        .with_row_index("n", offset=first)
        .with_columns(pl.col("n").cast(pl.Int64))
    )
    unit = table["unit"].to_numpy()
    known_unit = np.maximum(unit, 0)
    found = pl.Series(unit >= 0)
    for column in ("campaign_id", "ad_id"):
        values = units[column].gather(known_unit)
        table = table.with_columns(pl.when(found).then(values).otherwise(None).alias(column))
    host = pl.col("brand_id").replace_strict(SITES, return_dtype=pl.String)
    last = (
        pl.col("page_views")
        - 1
        + pl.col("added_to_cart").cast(pl.Int64)
        + pl.col("ordered").cast(pl.Int64)
    )
    scattered = (pl.col("n") * 2_654_435_761 + 97) % 4_294_967_296
    table = table.with_columns(
        visit_id=pl.format("V{}", pl.col("n").cast(pl.String).str.zfill(8)),
        cookie=_cookie(),
        landing_path=pl.concat_str(
            pl.lit("/"), pl.Series(["tent", "bag", "lamp", "candle"]).gather(_landing(table))
        ),
        host=host,
        code=scattered.cast(pl.String).str.zfill(10),
    )
    return _ended(_tagged(table), last)


def _cookie() -> pl.Expr:
    """Where Google's tag runs, its client id: two numbers and a point, yet a text."""
    device = 1_100_000_000 + pl.col("number") * 10 + pl.col("cookie_turn")
    tagged = pl.format("{}.{}", device, 1_788_000_000 + pl.col("number") % 90_000)
    own = pl.format("a-{}-{}", pl.col("number"), pl.col("cookie_turn"))
    on_site = (pl.col("brand_id") == "qinghe") & (pl.col("region_id") == "US")
    return pl.when(on_site).then(tagged).otherwise(own)


def _ended(table: pl.DataFrame, last: pl.Expr) -> pl.DataFrame:
    """Somebody known identifies in the first visit with a cookie, and whenever he signs up."""
    new_cookie = pl.int_range(pl.len()).over("cookie") == 0
    table = table.with_columns(
        started_at=moments(table["start_ms"]),
        identified=pl.col("known") & (pl.col("signed_up") | new_cookie),
    ).with_columns(last_event=last + pl.col("identified").cast(pl.Int64))
    return table.with_columns(
        landing_url=pl.format("https://{}{}{}", "host", "landing_path", "query"),
        ended_at=(pl.col("start_ms") + pl.col("last_event") * pl.col("step_ms")).cast(
            pl.Datetime("ms", "UTC")
        ),
    )


def _landing(table: pl.DataFrame) -> pl.Series:
    offset = pl.when(pl.col("brand_id") == "lumora").then(2).otherwise(0)
    return table.select(place=offset + pl.col("n") % 2)["place"]


TAGS = {  # channel: source, medium, click id kind
    "google_search": ("google", "cpc", "gclid"),
    "google_pmax": ("google", "cpc", "gclid"),
    "meta_ads": ("facebook", "cpc", "fbclid"),
    "tiktok_ads": ("tiktok", "cpc", "ttclid"),
    "ocean_engine": ("oceanengine", "cpc", "clickid"),
    "baidu_search": ("baidu", "cpc", "bd_vid"),
    "microsoft_search": ("bing", "cpc", "msclkid"),
    "tencent_ads": ("tencent", "cpc", "gdt_vid"),
    "xiaohongshu_ads": ("xiaohongshu", "cpc", None),
    "kuaishou_ads": ("kuaishou", "cpc", None),
    "linkedin_ads": ("linkedin", "cpc", "li_fat_id"),
    "wechat_article": ("wechat", "article", None),
    "youtube_organic": ("youtube", "video", None),
    "xiaohongshu_organic": ("xiaohongshu", "note", None),
    "kol": ("kol", "creator", None),
    "email": ("newsletter", "email", None),
    "sms": ("sms", "sms", None),
    "unassigned": ("partner", "banner", None),
}
REFERRERS = {
    "organic_search": ["https://www.google.com/", "https://www.bing.com/",
    "https://www.baidu.com/"],
    "referral": ["https://www.outdoor-forum.example/t/88", "https://l.facebook.com/",
    "https://blog.example/a?b=1"],
}  # fmt: skip


def _tagged(table: pl.DataFrame) -> pl.DataFrame:
    channel = pl.col("channel_id")
    tags = {name: [tag[part] for tag in TAGS.values()] for part, name in enumerate(("s", "m", "k"))}
    known = pl.DataFrame({"channel_id": list(TAGS), **tags})
    table = table.join(known, on="channel_id", how="left", maintain_order="left")
    chinese = pl.col("region_id").str.starts_with("CN")
    search = pl.when(chinese).then(pl.lit(2)).otherwise(pl.col("n") % 2)
    site = pl.when(channel == "organic_search").then(search).otherwise(pl.col("n") % 3)
    referrer = pl.lit("")
    for name, addresses in REFERRERS.items():
        for turn, address in enumerate(addresses):
            referrer = (
                pl.when((channel == name) & (site == turn))
                .then(pl.lit(address))
                .otherwise(referrer)
            )
    own = (channel == "direct") & (pl.col("n") % 11 == 0)
    shared = (channel == "referral") & (site == 1)  # Meta adds fbclid to unpaid links too
    outside = (channel == "tencent_ads") & (pl.col("n") % 3 == 0)  # placements outside WeChat
    kind = pl.when(shared).then(pl.lit("fbclid")).otherwise(pl.col("k"))
    kind = pl.when(outside).then(pl.lit("qz_gdt")).otherwise(kind)
    pmax = channel == "google_pmax"
    content = pl.when(pmax).then(pl.lit("pmax")).otherwise(pl.col("ad_id"))
    topic = pl.when(pl.col("s").is_not_null()).then(pl.format("{}-{}", "s", pl.col("n") % 9))
    table = table.with_columns(
        utm_source=pl.when(channel == "kol").then(pl.lit("kol")).otherwise(pl.col("s")),
        utm_medium=pl.when((channel == "kol") & (pl.col("n") % 2 == 0))
        .then(pl.lit("live"))
        .otherwise(pl.col("m")),
        utm_campaign=pl.coalesce("campaign_id", topic),
        utm_content=content,
        click_id_kind=kind,
        click_id=pl.when(kind.is_not_null()).then(pl.format("{}.Aa{}Zz", kind, "code")),
        referrer=pl.when(own).then(pl.format("https://{}/cart", "host")).otherwise(referrer),
    )  # fmt: skip
    return table.with_columns(query=_query()).drop("s", "m", "k")


def _query() -> pl.Expr:
    def part(name: str) -> pl.Expr:
        column = pl.col(name)
        return pl.when(column.is_not_null()).then(pl.format("{}={}", pl.lit(name), column))

    click = pl.when(pl.col("click_id").is_not_null()).then(
        pl.format("{}={}", "click_id_kind", "click_id")
    )
    parts = [
        part("utm_source"),
        part("utm_medium"),
        part("utm_campaign"),
        part("utm_content"),
        click,
    ]
    joined = pl.concat_str(parts, separator="&", ignore_nulls=True)
    return pl.when(joined != "").then(pl.concat_str(pl.lit("?"), joined)).otherwise(pl.lit(""))
