"""Lists out of a CRM's back end → records; one reader for both vendors and kinds.

The file says whose it is and when it was taken: `<corp>_<vendor><word>_<day>.xlsx`.
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from connectors.core import Page, Records
from connectors.core.layout import BETWEEN, Layout, taken_on
from connectors.core.readers import records, refuse
from connectors.core.tables import tables
from connectors.crm.layouts import KINDS


def listed(path: Path, vendor: str, layout: Layout) -> Records:
    """One record per line, with `_account`, and `_exported_on` where the name tells it."""
    place = _whose(path.name, vendor + layout.word)
    return _pages(path, layout, place)


def _whose(name: str, word: str) -> dict[str, str]:
    plain = unicodedata.normalize("NFC", name)
    account, found, rest = plain.partition(word)
    account = account.strip(BETWEEN)
    if not found or not account:
        form = f"<corp>_{word}_<day of the export>{Path(name).suffix}"
        raise refuse(name, "does not say whose list it is", f"name it {form}")
    return {"_account": account, **taken_on(rest)}


def _pages(path: Path, layout: Layout, place: dict[str, str]) -> Iterator[Page]:
    others = [kind for kind in KINDS if kind is not layout]
    for table in tables(path, [layout], known=others):
        yield records({**row, **place} for row in table.records())


def named(*words: str) -> tuple[str, ...]:
    """The names of files with one of these words in them."""
    return tuple(f"*{word}*.{suffix}" for word in words for suffix in ("xlsx", "xls", "csv"))
