"""Meta's insights: what all reports ask alike, directly or as a job that is started and polled."""

import json
from typing import Literal

from connectors.core import Api, AskForLess, Records, Window, graph_paging

WINDOWS = ["1d_click", "7d_click", "28d_click", "1d_view", "1d_ev"]
SKAN = ["skan_click", "skan_view"]
LONGEST_SYNC = 7
Level = Literal["ad", "campaign", "account"]


def insights(
    api: Api,
    account: str,
    window: Window,
    level: Level,
    fields: str,
    *,
    daily: bool = True,
    filtering: str = "[]",
) -> Records:
    """Rows of one level, per day or over the whole window; long ones per ad go through a job."""
    skan = SKAN if api.options.get("skan") == "yes" else []
    params = {
        "level": level,
        "time_range": json.dumps({"since": str(window.start), "until": str(window.end)}),
        **({"time_increment": "1"} if daily else {}),
        "fields": fields,
        "filtering": filtering,
        "action_attribution_windows": json.dumps(WINDOWS + skan),
        "use_unified_attribution_setting": "true",
    }
    path = f"/{api.version}/act_{account}/insights"
    if level == "ad" and window.days > LONGEST_SYNC:
        return _job(api, path, params)
    return api.pages(path, params, paging=graph_paging(500), records="data")


def _job(api: Api, path: str, params: dict[str, str]) -> Records:
    """Start a report job, wait, read; a job that fails twice was asked for too much."""

    def poll() -> str | None:
        state = api.get(f"/{api.version}/{run}")
        done = int(state.get("async_percent_completion") or 0) >= 100
        status = state.get("async_status")
        if status in ("Job Failed", "Job Skipped") or (status == "Job Completed" and done):
            return status
        return None

    for _ in range(2):
        run = str(api.post(path, form=params)["report_run_id"])
        status = api.wait_for(poll, path)
        if status != "Job Failed":
            break
    else:
        raise AskForLess(path, "the report job failed twice")
    if status == "Job Completed":
        yield from api.pages(
            f"/{api.version}/{run}/insights", paging=graph_paging(500), records="data"
        )
