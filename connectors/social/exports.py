"""Downloads out of a platform's back end → records: one reader for every platform's kind.

The file says whose it is and when it was taken: `<account>_<name of the download>_<day>.csv`.
Figures of a post are totals up to that download.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from connectors.core import BadReply, Page, Records
from connectors.core.layout import BETWEEN, Layout, Table, taken_on
from connectors.core.readers import records, refuse
from connectors.core.tables import tables
from connectors.social.day_layouts import BY_DAY, RUNNING, curve
from connectors.social.layouts import POSTS

ZERO = ("", "0", "0.0", "-")


def posts(path: Path, layout: Layout, days: Sequence[Layout] = (BY_DAY,)) -> Records:
    """One record per post, with `_account` and, where the name tells it, `_exported_on`.

    `days` are the platform's downloads by day: another feed reads them.
    """
    return download(path, [layout], [layout, *_named(path, days)], others=POSTS)


def _named(path: Path, days: Sequence[Layout]) -> Sequence[Layout]:
    """Downloads by day differ by their names alone."""
    return [one for one in days if one.word in path.name] or days


def account_days(path: Path, layout: Layout, days: Sequence[Layout]) -> Records:
    """One record per day: the figures of all sheets side by side, `_running` where they add up."""
    named = next((one for one in (*days, layout) if one.word in path.name), days[0])
    place = whose(path.name, named)
    merged: dict[str, dict[str, str]] = {}
    for table in _found(path, days, [*days, layout], POSTS):
        for row in table.records():
            if "value" in row:
                row[curve(table.layout, table.sheet.name)] = row.pop("value")
            merged.setdefault(row["day"], {}).update(row)
    told = place | ({"_running": "yes"} if named.word == RUNNING else {})
    rows = enumerate(merged.values(), 1)
    yield records([{**row, **told, "_no": str(number)} for number, row in rows])


def download(
    path: Path,
    wanted: Sequence[Layout],
    own: Sequence[Layout],
    *,
    others: Sequence[Layout],
    figures: Sequence[str] = (),
) -> Records:
    """One record per row of the `wanted` kinds; those of the platform's `own` kinds are left out.

    `others`: what other platforms write; such a file is refused by its name. `figures`: of which
    at least one is there; a file of nothing but zeros is a template and refused.
    """
    named = next((one for one in own if one.word in path.name), wanted[0])
    place = whose(path.name, named)
    found = _found(path, wanted, own, others)
    told = [
        line.cells.get(name, "0") for table in found for line in table.lines for name in figures
    ]
    if told and all(cell in ZERO for cell in told):
        raise refuse(path.name, "holds nothing but zeros: an empty template", "download it again")
    return _pages(found, place)


def _found(
    path: Path, wanted: Sequence[Layout], own: Sequence[Layout], others: Sequence[Layout]
) -> list[Table]:
    try:
        return tables(path, wanted, known=[one for one in own if one not in wanted])
    except BadReply as refusal:
        raise _of_another_kind(path, wanted[0], own, others) or refusal from None


def _of_another_kind(
    path: Path, layout: Layout, own: Sequence[Layout], others: Sequence[Layout]
) -> BadReply | None:
    """What to say of a list that another platform's back end wrote."""
    try:
        found = tables(path, [one for one in others if one not in own])
    except BadReply:
        return None
    names = ", ".join(sorted({table.layout.name for table in found}))
    return refuse(path.name, f"holds {names}, not {layout.name}", "drop it into its own folder")


def whose(name: str, layout: Layout) -> dict[str, str]:
    """The account before the download's name and the day after it."""
    plain = unicodedata.normalize("NFC", name)
    account, word, rest = plain.partition(layout.word)
    account = account.strip(BETWEEN)
    if not word or not account:
        form = f"<account>_{layout.word}_<day of the download>"
        raise refuse(
            name, "does not say whose posts it holds", f"name it {form}{Path(name).suffix}"
        )
    place = {"_account": account}
    return place | taken_on(rest)


def _pages(found: Sequence[Table], place: dict[str, str]) -> Iterator[Page]:
    number = 0
    for table in found:
        _give_back_posts(table)
        rows = []
        for row in table.records():
            number += 1
            rows.append({**row, **place, "_no": str(number)})
        yield records(rows)


def _give_back_posts(table: Table) -> None:
    """A post may be called 年终总计; a total row has no day of publication."""
    mine = [line for line in table.totals if line.cells.get("published_at")]
    table.lines = sorted([*table.lines, *mine], key=lambda line: line.row)
