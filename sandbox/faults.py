"""Everything that can go wrong between a platform and us, armed one by one.

A fault counts the calls it matches (connector, text in the path, account anywhere in the call) and
strikes from the `page`-th on, `times` times (None: always). Calls that fetch a token are left
alone unless `path_contains` asks for them.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.dialogue import Reply, Request

HTML = b"<!doctype html><html><head><title>Sign in</title></head><body>Please sign in</body></html>"
TOKEN_HEADERS = ("Authorization", "Access-Token", "X-Shopify-Access-Token", "X-API-TOKEN")
REFUSALS = ("busy", "busy_retry_after", "server_error", "html_200")
LINE_FAULTS = ("reset_in_body", "short_body", "stall", "reset_before_reply")
PAGE_FAULTS = (
    "duplicate_page", "short_page", "empty_page_with_cursor", "cursor_loop", "foreign_next_link",
    "restated_day", "new_field", "missing_field", "type_change", "locale_number", "hostile_text",
    "negative_spend", "duplicate_key_rows",
)  # fmt: skip
# Played by the dialects that have words for them: they look at `request.faults`.
DIALECT_FAULTS = (
    "not_ready_day", "busy_in_body", "throttled_account", "daily_quota", "too_large", "wrong_total",
    "failed_job", "equal_timestamps", "partly_failed",
    "uri_too_long", "data_volume", "sunset", "role_lost", "few_viewers",
)  # fmt: skip
KINDS = (
    *REFUSALS, *LINE_FAULTS, "truncated_json", "expired_token", *DIALECT_FAULTS, *PAGE_FAULTS,
)  # fmt: skip


@dataclass
class Fault:
    """One thing that goes wrong. A page fault touches `field_path` and puts `value` there."""

    kind: str
    connector: str
    path_contains: str = ""
    page: int = 1
    times: int | None = 1
    account: str | None = None
    status: int = 503
    html: bool = False
    retry_after: float = 1
    seconds: float = 20.0
    field_path: str = ""
    value: Any = None
    calls: int = field(default=0, init=False)
    struck: int = field(default=0, init=False)
    memory: dict[Any, Any] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}; there are {', '.join(KINDS)}")

    def concerns(self, request: Request) -> bool:
        """Is this call one of those it counts?"""
        if self.connector != request.connector or self.path_contains not in request.path:
            return False
        if not self.path_contains and "token" in request.path.lower():
            return False
        if self.account is None:
            return True
        digits = self.account.replace("-", "")
        sought = (self.account, digits)
        told = f"{request.path} {request.query} {request.body.decode('utf-8', 'replace')}"
        return any(word in told for word in sought)

    def strikes(self) -> bool:
        """Count one matching call; is it this one's turn?"""
        self.calls += 1
        if self.calls < self.page or (self.times is not None and self.struck >= self.times):
            return False
        self.struck += 1
        return True


def refusal(fault: Fault) -> Reply | None:
    """The reply of a fault that never reaches the dialect."""
    if fault.kind == "busy":
        return Reply(429, {"error": "too many requests"})
    if fault.kind == "busy_retry_after":
        return Reply(429, {"error": "too many requests"}, {"Retry-After": f"{fault.retry_after:g}"})
    if fault.kind == "server_error":
        if fault.html:
            return Reply(fault.status, HTML, {"Content-Type": "text/html"})
        return Reply(fault.status, {"error": "internal"})
    if fault.kind == "html_200":
        return Reply(200, HTML, {"Content-Type": "text/html; charset=utf-8"})
    return None


def with_dead_token(request: Request) -> dict[str, Any]:
    """The call with its token spoilt, so that the dialect itself refuses in its own words."""
    headers = request.headers
    for name in TOKEN_HEADERS:
        if name in headers:
            headers = headers.replaced(name, headers[name] + "-expired")
    query = re.sub(r"(access_token=[^&]+)", r"\1-expired", request.query)
    body = re.sub(rb"((?:access_token|token_auth)=[^&]+)", rb"\1-expired", request.body)
    body = re.sub(rb'("(?:corpA|a)ccessToken":"[^"]+)', rb"\1-expired", body)
    return {"headers": headers, "query": query, "body": body}
