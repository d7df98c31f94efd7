"""WeCom's statistics: days of one person, or one day of many owners, in Chinese time."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connectors.core import Api, Offset, OnePage, Page, Window, dig_text, with_field, with_fields

ZONE = ZoneInfo("Asia/Shanghai")
AT = "/cgi-bin/externalcontact"


def days(
    api: Api, call: str, asked: dict[str, Any], records: str, userid: str, window: Window
) -> Iterator[Page]:
    """The days of one person. Whether the end is still in is not told: what is beyond is cut."""
    low, high = seconds(window)
    paging = OnePage()
    for page in api.pages(
        f"{AT}/{call}", json=asked, paging=paging, records=records, may_lack=True
    ):
        own = [r for r in page.records if low <= int(dig_text(r, "stat_time") or low) < high]
        yield Page([with_field(record, "userid", userid) for record in own])


def owners_on(api: Api, owners: list[str], day: date) -> Iterator[Page]:
    """One day of several owners at once; each record as a call for one of them would tell it."""
    start, _ = seconds(Window(day, day))
    asked = {
        "day_begin_time": start,
        "day_end_time": start,
        "owner_filter": {"userid_list": owners},
    }
    paging = Offset(size=1000, total="total", offset="offset", page_size="limit")
    path = f"{AT}/groupchat/statistic"
    for page in api.pages(path, json=asked, paging=paging, records="items", may_lack=True):
        yield Page(
            [
                with_fields(one, {"userid": dig_text(one, "owner"), "stat_time": start})
                for one in page.records
            ]
        )


def seconds(window: Window) -> tuple[int, int]:
    """From the first midnight in China to the one after the last day."""
    ends = (window.start, window.end + timedelta(days=1))
    start, end = (int(datetime.combine(day, time(), ZONE).timestamp()) for day in ends)
    return start, end
