"""A line of a table as the Segment message that tells the same: which kind of event, whose, when.

Cells keep their text, and `_event` the word that stood there. A cell that should be JSON and is
none is named in `_unread`, so that the line is set aside.
"""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from connectors.core.layout import label
from connectors.web.clickstream_layout import CAMPAIGN, HOUSE, SEGMENT, SNOWPLOW

Message = dict[str, Any]
Cells = dict[str, str]

# What shows a page or a screen, or says who somebody is: of Snowplow, of Sensors, of the house.
KINDS = {
    **dict.fromkeys(("page_view", "pageview", "$pageview", "页面浏览", "浏览页面"), "page"),
    **dict.fromkeys(("screen_view", "$app_view_screen", "$mpview_screen"), "screen"),
    **dict.fromkeys(("identify", "login", "sign_up", "$sign_up", "登录", "注册"), "identify"),
}
# The acts that have a name of their own in the Segment form.
ACTS = {
    **dict.fromkeys(("product_added", "add_to_cart", "加入购物车"), "Product Added"),
    **dict.fromkeys(("order_completed", "transaction", "purchase", "支付成功"), "Order Completed"),
    **dict.fromkeys(("lead_submitted", "generate_lead", "提交表单"), "Lead Submitted"),
}
OWN_NAMES = ("page_ping", "transaction", "transaction_item")  # kinds of Snowplow that name the act
ABOUT_WHOM = ("email", "phone", "email_sha256", "phone_sha256")
NAMED = re.compile(r"(?<![a-z])(page|screen|track|identif|group|alias)(ies|es|y|s)?(?![a-z])")
CONTACT = re.compile(r"@|^(\+?86)?1[3-9]\d{9}$")
CONTEXTS = "contexts_"  # of Snowplow: may tell of people, and nobody reads them
BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\s\-.]+")


@dataclass(frozen=True)
class Source:
    """What a line does not say: its file, the clock of its times, who is known to have signed in.

    `form` is the name of its layout.
    """

    file: str
    form: str
    is_utc: bool = False
    logins: Collection[str] = ()

    def message(self, cells: Cells, rest: Cells) -> Message:
        """The message of a line: its cells by field, and those that no field stands for."""
        return {name: value for name, value in WORDS[self.form](self, cells, rest).items() if value}


def snake(word: str) -> str:
    """`AddToCart`, `Add To Cart` and `add-to-cart` are one name."""
    return BETWEEN_WORDS.sub("_", word.strip()).lower()


def named_kind(file: str) -> str:
    """The type of message that a file of one type is named for: `tracks_2026-11.csv`."""
    found = NAMED.search(file.lower())
    return "" if not found else "identify" if found[1] == "identif" else found[1]


def _of_segment(source: Source, cells: Cells, rest: Cells) -> Message:
    text, word = cells.pop("event_text", ""), cells.pop("event", "")
    kind = cells.pop("type", "") or named_kind(source.file) or ("track" if word or text else "")
    is_act = kind in ("page", "screen", "track")
    if not is_act and "name" in cells:  # of a person
        rest = rest | {"name": cells.pop("name")}
    spelled = ACTS.get(word, word) if word in map(snake, ACTS.values()) else word
    message = {"type": kind, "event": text or spelled, "_event": word}
    return _put(message | _placed(cells), "properties" if is_act else "traits", rest)


def _of_snowplow(source: Source, cells: Cells, rest: Cells) -> Message:
    del source
    word, act = cells.pop("event", ""), cells.pop("event_name", "")
    acts = {"struct": cells.pop("se_action", ""), "unstruct": act}
    act = acts.get(word, word if word in OWN_NAMES else "")
    kind = KINDS.get(snake(act) if word == "unstruct" else word, "track" if act else word)
    users = [cells.pop(name, "") for name in ("domain_userid", "network_userid")]
    times = [cells.pop(name, "") for name in ("derived_tstamp", "true_tstamp")]
    rest = {name: text for name, text in rest.items() if not name.startswith(CONTEXTS)}
    described = [name for name in rest if name.startswith("unstruct_event_")]
    data = {name: _object(rest.pop(name)) for name in described}
    message = _named(kind, act) | {
        "_event": word,
        "_unread": next((name for name, one in data.items() if one is None), ""),
        "anonymousId": next(filter(None, users), ""),
        "timestamp": next(filter(None, [*times, cells.get("receivedAt", "")]), ""),
    }
    message = _put(message | _placed(cells), "context.snowplow", rest)
    for one in data.values():
        _put(message, "traits" if kind == "identify" else "properties", one or {})
    return message


def _of_house(source: Source, cells: Cells, rest: Cells) -> Message:
    key = _identity(cells | rest)
    word, text = cells.pop("event", ""), cells.pop("properties", "")
    read = _object(text) if text else {}
    data = (read or {}) | rest
    for name in [name for name in data if name[0:1] == "$" and isinstance(data[name], str)]:
        if (path := HOUSE.names.get(label(name))) and path not in cells:
            cells[path] = data.pop(name)
    if origin := cells.pop("source", ""):
        is_address = "://" in origin
        cells.setdefault("properties.referrer" if is_address else f"{CAMPAIGN}.source", origin)
    if source.is_utc:
        cells["timestamp"] = cells.pop("event_time", "")
    kind = KINDS.get(snake(word), "track" if word else "")
    message = _named(kind, word) | {"_event": word, "_unread": "properties" * (read is None)}
    message |= {"messageId": key} | _whose(source, cells) | _placed(cells)
    about = {name: data.pop(name) for name in ABOUT_WHOM if kind == "identify" and name in data}
    return _put(_put(message, "properties", data), "traits", about)


def _whose(source: Source, cells: Cells) -> Message:
    """`distinct_id` is the visitor's until he signs in, then the login's; no visitor is a phone."""
    distinct, original = cells.pop("distinct_id", ""), cells.pop("original_id", "")
    device, login = cells.pop("anonymousId", ""), cells.pop("userId", "")
    changed = original not in ("", distinct)
    is_known = distinct == login or distinct in source.logins or CONTACT.search(distinct)
    if distinct and (changed or is_known):
        return {"anonymousId": original * changed or device, "userId": login or distinct}
    return {"anonymousId": distinct or device, "userId": login}


def _named(kind: str, act: str) -> Message:
    if kind in ("page", "screen"):
        return {"type": kind, "name": kind.capitalize()}
    return {"type": kind, "event": ACTS.get(snake(act), act) if kind == "track" else ""}


def _placed(cells: Mapping[str, str]) -> Message:
    message: Message = {}
    for path, text in cells.items():
        _put(message, path, text)
    return message


def _put(message: Message, path: str, value: Any) -> Message:
    """A value at a dotted path; of an object what does not stand there yet."""
    if value == {}:
        return message
    *parents, last = path.split(".")
    at = message
    for name in parents:
        at = at.setdefault(name, {})
    at[last] = value | at.get(last, {}) if isinstance(value, dict) else value
    return message


def _object(text: str) -> Message | None:
    """A JSON object with its numbers as they are written, or None."""
    try:
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _identity(told: Mapping[str, str]) -> str:
    """One id for one event, however its columns were headed and whenever it was received."""
    parts = sorted((name, text) for name, text in told.items() if name != "receive_time")
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).hexdigest()


WORDS: Mapping[str, Callable[[Source, Cells, Cells], Message]] = {
    SEGMENT.name: _of_segment, SNOWPLOW.name: _of_snowplow, HOUSE.name: _of_house,
}  # fmt: skip
