"""An event of Google's export as one record, whatever form it came in: parameters, a key."""

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from connectors.web.ga4_layout import PARAMS

SLOTS = ("string_value", "int_value", "float_value", "double_value")
BATCH = ("batch_page_id", "batch_ordering_id", "batch_event_index")
Record = dict[str, Any]


def encoded(record: Record, facts: Record) -> msgspec.Raw:
    """A row of the nested form."""
    return msgspec.Raw(msgspec.json.encode(finished(_by_name(record), facts)))


def _by_name(record: Record) -> Record:
    """The nested form with its parameters by name, and those told twice over in `_doubled`."""
    told: dict[str, str] = {}
    doubled = []
    for param in _objects(record.get(PARAMS)):
        key = str(param.get("key"))
        value = next(_objects([param.get("value")]), {})
        filled = [value[slot] for slot in SLOTS if value.get(slot) is not None]
        if len(filled) > 1:
            doubled.append(key)
        if filled:
            told[key] = _text(filled[0])
    first = next(_objects(record.get("items")), {})
    more = {"_doubled": ",".join(doubled) or None, "_item_id": first.get("item_id")}
    return record | {PARAMS: told} | more


def _objects(value: object) -> Iterator[Record]:
    """The objects of a list, whatever else stands there."""
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def finished(record: Record, facts: Record) -> Record:
    """With the key of the event, and the facts of its table."""
    params: dict[str, str] = record[PARAMS]
    names = ("stream_id", "user_pseudo_id", "event_name", "event_timestamp", *BATCH)
    parts = [[_text(record.get(name)) for name in names], sorted(params.items())]
    key = hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).hexdigest()
    return {"_key": key, **facts, **record}


def _text(value: object) -> str:
    """A slot's value as the text it would be in JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
