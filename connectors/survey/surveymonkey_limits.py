"""SurveyMonkey's refusals, and the calls it allows: 120 a minute and 500 a day to a draft app."""

from collections.abc import Mapping

from connectors.core import PullError, Reply, TryAgain, route, verdict
from connectors.core.verdicts import TOMORROW

MINUTE, DAY = "x-ratelimit-app-global-minute-", "x-ratelimit-app-global-day-"
KEPT_BACK = 10
DENIED = {"1010", "1011", "1012", "1013", "1014", "1015", "1016", "1017", "1018"}


@verdict("error")
def surveymonkey_errors(reply: Reply) -> PullError | None:
    """Route on `error.id`; a day's calls that are nearly used up end the pull until tomorrow."""
    left = reply.headers.get(f"{DAY}remaining", "")
    if left.isdigit() and int(left) < (KEPT_BACK if reply.status < 300 else 1):
        what, step = f"{left} calls of the day are left", "Run the same pull tomorrow"
        return TryAgain(reply.where, what, step, retry_after=TOMORROW)
    if reply.status < 300:
        return None
    return route(
        reply,
        reply.value("error.id"),
        reply.value("error.message"),
        again={"1040", "1050", "1051", "1052"},
        less={"1025", "1026"},
        denied=DENIED,
        steps={
            "1014": "Grant the app surveys_read, responses_read and responses_read_detail",
            **dict.fromkeys(("1010", "1011", "1012", "1013"), "Make a new access token"),
        },
    )


def minute_used_up(headers: Mapping[str, str]) -> float | None:
    """Seconds until the next minute's calls, once those of this one are gone."""
    if headers.get(f"{MINUTE}remaining") == "0":
        return float(headers.get(f"{MINUTE}reset") or 60)
    return None
