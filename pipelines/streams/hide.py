"""What the quarantine shows of a record: the text as sent, with contact data struck out.

Clear contact data live in raw only, and the quarantine says where there: part and line.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
PHONE = re.compile(
    r"(?<![\w.+-])(\+\d[\d -]{6,16}\d|(\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?![\w.])"
)


def shown(line: bytes, people: Mapping[str, str]) -> str:
    """One line for the quarantine; `people` are the paths of contact fields and their kinds."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        escaped = line.decode(errors="backslashreplace")
        masked = _struck_by_sight(escaped, people)
        if people or masked != escaped:
            return masked
        return "base64:" + base64.b64encode(line).decode()
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return _struck_by_sight(text, people)
    for path, kind in people.items():
        for value in at(record, path.split(".")):
            if value not in (None, "", True, False):
                text = _struck(text, value, kind)
    return _struck_by_sight(text, {})


def _struck(text: str, value: object, kind: str) -> str:
    for spelling in {json.dumps(value), json.dumps(value, ensure_ascii=False)}:
        text = text.replace(spelling, f'"[{kind}]"' if spelling[0] == '"' else f"[{kind}]")
    return text


def _struck_by_sight(text: str, people: Mapping[str, str]) -> str:
    """Without a record: what follows the name of a contact field, and what looks like a contact."""
    for path, kind in people.items():
        named = re.escape(path.rpartition(".")[2])
        text = re.sub(rf'("{named}"\s*:\s*)("[^"]*"?|[\d+ -]+)', rf'\1"[{kind}]"', text)
    return PHONE.sub("[phone]", EMAIL.sub("[email]", text))


def at(value: Any, names: list[str]) -> Iterable[Any]:
    """All values at a path, lists entered."""
    if isinstance(value, list):
        return [found for item in value for found in at(item, names)]
    if not names:
        return [value]
    return at(value[names[0]], names[1:]) if isinstance(value, dict) and names[0] in value else []
