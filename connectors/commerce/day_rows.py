"""The table of a report by day → rows, each with what its figures mean.

- A figure that is shown as a range is kept as its text and bounds, never as a value.
- What no layout names is kept beside; `同比` after a heading belongs to that heading.
"""

import json
import re
from collections.abc import Iterator, Mapping

from connectors.commerce.day_cells import masks, rates
from connectors.commerce.day_tree import clean, leaves, place_of, sum_up
from connectors.commerce.export_sheets import whole_number
from connectors.commerce.report_kinds import Report
from connectors.core.layout import Line, Table
from connectors.core.totals import check_totals

COMPARED = re.compile(r"^(同比|环比|较.{1,6})$")
NO_FIGURES = ("day", "title", "started", "ended", "author")
CONTROLLED = ("paid_amount", "gmv", "refund_amount")
SHORTENED = re.compile(r"[\d.](万|亿|千|[wk])\+?元?$", re.IGNORECASE)
Row = dict[str, object]


def told(report: Report, table: Table) -> Iterator[tuple[Line, Row]]:
    """Each row with the line it stands on; parents are left out, an average of others is too."""
    clean(table)
    lines = leaves(report, table)
    rates(table, lines, [name for name in table.layout.fields if name.endswith("_rate")])
    heads = _kept_heads(table)
    at = {id(line): row for line, row in zip(table.lines, table.records(), strict=True)}
    sum_up(table, [line for line in lines if place_of(report, line)] or lines)
    for line in lines:
        place = {name: value for name, value in at[id(line)].items() if name.startswith("_")}
        for row in _rows(report, table, line, heads):
            yield line, {**row, **place, "_platform": report.platform}


def controls(report: Report, table: Table) -> Mapping[str, str] | None:
    """What the rows of a report without cuts must add up to."""
    if report.levels or report.parts or not table.totals:
        return None
    sums = check_totals(table) or {}
    return {name: sums[name] for name in CONTROLLED if name in sums} or None


def _kept_heads(table: Table) -> dict[str, str]:
    """Columns that no layout names → how to call them; a comparison by what stands before it."""
    heads, before = {}, ""
    for index, name in table.columns.items():
        upper, lower = table.headings[index]
        text = "_".join(dict.fromkeys(part for part in (upper, lower) if part))
        if COMPARED.match(lower or upper):
            heads[name] = f"{before}_{lower or upper}"
            continue
        before = text
        if name not in table.layout.fields:
            heads[name] = text
    return heads


def _rows(report: Report, table: Table, line: Line, heads: Mapping[str, str]) -> Iterator[Row]:
    place, cells = place_of(report, line), line.cells
    if report.cut == "product":
        name, at = report.levels[0], table.sheet.lines[line.row]
        place = (whole_number(table, name, cells.get(name, ""), at),)
    aside = {*NO_FIGURES, *report.levels}
    figures = {name: cells.get(name, "") for name in table.layout.fields if name not in aside}
    hidden = masks(figures)
    figures = {name: text for name, text in figures.items() if text and name not in hidden}
    more = {head: cells[name] for name, head in heads.items() if cells.get(name)}
    means = {name: text for name, text in report.definitions.items() if name in figures}
    base: Row = {
        "_report": table.layout.name,
        "cut": report.cut if place else "total",
        "cut_value": " / ".join(place) or "all",
        "cut_group": place[0] if report.cut == "source" and place else "",
        "cut_name": cells.get("title", ""),
    }
    beside = {
        one: figures.pop(one) for one in (*report.day_before, *report.parts) if one in figures
    }
    own: Row = {
        "masked": json.dumps(hidden, ensure_ascii=False) if hidden else "",
        "more": json.dumps(more, ensure_ascii=False) if more else "",
        "_is_short": "1" if any(SHORTENED.search(text) for text in figures.values()) else "",
    }
    yield {**base, **own, **figures, "definition": _said(means, figures)}
    for part, name in report.parts.items():
        if part in beside:
            source = {"cut": "source", "cut_value": name, "cut_group": name, "gmv": beside[part]}
            yield {**base, **source, "definition": _said(means, source)}
    if report.day_before and beside:
        of_before = {"_report": f"{table.layout.name}前一日", "_is_day_before": True}
        yield {**base, **beside, **of_before, "definition": _said(means, beside)}


def _said(means: Mapping[str, str], figures: Mapping[str, object]) -> str:
    """What the figures that are told mean."""
    return "; ".join(f"{name}: {text}" for name, text in means.items() if name in figures)
