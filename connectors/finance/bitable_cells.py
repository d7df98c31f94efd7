"""Cells of a 飞书多维表格 as plain text, whatever kind of column they stand in."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Raw

from connectors.core import decoder


class Row(msgspec.Struct):
    record_id: str
    fields: dict[str, Any] = {}
    created_time: int | None = None
    last_modified_time: int | None = None


def plain_record(row: Raw, columns: Mapping[str, str]) -> Raw:
    """A row under our names of its columns; of two columns for one thing, the one with a text."""
    read = decoder(Row).decode(row)
    told: dict[str, str | None] = {}
    for name, field in columns.items():
        told[field] = plain(read.fields.get(name)) or told.get(field)
    times = {"created_time": read.created_time, "last_modified_time": read.last_modified_time}
    return Raw(msgspec.json.encode(told | {"task_id": read.record_id} | times))


def plain(cell: Any) -> str | None:
    """Runs of text joined, options and people one after the other; links to rows tell no text."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return f"{cell:.10f}".rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell)
    if isinstance(cell, list):
        parts = [text for one in cell if (text := plain(one))]
        is_run = all(isinstance(one, dict) and one.get("type") for one in cell)
        return ("" if is_run else "、").join(parts) or None
    if "value" in cell:  # a formula, or what another table says
        return plain(cell["value"])
    return next((cell[name] for name in ("text", "name") if cell.get(name)), None)
