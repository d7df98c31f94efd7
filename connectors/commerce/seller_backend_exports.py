"""Orders and days out of sellers' back ends. Page: docs/connectors/seller_backend_exports.md

- A file is known by its headings; a lost digit of an order's number refuses it whole.
- Whom an order went to, where and by which telephone is dropped here; a name leaves as a hash.
- Of several rows of an order the first tells the order, each tells its line.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from connectors.commerce.day_layouts import REPORTS
from connectors.commerce.day_reports import reports
from connectors.commerce.export_sheets import owner, sheets, whole_number
from connectors.commerce.layouts import OF_LINES, ORDERS, PERSONAL, TAOBAO_ITEMS
from connectors.core import Folder, Records
from connectors.core.layout import Layout, Table, label
from connectors.core.readers import records, refuse
from connectors.core.tables import read_table
from connectors.core.totals import check_totals

NAMED_DAY = re.compile(r"(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])")
Row = dict[str, str]

seller_backend_exports = Folder(name="seller_backend_exports", has_accounts=True)


def named(*words: str) -> tuple[str, ...]:
    """The names of files with one of these words in them."""
    return tuple(f"*{word}*.{suffix}" for word in words for suffix in ("csv", "xls", "xlsx"))


@seller_backend_exports.feed(*named(*(layout.word for layout in ORDERS.values())))
def orders(path: Path) -> Records:
    """One record per order 订单 of a file, with its lines where the file tells them."""
    for platform, table in _tables(path, ORDERS):
        facts = _facts(path, table, platform)
        rows = [{**row, "order_id": _number(table, row)} for row in _rows(table)]
        own = OF_LINES.get(table.layout.name, ())
        yield records({**one, **facts} for one in _trees(table, rows, own))


@seller_backend_exports.feed(*named(TAOBAO_ITEMS.word))
def items(path: Path) -> Records:
    """One record per line 宝贝 of a 千牛 file; its order stands in the list of orders."""
    for platform, table in _tables(path, {"taobao_tmall_top": TAOBAO_ITEMS}):
        facts, lines = _facts(path, table, platform), Counter[str]()
        rows = []
        for row in _rows(table):
            order = _number(table, row)
            lines[order] += 1
            rows.append({**row, **facts, "order_id": order, "line_no": str(lines[order])})
        yield records(rows)


@seller_backend_exports.feed(*named(*REPORTS))
def shop_days(path: Path) -> Records:
    """One record per day of a shop, or of one of its sources, products, lives or keywords."""
    return reports(path)


def _tables(path: Path, wanted: Mapping[str, Layout]) -> Iterator[tuple[str, Table]]:
    """Each sheet with a table, and the platform whose orders it tells."""
    known = {**ORDERS, "items": TAOBAO_ITEMS}
    read = [read_table(sheet, list(known.values())) for sheet in sheets(path) if not sheet.hidden]
    found = [table for table in read if table is not None]
    names = " or ".join(layout.name for layout in wanted.values())
    if not found:
        raise refuse(path.name, "holds no table", f"expected {names}: drop such a file")
    for table in found:
        platform = next((p for p, layout in wanted.items() if layout is table.layout), None)
        if platform is None:
            step = f"put {table.layout.word!r} in the file's name"
            raise refuse(path.name, f"holds {table.layout.name}, expected {names}", step)
        check_totals(table)
        yield platform, table


def _facts(path: Path, table: Table, platform: str) -> Row:
    """Whose file it is, when it was taken, whose orders it tells."""
    name = path.name.partition("~")[0]
    told = {row.cells.get("shop_id", "") for row in table.lines} - {""}
    shop = owner(path, table.layout.word, told.pop() if len(told) == 1 else "")
    days = NAMED_DAY.findall(name.partition(table.layout.word)[2])
    taken = {"_exported_on": "-".join(days[-1])} if days else {}
    return {"_account": shop, "_platform": platform, **taken}


def _rows(table: Table) -> Iterator[Row]:
    """The lines without what tells of a person; a buyer's masked name says nothing."""
    for row in table.records():
        yield {
            name: "" if name.startswith("buyer") and "*" in value else value
            for name, value in row.items()
            if name in table.layout.fields or not PERSONAL.search(label(name))
        }


def _number(table: Table, row: Row) -> str:
    """An order's number out of what keeps a spreadsheet from rounding it."""
    return whole_number(table, "order_id", row.get("order_id", ""), row["_row"])


def _trees(table: Table, rows: list[Row], own: tuple[str, ...]) -> Iterator[dict[str, object]]:
    """Orders in the order in which they came; a row without a number goes on with the last one."""
    found: dict[str, tuple[Row, list[Row]]] = {}
    last = ""
    for row in rows:
        last = row["order_id"] or (last if own else "")
        of_order = {name: value for name, value in row.items() if name not in own}
        head, lines = found.setdefault(last, (of_order, []))
        lines.append({name: row.get(name, "") for name in own} | {"line_no": str(len(lines) + 1)})
        if (paid := row.get("paid")) and own and paid != head.get("paid"):
            what = (
                f"line {row['_row']}: order {last} has two amounts, {head.get('paid')} and {paid}"
            )
            raise refuse(table.sheet.place, what, "export whole orders: the amount paid for each")
    for head, lines in found.values():
        yield {**head, "lines": lines if own else []}
