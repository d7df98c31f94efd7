"""A small warehouse to build the models on: the loader's tables, a few rows written by hand."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from pipelines.streams import STREAMS
from pipelines.warehouse import Warehouse

Row = Mapping[str, object]
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 3)


def create(path: Path, rows: Mapping[str, Iterable[Row]] | None = None) -> None:
    """Every source table as the loader makes it; `rows` maps `schema.table` to its rows."""
    Warehouse(path).prepare(STREAMS)
    with duckdb.connect(str(path)) as db:
        for table, given in (rows or {}).items():
            for row in given:
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join("?" for _ in row)
                into = f"insert into {table} ({names}) values ({marks})"
                db.execute(into, list(row.values()))


def at(day: int, hour: int = 2, minute: int = 0) -> datetime:
    """A moment in November, UTC."""
    return datetime(2026, 11, day, hour, minute)  # noqa: DTZ001  (the warehouse keeps UTC unsaid)


def days() -> list[date]:
    return [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def covered(connector: str, feed: str, account: str, missing: Iterable[date] = ()) -> list[Row]:
    """Coverage of one account, with the days that a pull failed."""
    gaps = set(missing)
    return [
        {
            "stream": f"{connector}__{feed}",
            "connector": connector,
            "feed": feed,
            "account_id": account,
            "day": day,
            "state": "missing" if day in gaps else "complete",
            "reason": "the account refused" if day in gaps else None,
            "pulled_at": at(4),
        }
        for day in days()
    ]


def account(connector: str, account_id: str, name: str, currency: str = "CNY") -> Row:
    return {
        "connector": connector,
        "account_id": account_id,
        "account_name": name,
        "zone": "Asia/Shanghai",
        "currency_code": currency,
        "brand_id": "qinghe",
        "region_id": "CN-EAST",
    }


def ad_day(account_id: str, day: date, spend: float, clicks: int = 2) -> Row:
    """One ad of TikTok on one day."""
    return {
        "account_id": account_id,
        "report_date": day,
        "ad_id": f"ad of {account_id}",
        "campaign_id": "1" if account_id == "a" else "2",
        "impressions": 100,
        "clicks": clicks,
        "spend": spend,
        "currency_code": "USD",
        "platform_conversions": 1.0,
        "platform_conversion_value": 20.0,
    }


def visit(message: str, moment: datetime, **more: object) -> Row:
    return {
        "account_id": "events",
        "message_id": message,
        "event_type": "page",
        "anonymous_id": "cookie",
        "occurred_at": moment,
        "received_at": moment,
        **more,
    }


def small_company() -> dict[str, list[Row]]:
    """Two TikTok accounts, one dark on the last day; one person who clicks, signs in, buys.

    The campaign was CRM's; the day after the last it was named for another team.
    """
    then, now = (f"QH_US_TENT_CONV_PROSP_1111_202611_{team}" for team in ("CRM", "PERF"))
    campaign = {"account_id": "a", "campaign_id": "1", "campaign_name": now}
    named = {"account_id": "a", "campaign_id": "1", "is_listed": True}
    order = {
        "account_id": "shop",
        "order_id": "o1",
        "created_at": at(3),
        "processed_at": at(3),
        "updated_at": at(3),
        "financial_status": "partially_refunded",
        "currency_code": "USD",
        "total_price": 110,
        "total_discounts": 5,
        "total_tax": 10,
        "is_test": False,
        "customer_id": "c1",
        "email_hash": "e" * 64,
    }
    return {
        "ops.accounts": [
            account("tiktok_ads", "a", "Lit", "USD"),
            account("tiktok_ads", "b", "Dark", "USD"),
            account("shopify", "shop", "Shop", "USD"),
        ],
        "ops.stream_coverage": [
            *covered("tiktok_ads", "ad_report", "a"),
            *covered("tiktok_ads", "ad_report", "b", missing=[LAST]),
        ],
        "source.tiktok_ads__campaigns": [campaign],
        "source.tiktok_ads__campaigns__history": [
            {**named, "campaign_name": then, "valid_from": LAST},
            {**named, "campaign_name": now, "valid_from": LAST + timedelta(1)},
        ],
        "source.tiktok_ads__ad_report": [
            ad_day("a", FIRST, 10),
            ad_day("a", LAST, 30, clicks=0),
            ad_day("b", FIRST, 5),
        ],
        "source.exchange_rates__rates": [
            {"account_id": "x", "rate_date": day, "currency_code": "USD", "cny_per_unit": 7}
            for day in days()
        ],
        "source.clickstream__events": [
            visit(
                "m1",
                at(2, 3),
                utm_source="tiktok",
                utm_medium="cpc",
                utm_campaign="1",
                click_id_kind="ttclid",
            ),
            visit("m2", at(2, 3, 5)),
            visit("m3", at(3, 1), event_type="identify", email_hash="e" * 64, user_hash="u" * 64),
        ],
        "source.shopify__orders": [order],
        "source.shopify__refunds": [
            {
                "account_id": "shop",
                "order_id": "o1",
                "refund_id": "r",
                "transaction_id": "t",
                "refunded_at": at(3, 5),
                "amount": 20,
            }
        ],
    }
