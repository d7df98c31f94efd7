"""A transfer of budget as its two cells: what 从 names loses, what 到 names gains."""

import re
from collections.abc import Iterator

from connectors.core.layout import Table
from connectors.core.readers import refuse
from connectors.finance.budget_layouts import CELLS, SIDES

SHORT = ("department", "project", "cost_item", "month")


def sides(table: Table) -> Iterator[dict[str, str]]:
    """What 从 and 到 name, in columns of their own or in one cell: 部门/项目/科目/月."""
    for line, row in zip(table.lines, table.records(), strict=True):
        kept = {name: text for name, text in row.items() if name.partition("_")[0] not in SIDES}
        for side in SIDES:
            parts = re.split(r"[/／]", row[side]) if row.get(side) else []
            if parts and len(parts) not in (4, 5):
                what = f"{table.address(line, side)} is not 部门/项目/科目/月"
                raise refuse(table.sheet.place, what, "write all four parts")
            named = (
                dict(zip(CELLS if len(parts) == 5 else SHORT, parts, strict=True))
                if parts
                else {name: row.get(f"{side}_{name}", "") for name in CELLS}
            )
            if any(named.values()):
                yield {**kept, **named, "side": side, "source_cell": table.address(line, "amount")}
