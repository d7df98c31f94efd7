"""Kuaishou's tasks: ask for a report, wait, read its CSV file.

The file's heads may be Chinese or those of the API: both are read, others pass as they stand.
"""

import csv
import io
import uuid
from typing import Any

from connectors.ads.uncoded import number
from connectors.core import Api, AskForLess, BadReply, Page, TryAgain, Window, table_records

DONE, FAILED = 2, 3
TAKEN, NAMES = "重复", 3
HEADS = {
    "日期": "stat_date",
    "时间": "stat_date",
    "数据日期": "stat_date",
    "广告计划ID": "campaign_id",
    "计划ID": "campaign_id",
    "广告计划名称": "campaign_name",
    "广告组ID": "unit_id",
    "广告组名称": "unit_name",
    "广告创意ID": "creative_id",
    "创意ID": "creative_id",
    "程序化创意ID": "creative_id",
    "广告创意名称": "creative_name",
    "花费(元)": "charge",
    "花费": "charge",
    "封面曝光数": "show",
    "素材曝光数": "aclick",
    "行为数": "bclick",
    "激活数": "activation",
    "线索提交个数": "form_count",
    "推广关键词ID": "word_info_id",
    "关键词ID": "word_info_id",
    "关键词": "word",
    "推广关键词": "word",
    "匹配方式": "match_type",
    "触发方式": "trigger_type",
    "搜索词": "query",
    "付费次数": "event_pay",
    "付费金额": "event_pay_purchase_amount",
    "激活后24h付费金额": "event_pay_purchase_amount_one_day_by_conversion",
    "激活后三日付费金额": "event_pay_purchase_amount_three_day_by_conversion",
    "激活后七日付费金额": "event_pay_purchase_amount_week_by_conversion",
    "激活后15日付费金额": "event_pay_purchase_amount_15_day_by_conversion",
    "激活后30日付费金额": "event_pay_purchase_amount_30_day_by_conversion",
    "表单提交数(回传时间)": "event_form_submit",
    "表单提交数(计费时间)": "direct_submit_1d_cnt",
}
NEEDED = {"stat_date", "charge"}


def through_task(api: Api, account: str, window: Window, view: int) -> Page:
    """All records of a span; a task that fails twice was asked for too much."""
    for _ in range(2):
        task = _create(api, account, window, view)
        if api.wait_for(lambda task=task: _state(api, account, task), "async_task") == DONE:
            return _read(api, account, task)
    raise AskForLess("async_task", "the report task failed twice")


def _create(api: Api, account: str, window: Window, view: int) -> int:
    """A task of a name of its own; where a reply broke off, its name is taken and another helps."""
    body: dict[str, Any] = {
        "advertiser_id": number(account),
        "task_params": {
            "start_date": window.start.isoformat(),
            "end_date": window.end.isoformat(),
            "view_type": view,
            "temporal_granularity": "DAILY",
        },
    }
    path = f"/rest/openapi/{api.version}/async_task/create"
    for _ in range(NAMES):
        name = f"{window.start}-{view}-{uuid.uuid4().hex[:16]}"
        try:
            return api.post(path, json={**body, "task_name": name})["data"]["task_id"]
        except BadReply as error:
            if TAKEN not in error.what:
                raise
    raise TryAgain(path, f"{NAMES} names for one task were taken")


def _state(api: Api, account: str, task: int) -> int | None:
    """The end a task came to, or None while it has not."""
    body = {"advertiser_id": number(account), "task_ids": [task]}
    reply = api.post(f"/rest/openapi/{api.version}/async_task/list", json=body)
    state = next((one["task_status"] for one in reply["data"]["details"]), None)
    return state if state in (DONE, FAILED) else None


def _read(api: Api, account: str, task: int) -> Page:
    path = f"/rest/openapi/{api.version}/async_task/download"
    body = api.download(f"{path}?advertiser_id={account}&task_id={task}")
    if body.lstrip()[:1] == b"{":
        raise TryAgain(path, "the file of a task is not there yet", restart=True)
    head, *rows = list(csv.reader(io.StringIO(_text(body)))) or [[]]
    names = [HEADS.get(name, name) for name in map(_plain, head)]
    if missing := NEEDED - set(names):
        raise BadReply(path, f"the file lacks {', '.join(sorted(missing))}; its heads are {head}")
    return Page(table_records(names, (row for row in rows if row)))


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030")


def _plain(head: str) -> str:
    return head.strip().replace("（", "(").replace("）", ")")
