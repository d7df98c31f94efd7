"""What Meta's APIs share: how lists go on, and headers that say how much of a budget is left."""

import json
from collections.abc import Callable, Mapping

from connectors.core.paging import Cursor

SHARES = ("call_count", "total_cputime", "total_time", "acc_id_util_pct", "app_id_util_pct")


def graph_paging(size: int) -> Cursor:
    """`after` goes on while there is a `next` link; a page too big is asked for by halves."""
    return Cursor(
        "after",
        "paging.cursors.after",
        size_param="limit",
        size=size,
        guard="paging.next",
        ends_without_guard=True,
    )


def usage_pause(
    *names: str, slow_from: float = 95.0
) -> Callable[[Mapping[str, str]], float | None]:
    """Seconds to pause, out of these headers: what Meta says it takes to regain access, else a
    minute from 95 % on and ten seconds from `slow_from` on.
    """

    def pause(headers: Mapping[str, str]) -> float | None:
        busiest, minutes = 0.0, 0.0
        for name in names:
            try:
                usage = json.loads(headers.get(name) or "{}")
            except ValueError:
                continue
            parts = [p for v in usage.values() if isinstance(v, list) for p in v] or [usage]
            for part in parts:
                minutes = max(minutes, float(part.get("estimated_time_to_regain_access") or 0))
                busiest = max(busiest, *(float(part.get(share) or 0) for share in SHARES))
        if minutes or busiest >= 95:
            return minutes * 60 or 60.0
        return 10.0 if busiest >= slow_from else None

    return pause
