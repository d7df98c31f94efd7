"""One more day of ads, visits and orders, built into a short history and one 50 times as long.

`python -m benchmarks.one_day_more [--ads N] [--days N]`: the last day comes new and the two before
it again; printed are CPU and peak memory of that build (every model, without data tests) for both
histories, after a build from nothing, and the ratio. Three days come so, to one history and the
other in turn, and the least of each counts: what else the machine does only ever adds. Imports and
dbt's own start are not counted: they are the same for both.
Budget (docs/benchmarks.md): at most 1.5 ×.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import duckdb

from pipelines.build import Dbt
from pipelines.streams import STREAMS
from pipelines.warehouse import Warehouse

MOST, LONGER = 1.5, 50
ALL = ["resource_type:seed", "resource_type:model"]
LAST, AGAIN, TIMES = date(2028, 12, 30), 2, 3
ACCOUNTS = [
    {"connector": connector, "account_id": "a", "account_name": "A"}
    for connector in ("tiktok_ads", "shopify")
]
STREAM, WORDS = "tiktok_ads__ad_report", "google_ads__keyword_report"
EVENTS, ORDERS = "clickstream__events", "shopify__orders"
DAYS = """
    create temp table told as
    select 'a' as account_id, day::date as report_date, ad::varchar as ad_id,
        (ad // 20)::varchar as campaign_id, 100 + hash(ad, day) % 900 as impressions,
        hash(ad, day, 'c') % 50 as clicks,
        hash(ad, day, 'p') % 3 as platform_conversions, (ad // 20)::varchar as ad_group_id,
        (hash(ad, day, 's', $telling) % 10000 / 100)::decimal(18, 6) as spend,
        'USD' as currency_code, day + interval 30 hour as _pulled_at, day::varchar as _pull_id
    from range($first::timestamp, $last::timestamp + interval 1 day, interval 1 day) as days (day),
        range($ads) as ads (ad);
"""
STORE = f"""
    delete from source.{STREAM} where report_date >= $first;
    insert into source.{STREAM} by name from told;
    insert into source.{STREAM}__versions by name from told;
    delete from source.{WORDS} where report_date >= $first;
    insert into source.{WORDS} by name
        select told.* exclude (ad_id, ad_group_id), '1' as ad_group_id, ad_id as keyword_id,
            'word ' || ad_id as keyword, 'EXACT' as match_type from told;
    delete from source.{EVENTS} where occurred_at >= $first;
    insert into source.{EVENTS} by name
        select account_id, 'm' || ad_id || '-' || report_date as message_id,
            if(hash(ad_id) % 4, 'page', 'track') as event_type,
            if(hash(ad_id) % 4, null, 'Product Added') as event_name,
            visitor as anonymous_id, if(hash(visitor, 'u') % 5, null, visitor) as user_hash,
            if(hash(visitor, 'e') % 9, null, visitor // 2) as email_hash,
            ['google', 'weibo', null][(hash(message_id, 's') % 3)::bigint + 1] as utm_source,
            ad_id::bigint // 20 as utm_campaign, 'https://shop.example/' || clicks as page_url,
            report_date + to_minutes(ad_id::bigint % 1440) as occurred_at,
            _pulled_at as received_at, _pulled_at, _pull_id
        from (select *, (epoch(report_date) // 86400 + hash(ad_id, report_date, 'v') % 30)::bigint
            * $ads + ad_id::bigint // 5 as visitor from told);
    delete from source.{ORDERS} where processed_at >= $first;
    insert into source.{ORDERS} by name
        select account_id, 'o' || anonymous_id || '-' || occurred_at as order_id,
            email_hash as customer_id, email_hash, 'paid' as financial_status,
            'CNY' as currency_code, 9 as total_price, occurred_at as created_at,
            occurred_at as processed_at, received_at as updated_at, _pulled_at, _pull_id
        from source.{EVENTS}
        where occurred_at >= $first and email_hash is not null and hash(message_id) % 20 = 0;
    delete from source.exchange_rates__rates where rate_date >= $first;
    insert into source.exchange_rates__rates by name
        select distinct 'x' as account_id, report_date as rate_date, 'USD' as currency_code,
            7.1 as cny_per_unit from told;
    delete from ops.stream_coverage where day >= $first;
    insert into ops.stream_coverage by name
        select distinct '{STREAM}' as stream, 'tiktok_ads' as connector, 'ad_report' as feed,
            'a' as account_id, report_date as day, 'complete' as state, _pulled_at as pulled_at,
            _pull_id as pull_id from told;
    delete from changes.days where input in ('{STREAM}', '{WORDS}', '{EVENTS}') and day >= $first;
    insert into changes.days
        select distinct unnest(['{STREAM}', '{WORDS}', '{EVENTS}']), report_date,
            (select coalesce(max(change_no), 0) + 1 from changes.days) from told;
    drop table told;
"""


def tell(warehouse: Path, first: date, last: date, ads: int, telling: str) -> None:
    """The ads of these days in the warehouse, as a load leaves them."""
    with duckdb.connect(str(warehouse)) as db:
        db.execute("set memory_limit = '1GB'; set preserve_insertion_order = false")
        told: Mapping[str, object] = {"first": first, "last": last, "ads": ads, "telling": telling}
        for sql in (DAYS + STORE).split(";\n"):
            if sql.strip():
                named = {name: value for name, value in told.items() if f"${name}" in sql}
                db.execute(sql, named)


def build(folder: Path) -> None:
    """The models as they stand, once dbt has started; prints what it took."""
    dbt = Dbt(folder / "warehouse.duckdb", folder / "dbt")
    dbt.build(select=["channels"], only_named=True)
    before = time.process_time()
    built = dbt.build(select=ALL, only_named=True)
    used = {"cpu_seconds": round(time.process_time() - before, 2)}
    if not built.is_right:
        raise SystemExit(str([built.error, *built.failed]))
    used["models"] = built.models
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    sys.stdout.write(json.dumps({**used, "peak_mib": peak}) + "\n")


def built_beside(folder: Path) -> dict[str, float]:
    """What a build in a process of its own used."""
    command = [sys.executable, "-m", "benchmarks.one_day_more", "--build", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)
    return json.loads(done.stdout.splitlines()[-1])


def from_nothing(folder: Path, days: int, ads: int) -> dict[str, float]:
    """A history of so many days, built for the first time; the days to be measured follow it."""
    dbt, warehouse = Dbt(folder / "warehouse.duckdb", folder / "dbt"), folder / "warehouse.duckdb"
    Warehouse(warehouse).prepare(STREAMS)
    Warehouse(warehouse).set_accounts(ACCOUNTS)
    dbt.parse()
    last = LAST - timedelta(TIMES)
    tell(warehouse, last - timedelta(days - 1), last, ads, "first")
    return built_beside(folder)


def one_day_more(folder: Path, last: date, ads: int) -> dict[str, float]:
    """That day new, and those before it again with other figures."""
    tell(folder / "warehouse.duckdb", last - timedelta(AGAIN), last, ads, str(last))
    return built_beside(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--ads", type=int, default=2000, help="rows a day; as many keywords and events of visitors"
    )
    parser.add_argument("--days", type=int, default=36, help="of the short history")
    parser.add_argument("--build", type=Path, help="build this folder, print what it took")
    asked = parser.parse_args()
    if asked.build:
        build(asked.build)
        return
    with tempfile.TemporaryDirectory() as short, tempfile.TemporaryDirectory() as long:
        histories = {"short": (Path(short), asked.days), "long": (Path(long), asked.days * LONGER)}
        whole = {
            name: from_nothing(folder, days, asked.ads)
            for name, (folder, days) in histories.items()
        }
        more = [
            {name: one_day_more(folder, day, asked.ads) for name, (folder, _) in histories.items()}
            for day in (LAST - timedelta(back) for back in reversed(range(TIMES)))
        ]
    told: dict[str, object] = {}
    for name in histories:
        all_ = [one[name]["cpu_seconds"] for one in more]
        peak = max(one[name]["peak_mib"] for one in more)
        day = {"cpu_seconds": all_, "least": min(all_), "peak_mib": peak}
        told[name] = {"from_nothing": whole[name], "one_day_more": day}
    least = {name: min(one[name]["cpu_seconds"] for one in more) for name in histories}
    ratio = round(least["long"] / least["short"], 2)
    told |= {"ratio": ratio, "within_budget": ratio <= MOST}
    sys.stdout.write(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()
