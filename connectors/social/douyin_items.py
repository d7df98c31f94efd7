"""Douyin's figures of single videos by day, and the groups its fans belong to.

Both need scopes of their own. A video has days for 30 days after it came out, and only since the
account's consent.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec.json import decode, encode

from connectors.core import AccessDenied, Api, Raw, with_fields

log = logging.getLogger(__name__)
YOUNG_DAYS = 30
KINDS = ("play", "like", "comment", "share")
GROUPS = "_distributions"


def with_days(api: Api, account: str, records: Sequence[Raw], day: date) -> list[Raw]:
    """The videos up to `day`; a young one with its `days`, and `base`, its totals of 30 days.

    Without the scope of single videos the list stays as it is.
    """
    try:
        return [_told(api, account, record, day) for record in records]
    except AccessDenied as error:
        if error.is_expired:
            raise
        log.warning("%s: no days of single videos: %s", error.where, error.what)
        return [with_fields(record, {"stat_date": str(day)}) for record in records]


def groups_of(api: Api, account: str, day: date) -> list[Raw]:
    """One record per group of fans; none while there are 100 fans or fewer."""
    told = api.get("/api/douyin/v1/user/fans_data/", {"open_id": account})["data"]
    portrait = told.get("fans_data") or told
    return [
        Raw(encode({**group, "breakdown": name.removesuffix(GROUPS), "stat_date": str(day)}))
        for name, groups in portrait.items()
        if name.endswith(GROUPS)
        for group in groups or []
    ]


def _told(api: Api, account: str, record: Raw, day: date) -> Raw:
    video: dict[str, Any] = decode(record)
    facts: dict[str, Any] = {"stat_date": str(day)}
    born = datetime.fromtimestamp(int(video["create_time"]), UTC).date()
    if born > day - timedelta(days=YOUNG_DAYS):
        asked = {"open_id": account, "item_id": video["item_id"]}
        facts["base"] = api.get("/data/external/item/base/", asked)["data"].get("result")
        facts["days"] = _days(api, asked)
    return with_fields(record, facts)


def _days(api: Api, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """One object per day: what each call says of it."""
    days: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        told = api.get(f"/data/external/item/{kind}/", {**asked, "date_type": YOUNG_DAYS})["data"]
        for one in told.get("result_list") or []:
            days.setdefault(one["date"], {}).update(one)
    return [days[name] for name in sorted(days)]
