"""Loads of a small company that advertises: days told again, other names, late rates."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from pipelines.pulls import Batch
from pipelines.streams import STREAMS
from pipelines.warehouse import Warehouse
from tests.warehouse.made import DAY, LOADED_AT, batch_of, pull_of

Load = tuple[str, Batch]
DAYS = 6
RATES, ADS, CAMPAIGNS = "exchange_rates__rates", "tiktok_ads__ad_report", "tiktok_ads__campaigns"
KEYWORDS, TERMS = "google_ads__keyword_report", "google_ads__search_term_report"
SEARCHED = "google_ads__campaigns"
GROUPS = "tiktok_ads__ad_groups"
NAMED, CLAIMED = "google_ads__conversion_actions", "google_ads__conversion_report"
WHOLES, PARTS = "microsoft_ads__campaign_report", "microsoft_ads__ad_report"
ACCOUNTS = [
    {
        "connector": connector,
        "account_id": account,
        "account_name": account,
        "zone": "Asia/Shanghai",
        "currency_code": "USD",
        "brand_id": "qinghe",
        "region_id": "CN-EAST",
    }
    for connector, account in (
        *(("tiktok_ads", "a"), ("tiktok_ads", "b")),
        *(("microsoft_ads", "m"), ("google_ads", "g"), ("shopify", "shop"), ("hubspot", "crm")),
    )
]
NAMES = ("QH_US_TENT_CONV_PROSP_1111_202611_CRM", "QH_US_TENT_CONV_PROSP_1111_202611_PERF", "odd")


def history(folder: Path, seed: int) -> list[Load]:
    """A week in order: each day tells the days before it again, differently."""
    dice = random.Random(seed)
    return [load for hour in range(4, 24 * DAYS, 24) for load in _day(folder, dice, hour)]


def _day(folder: Path, dice: random.Random, hour: int) -> Iterator[Load]:
    today = hour // 24
    span = (max(0, today - dice.randint(1, 3)), today)
    late = [today] if dice.random() < 0.5 else []
    for account in "ab":
        ads = [_ad_day(dice, n, ad) for n in _days(span) for ad in "12" if dice.random() < 0.7]
        yield load(folder, ADS, hour, account, ads, span, late)
    listed = [_campaign(dice, number) for number in "12" if dice.random() < 0.8]
    yield load(folder, CAMPAIGNS, hour, "a", listed)
    wholes = [_whole(dice, n, campaign) for n in _days(span) for campaign in "pc"]
    yield load(folder, WHOLES, hour, "m", wholes, span)
    parts = [
        _ad_day(dice, n, "3") | {"campaign_id": "c"} for n in _days(span) if dice.random() < 0.3
    ]
    yield load(folder, PARTS, hour, "m", parts, span)
    for stream in (KEYWORDS, TERMS):
        words = [_words(dice, n, word) for n in _days(span) for word in "tz" if dice.random() < 0.7]
        yield load(folder, stream, hour, "g", words, span)
    groups = [_group(number, dice.choice(["CLICK", "PAY"])) for number in "12"]
    yield load(folder, GROUPS, hour, "a", groups[: dice.randint(1, 2)])
    claims = [_claim(dice, n) for n in _days(span)]
    yield load(folder, CLAIMED, hour, "g", claims, span)
    if dice.random() < 0.5:
        named = {"conversion_action_id": "1", "action_name": dice.choice("xy")}
        yield load(folder, NAMED, hour, "g", [named | {"category": "BUY", "view_window_days": 1}])
    if dice.random() < 0.5:
        kind = dice.choice(["SEARCH", "PERFORMANCE_MAX"])
        yield load(folder, SEARCHED, hour, "g", [_campaign(dice, "1") | {"channel_type": kind}])
    rates = [_rate(dice, n) for n in _days((0, today)) if n == 0 or dice.random() < 0.6]
    yield load(folder, RATES, hour, "x", rates, (0, today))


def load(
    folder: Path,
    stream: str,
    hour: int,
    account: str,
    rows: Sequence[Mapping[str, object]],
    days: tuple[int, int] | None = None,
    late: Sequence[int] = (),
) -> Load:
    """What a pull of this hour told of a stream."""
    one = STREAMS[stream]
    pull = pull_of(one, hour, account=account, days=days, provisional=late)
    own = [name for name in one.schema if name not in ("account_id", "_pulled_at", "_pull_id")]
    told = [tuple(row.get(name) for name in own) for row in rows]
    return stream, batch_of(folder / stream, one, pull, told)


def _days(span: tuple[int, int]) -> range:
    return range(span[0], span[1] + 1)


def _on(number: int) -> date:
    return DAY + timedelta(number)


def _ad_day(dice: random.Random, number: int, ad: str) -> dict[str, object]:
    return {
        "report_date": _on(number),
        "ad_id": ad,
        "campaign_id": ad,
        "impressions": 100,
        "clicks": dice.randint(0, 3),
        "ad_group_id": ad,
        "results": dice.randint(0, 2),
        "spend": Decimal(dice.choice(["1.1", "2.2"])),
        "currency_code": "USD",
    }


def _group(number: str, goal: str) -> dict[str, object]:
    return {"ad_group_id": number, "campaign_id": number, "optimization_goal": goal}


def _claim(dice: random.Random, number: int) -> dict[str, object]:
    told = {"report_date": _on(number), "campaign_id": "1", "ad_id": "1"}
    return {**told, "conversion_action_id": "1", "conversions": dice.randint(0, 2)}


def _whole(dice: random.Random, number: int, campaign: str) -> dict[str, object]:
    spend = Decimal(dice.choice(["0", "4.4"]))
    told = {"impressions": 100 if spend else 0, "clicks": 3 if spend else 0, "spend": spend}
    return {**_ad_day(dice, number, "none"), **told, "campaign_id": campaign}


def _words(dice: random.Random, number: int, word: str) -> dict[str, object]:
    named = {"keyword_id": word, "keyword": word, "search_term": word, "match_type": "EXACT"}
    return {**_ad_day(dice, number, "none"), **named, "campaign_id": "1", "ad_group_id": "1"}


def _campaign(dice: random.Random, number: str) -> dict[str, object]:
    return {"campaign_id": number, "campaign_name": dice.choice(NAMES), "status": "on"}


def _rate(dice: random.Random, number: int) -> dict[str, object]:
    rate = Decimal(dice.choice(["7", "7.1"]))
    return {"rate_date": _on(number), "currency_code": "USD", "cny_per_unit": rate}


def store(warehouse: Warehouse, loads: Sequence[Load]) -> None:
    """Load them, stream by stream."""
    with warehouse.open():
        for name in {stream: None for stream, _ in loads}:
            batches = [batch for stream, batch in loads if stream == name]
            warehouse.replace(STREAMS[name], batches, run_id="run", loaded_at=LOADED_AT)


def plain(folder: Path) -> list[Load]:
    """Three days of one ad whose campaign has a name, of words whose has none; rates for them."""
    dice, span = random.Random(0), (0, 2)
    ads = [_ad_day(dice, n, "1") for n in _days(span)]
    named = {"campaign_id": "1", "campaign_name": NAMES[0], "status": "on"}
    return [
        load(folder, ADS, 60, "a", ads, span),
        load(folder, CAMPAIGNS, 10, "a", [named]),
        load(folder, RATES, 60, "x", [_rate(dice, n) for n in _days(span)]),
        load(folder, KEYWORDS, 60, "g", [_words(dice, n, "t") for n in _days(span)], span),
        load(folder, TERMS, 60, "g", [_words(dice, n, "t") for n in _days((0, 1))], span),
    ]


def emptied(folder: Path, day: int, stream: str = ADS) -> Load:
    """The report of a day of November again: nothing ran."""
    return load(folder, stream, 70, "a" if stream == ADS else "g", [], (day - 1, day - 1))


def listed(folder: Path) -> Load:
    """The campaign of the words, in no list so far."""
    found = {"campaign_id": "1", "campaign_name": NAMES[0], "status": "on"}
    return load(folder, SEARCHED, 59, "g", [found | {"channel_type": "PERFORMANCE_MAX"}])


def aimed(folder: Path, goal: str) -> Load:
    """The ad group of the ads, in no list so far."""
    return load(folder, GROUPS, 60, "a", [_group("1", goal)])


def renamed(folder: Path) -> Load:
    """The campaign under a name of another team and region, from the third on."""
    named = {"campaign_id": "1", "campaign_name": "odd", "status": "on"}
    return load(folder, CAMPAIGNS, 58, "a", [named])


def rated(folder: Path, day: int) -> Load:
    """All rates again; that of one day is another."""
    dice = random.Random(0)
    rates = [_rate(dice, n) for n in range(3)]
    rates[day - 1]["cny_per_unit"] = Decimal("6.9")
    return load(folder, RATES, 71, "x", rates)
