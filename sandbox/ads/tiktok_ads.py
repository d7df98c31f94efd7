"""TikTok for Business, Marketing API v1.3, as its contract tells it.

- `Access-Token` header: empty is 40104, wrong is 40105. Every verdict is `code` in a HTTP 200.
- Lists travel as JSON text in the query; page from 1, `page_size` 10 by default, 1000 at most.
- A daily report spans at most 30 days (40002 above); dates come back as `YYYY-MM-DD 00:00:00`.
- Every metric is text, "-" where there is none; quiet rows may be all zeros.
- Deleted entities are hidden unless the filter says `AD_STATUS_ALL`. Smart+ ads lack `modify_time`.
- Smart+ has lists of its own, reservation needs `buying_types` and its own service, GMV Max is in
  no auction report: its own one needs the shop.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sandbox.ads.tiktok_rows import (
    AD_ONLY,
    METRICS,
    SHOP_METRICS,
    STORE,
    info_of,
    kinds,
    listing,
    record,
    report,
    shop_card,
)
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import AdFigures, Prepared, day_or_none, encode, joined, mapping, played

Row = dict[str, Any]
SERVICES = ("AUCTION", "RESERVATION")
DIMENSIONS = {"AD": "ad_id", "CAMPAIGN": "campaign_id", "ADVERTISER": "advertiser_id"}
STATUS_ALL = {"AD_STATUS_ALL", "ADGROUP_STATUS_ALL", "CAMPAIGN_STATUS_ALL"}


def refuse(code: int, message: str) -> Reply:
    """TikTok says no with HTTP 200."""
    return Reply(
        200, {"code": code, "message": message, "request_id": "20261114021500010245", "data": {}}
    )


WORDS = {
    "busy_in_body": lambda: refuse(40100, "Too many requests. Please retry in some time."),
    "throttled_account": lambda: refuse(40133, "Advertiser QPS limit (20) is reached."),
}


def settle(data: bytes) -> Reply:
    return Reply(
        200, b'{"code":0,"message":"OK","request_id":"20261114021500010245","data":' + data + b"}"
    )


def guarded(handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
    """Nobody gets in without the token."""

    def check(request: Request) -> Reply:
        token = request.headers.get("Access-Token", "")
        if not token:
            return refuse(40104, "Access token is empty.")
        if token != SECRETS["TIKTOK_ADS_ACCESS_TOKEN"]:
            return refuse(40105, "Access token is incorrect or has been revoked.")
        return played(request, WORDS) or handler(request)

    return check


def paged(request: Request, items: list[bytes]) -> Reply:
    """One page of prepared records."""
    try:
        page = int(request.params.get("page", 1))
        size = int(request.params.get("page_size", 10))
    except ValueError:
        return refuse(40002, "page and page_size must be integers.")
    if page < 1 or not 1 <= size <= 1000:
        return refuse(40002, "page_size: must be between 1 and 1000.")
    info = {
        "page": page,
        "page_size": size,
        "total_number": len(items),
        "total_page": max(1, -(-len(items) // size)),
    }
    part = items[(page - 1) * size : page * size]
    if not items and "gmv_max" in request.path:
        return settle(b'{"page_info":' + encode(info) + b"}")
    return settle(b'{"list":' + joined(part) + b',"page_info":' + encode(info) + b"}")


def span_of(asked: Mapping[str, str]) -> tuple[date, date] | None:
    """The days asked for, or none."""
    start, end = day_or_none(asked.get("start_date")), day_or_none(asked.get("end_date"))
    return None if start is None or end is None or end < start else (start, end)


class TiktokAds:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.figures = AdFigures(world, "tiktok_ads")
        self.prepared = Prepared()

    def advertisers(self, request: Request) -> Reply:
        if request.params.get("app_id") is None:
            return refuse(40002, "app_id: Missing data for required field.")
        found = [
            {"advertiser_id": a["account_id"], "advertiser_name": a["account_name"]}
            for a in self.figures.accounts.values()
        ]
        return settle(encode({"list": found}))

    def advertiser_info(self, request: Request) -> Reply:
        asked = mapping(request.params.get("advertiser_ids"))
        if not isinstance(asked, list) or len(asked) > 100:
            return refuse(40002, "advertiser_ids: a JSON list of at most 100 ids.")
        if any(str(i) not in self.figures.accounts for i in asked):
            return refuse(40001, "No permission to operate advertiser.")
        return settle(encode({"list": [info_of(self.figures.accounts[str(i)]) for i in asked]}))

    def entities(self, kind: str, smart: bool = False) -> Callable[[Request], Reply]:
        def answer(request: Request) -> Reply:
            account = request.params.get("advertiser_id", "")
            if account not in self.figures.accounts:
                return refuse(40001, f"No permission to operate advertiser {account}.")
            wanted = mapping(request.params.get("filtering")) or {}
            everything = wanted.get("secondary_status") in STATUS_ALL
            bought: tuple[str, ...] = ("auction",) if kind == "ad" else ("auction", "smart_plus")
            if smart:
                bought = ("smart_plus",)
            elif wanted.get("buying_types"):
                bought = ("reservation",)
            items = self.prepared.get(
                (request.today, kind, account, everything, bought),
                lambda: listing(self.figures, kind, account, everything, bought),
            )
            return paged(request, items)

        return answer

    def shop_campaigns(self, request: Request) -> Reply:
        account = request.params.get("advertiser_id", "")
        if account not in self.figures.accounts:
            return refuse(40001, f"No permission to operate advertiser {account}.")
        wanted = mapping(request.params.get("filtering")) or {}
        if not wanted.get("gmv_max_promotion_types"):
            return refuse(40002, "filtering.gmv_max_promotion_types: Missing data.")
        of = kinds(self.figures)
        mine = self.figures.of(self.figures.campaigns, account)
        cards = [shop_card(c) for c in mine if of[c["campaign_id"]] == "gmv_max"]
        return paged(request, [encode({"advertiser_id": account} | card) for card in cards])

    def shop_report(self, request: Request) -> Reply:
        asked = request.params
        account, span = asked.get("advertiser_id", ""), span_of(asked)
        dimensions, metrics = mapping(asked.get("dimensions")), mapping(asked.get("metrics"))
        if account not in self.figures.accounts:
            return refuse(40001, f"No permission to operate advertiser {account}.")
        if mapping(asked.get("store_ids")) != [STORE]:
            return refuse(40002, "store_ids: the stores of this advertiser as JSON text.")
        if not isinstance(dimensions, list) or set(dimensions) != {"campaign_id", "stat_time_day"}:
            return refuse(40002, "dimensions: campaign_id and stat_time_day as JSON text.")
        if not isinstance(metrics, list) or not set(metrics) <= set(SHOP_METRICS):
            return refuse(40002, "metrics: Invalid metric fields for GMV Max.")
        if span is None or (span[1] - span[0]).days >= 30:
            return refuse(40002, "start_date, end_date: YYYY-MM-DD, 30 days at most.")
        of = kinds(self.figures)
        frame = self.figures.window(request.today, account, *span)
        rows = [r for r in frame.iter_rows(named=True) if of[r["campaign_id"]] == "gmv_max"]
        return paged(request, [encode(record(row, dimensions, metrics)) for row in rows])

    def report(self, request: Request) -> Reply:
        asked = request.params
        account, span = asked.get("advertiser_id", ""), span_of(asked)
        if account not in self.figures.accounts:
            return refuse(40001, f"No permission to operate advertiser {account}.")
        dimensions = mapping(asked.get("dimensions"))
        metrics = mapping(asked.get("metrics", '["spend","impressions","clicks"]'))
        level, service = asked.get("data_level", ""), asked.get("service_type", "AUCTION")
        own = DIMENSIONS.get(level.removeprefix(f"{service}_"))
        if asked.get("report_type") != "BASIC" or service not in SERVICES or own is None:
            return refuse(40002, "report_type, service_type, data_level: Invalid combination.")
        if not isinstance(dimensions, list) or set(dimensions) - {"stat_time_day"} != {own}:
            return refuse(40002, f"dimensions: {own} and one time dimension as JSON text.")
        known = set(METRICS) - (set() if level.endswith("_AD") else AD_ONLY)
        if not isinstance(metrics, list) or not set(metrics) <= known:
            return refuse(40002, "metrics: Invalid metric fields for this data_level.")
        if span is None:
            return refuse(40002, "start_date, end_date: YYYY-MM-DD, start before end.")
        daily, days = "stat_time_day" in dimensions, (span[1] - span[0]).days
        if days >= (30 if daily else 365):
            return refuse(40002, "The max time span is 30 days when stat_time_day is used.")
        if "too_large" in request.faults and days >= 15:
            return refuse(40067, "The query is too large, please narrow it.")

        def records() -> list[bytes]:
            rows = report(self.figures, request.today, account, *span, level, daily)
            return [encode(record(row, dimensions, metrics)) for row in rows]

        key = (request.today, account, *span, level, daily, tuple(metrics))
        return paged(request, self.prepared.get(key, records))

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        v, page = "/open_api/v1.3", Shape("data.list", pages="data.page_info.total_page")
        return [
            Route("GET", "api", f"{v}/oauth2/advertiser/get/", guarded(self.advertisers)),
            Route("GET", "api", f"{v}/advertiser/info/", guarded(self.advertiser_info)),
            Route("GET", "api", f"{v}/campaign/get/", guarded(self.entities("campaign")), page),
            Route("GET", "api", f"{v}/adgroup/get/", guarded(self.entities("adgroup")), page),
            Route("GET", "api", f"{v}/ad/get/", guarded(self.entities("ad")), page),
            *(
                Route(
                    "GET",
                    "api",
                    f"{v}/smart_plus/{kind}/get/",
                    guarded(self.entities(kind, smart=True)),
                    page,
                )
                for kind in ("campaign", "adgroup", "ad")
            ),
            Route("GET", "api", f"{v}/gmv_max/campaign/get/", guarded(self.shop_campaigns), page),
            Route("GET", "api", f"{v}/gmv_max/report/get/", guarded(self.shop_report), page),
            Route("GET", "api", f"{v}/report/integrated/get/", guarded(self.report), page),
        ]


def routes(world: Any) -> list[Route]:
    return TiktokAds(world).routes()
