"""TikTok's reports: one level of one service, per day or over a whole period."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from connectors.ads.tiktok_lists import PAGING, as_text
from connectors.core import Api, Page, Window, with_fields

COUNTED = ["currency", "spend", "impressions", "clicks"]
PEOPLE = ["impressions", "reach"]
CAMPAIGN_METRICS = [*COUNTED, "reach", "conversion"]
AD_METRICS = [
    *("campaign_id", "adgroup_id", *COUNTED, "conversion", "real_time_conversion", "result"),
    *("complete_payment", "total_purchase_value"),
]
SHOP_METRICS = ["currency", "cost", "orders", "gross_revenue"]


def services(api: Api) -> tuple[str, ...]:
    """What the account buys by: auction, and reservation when sources.toml says so."""
    return ("AUCTION", "RESERVATION") if api.options.get("reservation") == "yes" else ("AUCTION",)


def stores(api: Api) -> list[str]:
    """The shops that GMV Max sells for, as sources.toml names them."""
    return [store.strip() for store in api.options.get("store_ids", "").split(",") if store.strip()]


def gmv_max(api: Api, account: str, window: Window) -> Iterator[Page]:
    """GMV Max campaigns of the account's shops, per day; an empty list may lack its key."""
    params = {
        "advertiser_id": account,
        "store_ids": as_text(stores(api)),
        "dimensions": as_text(["campaign_id", "stat_time_day"]),
        "metrics": as_text(SHOP_METRICS),
        "start_date": window.start.isoformat(),
        "end_date": window.end.isoformat(),
    }
    path = f"/open_api/{api.version}/gmv_max/report/get/"
    return api.pages(path, params, paging=PAGING, records="data.list", may_lack=True)


def reported(
    api: Api,
    account: str,
    window: Window,
    service: str,
    level: str,
    metrics: list[str],
    *,
    daily: bool = True,
) -> Iterator[Page]:
    """One level of one service, per day or over the whole window."""
    params = {
        "advertiser_id": account,
        "service_type": service,
        "report_type": "BASIC",
        "data_level": f"{service}_{level}",
        "dimensions": as_text([f"{level.lower()}_id", *(["stat_time_day"] if daily else [])]),
        "metrics": as_text(metrics),
        "start_date": window.start.isoformat(),
        "end_date": window.end.isoformat(),
    }
    path = f"/open_api/{api.version}/report/integrated/get/"
    return api.pages(path, params, paging=PAGING, records="data.list")


def with_told(told: Mapping[str, str], pages: Iterable[Page]) -> Iterator[Page]:
    """What only the request says, in every record."""
    for page in pages:
        yield replace(page, records=[with_fields(record, told) for record in page.records])
