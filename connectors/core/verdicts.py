"""What a reply means: HTTP status first, or the real status a platform hides in the body."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from connectors.core.dig import dig, envelope
from connectors.core.errors import AccessDenied, AskForLess, BadReply, PullError, TryAgain

TOMORROW = math.inf
REGRANT = "The grant is dead: a person must authorise the app again and store the new refresh token"
_WAIT_HEADERS = ("retry-after", "x-ratelimit-retryin")
_LONGEST_MESSAGE = 300


@dataclass
class Reply:
    """One answer, whole. `value` reads a dotted path of its body, `known` ones without decoding."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    where: str
    now: float = 0.0
    decoded: Any = field(default=None, repr=False)
    known: tuple[str, ...] = ()

    def value(self, path: str) -> Any:
        if path in self.known:
            return dig(self.decoded, path)
        try:
            return dig(envelope(self.body, (path,)), path)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    @property
    def is_html(self) -> bool:
        return self.body[:256].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"

    @property
    def retry_after(self) -> float | None:
        """Seconds the platform asks to wait, from its headers."""
        for name in _WAIT_HEADERS:
            if (text := self.headers.get(name)) is not None:
                return seconds(text, self.now)
        return None


def seconds(text: str, now: float) -> float | None:
    """Seconds out of `2`, `2.0`, `2s` or an HTTP date."""
    try:
        return max(0.0, float(text.strip().removesuffix("s")))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (TypeError, ValueError):
        return None


@dataclass(frozen=True)
class Verdict:
    """A judgement over replies, and the paths it wants read in the same pass as the records."""

    judge: Callable[[Reply], PullError | None]
    paths: tuple[str, ...] = ()

    def __call__(self, reply: Reply) -> PullError | None:
        return self.judge(reply)


def verdict(*paths: str) -> Callable[[Callable[[Reply], PullError | None]], Verdict]:
    """Make a function of a reply a verdict that reads these paths."""
    return lambda judge: Verdict(judge, paths)


def route(
    reply: Reply,
    code: Any,
    message: Any,
    *,
    again: Collection[Any] | Mapping[Any, float] = (),
    less: Collection[Any] = (),
    denied: Collection[Any] = (),
    expired: Collection[Any] = (),
    tomorrow: Collection[Any] = (),
    or_less: Collection[Any] = (),
    steps: Mapping[Any, str] | None = None,
) -> PullError:
    """Who must act on this code; one we do not know counts by its HTTP status.

    `again` may say how long the first wait is; for codes `or_less`, when time did not help, less is
    asked for.
    """
    what = said(code, message)
    step = (steps or {}).get(code, "")
    if code in tomorrow:
        step = step or "The quota of the day is used up: run the same pull tomorrow"
        return TryAgain(reply.where, what, step, retry_after=TOMORROW)
    if code in again:
        first = again[code] if isinstance(again, Mapping) else None
        return TryAgain(
            reply.where,
            what,
            step,
            retry_after=reply.retry_after,
            first_wait=first,
            or_less=code in or_less,
        )
    if code in less:
        return AskForLess(reply.where, what, step)
    if code in expired:
        return AccessDenied(reply.where, what, step, is_expired=True)
    if code in denied:
        return AccessDenied(reply.where, what, step)
    return http_status(reply, what, step) or BadReply(reply.where, what, step)


def said(code: Any, message: Any) -> str:
    """The platform's own words, on one line and short."""
    words = " ".join(str(message or "").split())
    if len(words) > _LONGEST_MESSAGE:
        words = words[:_LONGEST_MESSAGE] + "…"
    return f"{'' if code is None else code} {words}".strip()


def code_in_body(
    path: str,
    *,
    message: str = "message",
    fine: Collection[Any] = (0,),
    **routes: Any,
) -> Verdict:
    """HTTP 200 whatever happened; the verdict is a code in the body."""

    def judge(reply: Reply) -> PullError | None:
        code = reply.value(path)
        if code in fine:
            return None
        return route(reply, code, reply.value(message), **routes)

    return Verdict(judge, (path,))


def http_status(reply: Reply, what: str = "", step: str = "") -> PullError | None:
    """The plain meaning of an HTTP status."""
    where, status = reply.where, reply.status
    if 200 <= status < 300:
        return None
    what = f"HTTP {status} {what}".strip()
    if status == 401:
        return AccessDenied(where, what, step, is_expired=True)
    if status in (402, 403, 407, 423):
        return AccessDenied(where, what, step)
    if status in (408, 425, 429) or status >= 500:
        return TryAgain(where, what, step, retry_after=reply.retry_after)
    if status == 413:
        return AskForLess(where, what, step)
    if 300 <= status < 400:
        return BadReply(where, f"{what}, a redirect: none is followed", "Check the base URL")
    return BadReply(where, what, step, status=status)
