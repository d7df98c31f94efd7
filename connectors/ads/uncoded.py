"""Platforms that publish no list of codes: the HTTP status first, then the words of the message.

Nothing better is known until codes were seen live: an unknown refusal shows its code with its text,
so that the table can be filled in.
"""

from typing import Any

import msgspec

from connectors.core import (
    AccessDenied,
    Api,
    AskForLess,
    BadReply,
    Page,
    PullError,
    Reply,
    TryAgain,
    route,
    with_field,
)
from connectors.core.dig import one_line_each

BUSY = ("频繁", "频率", "限流", "too many requests")
LESS = ("跨度", "时间范围", "日期范围", "最近一周")
ACCESS = ("token", "授权", "过期", "权限")
RENEWABLE = ("token", "过期")
FIRST_WAIT = 2.0


class _Lone(msgspec.Struct):
    data: msgspec.Raw


def by_words(
    reply: Reply, code: Any, message: Any, *, step: str, tomorrow: tuple[Any, ...] = ()
) -> PullError:
    """Who must act on a refusal; `step` is what a person does about access."""
    problem = route(reply, code, message, tomorrow=tomorrow)
    if not isinstance(problem, BadReply) or reply.status >= 300:
        return problem
    text = str(message or "").lower()
    if any(word in text for word in BUSY):
        return TryAgain(
            reply.where, problem.what, retry_after=reply.retry_after, first_wait=FIRST_WAIT
        )
    if any(word in text for word in LESS):
        return AskForLess(reply.where, problem.what)
    if any(word in text for word in ACCESS):
        expired = any(word in text for word in RENEWABLE)
        return AccessDenied(reply.where, problem.what, step, is_expired=expired)
    return problem


def one_object(api: Api, path: str, account: str) -> Page:
    """The object that stands for the account itself, with the number it was asked by."""
    reply = api.post(path, json={"advertiser_id": number(account)}, reads=_Lone)
    return Page(one_line_each([with_field(reply.data, "advertiser_id", account)]))


def number(text: str) -> int | str:
    """Ids of these platforms travel as numbers."""
    return int(text) if text.isdigit() else text
