"""岗位KPI目标: the year as a wide workbook a version, each month's cards, and ratings.

- Wide: twelve months with quarter and year columns, no positions; 区域 and 产品线 by line.
- Cards: last month a workbook with merged 部门 and 岗位 and a 合计 of weights, this month a GBK
  CSV with blank cells instead; a note below.
- Ratings: one workbook a month, out of five.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sandbox.papers import Book, runs, write_csv
from sandbox.telling import by, grouped, plain, records

HEADING = [
    "部门",
    "岗位",
    "指标编号",
    "指标名称",
    "指标类型",
    "权重",
    "目标值",
    "单位",
    "方向",
    "上期实际",
    "评分规则",
    "指标定义",
    "数据来源",
]
BY_RULE = {"K-BRD-01": "每低1%扣2分"}
DIRECTIONS = {"more": "越高越好", "less": "越低越好"}
NOTE = "注：曝光量以平台后台为准，跨部门协作满意度由协作部门评分"


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """What was agreed by that day."""
    day = today or world.today
    names = by(world.teams, "team_id"), by(world.positions, "position_id")
    rows = [row for row in records(world.kpi_targets) if row["valid_from"] <= day]
    paths = []
    for sheet, lines in grouped(rows, "sheet").items():
        if sheet == "yearly":
            versions = grouped(lines, "version").items()
            paths += [wide(world, folder, version, of) for version, of in versions]
        elif sheet == f"{day:%Y-%m}":
            paths.append(month_csv(folder, sheet, lines, *names))
        else:
            paths.append(month_book(folder, sheet, lines, *names))
    shown = grouped(records(world.kpi_ratings), "period").items()
    called = {row["kpi_code"]: row["kpi_name"] for row in rows}
    return [*paths, *(rated(folder, month, of, names[1], called) for month, of in shown)]


def wide(world: Any, folder: Path, version: str, rows: list[dict[str, Any]]) -> Path:
    """The year's goals of a version."""
    teams, regions = by(world.teams, "team_id"), by(world.regions, "region_id")
    lines = by(world.product_lines, "product_line")
    book = Book(folder / f"年度KPI目标_2026_{version}.xlsx")
    sheet = book.sheet("年度目标")
    months = []
    for quarter in range(4):
        months += [f"{3 * quarter + n}月" for n in (1, 2, 3)] + [f"Q{quarter + 1}小计"]
    heading = [
        "部门",
        "指标编号",
        "指标名称",
        "指标类型",
        "单位",
        "方向",
        "区域",
        "产品线",
        *months,
        "全年合计",
    ]
    sheet.merge_range(0, 0, 0, len(heading) - 1, "市场部2026年度目标分解表", book.title)
    state = "批准" if version == "V1" else "调整"
    book.put(sheet, 1, 0, f"版本：{version}（{rows[0]['valid_from']}{state}）")
    book.line(sheet, 2, heading, book.bold)
    keys = ("team_id", "kpi_code", "region_id", "product_line")
    found: dict[tuple, dict[str, Any]] = {}
    for row in rows:
        found.setdefault(tuple(row[key] for key in keys), {})[row["period"]] = row
    for place, (key, periods) in enumerate(found.items(), 3):
        first = next(iter(periods.values()))
        team, code, region, line = key
        book.line(sheet, place, [
            teams[team]["name_zh"], code, first["kpi_name"], first["kpi_type"], first["unit"],
            DIRECTIONS[first["direction"]], regions[region]["name_zh"] if region else None,
            lines[line]["name_zh"] if line else None,
        ])  # fmt: skip
        for column, period in enumerate(columns(), 8):
            book.put(sheet, place, column, Decimal(periods[period]["written"]), book.accounting)
    return book.close()


def columns() -> list[str]:
    """The periods of a wide sheet from left to right."""
    told = []
    for quarter in range(4):
        told += [f"2026-{3 * quarter + n:02}" for n in (1, 2, 3)] + [f"2026Q{quarter + 1}"]
    return [*told, "2026"]


def cells(row: dict[str, Any], teams: dict, positions: dict) -> list[Any]:
    """One KPI of a position; every third weight as a plain share."""
    base = None if row["baseline"] is None else plain(row["baseline"])
    return [
        teams[row["team_id"]]["name_zh"], positions[row["position_id"]]["name_zh"],
        row["kpi_code"], row["kpi_name"], row["kpi_type"], row["weight"], row["written"],
        row["unit"], DIRECTIONS[row["direction"]], base,
        BY_RULE.get(row["kpi_code"], "完成率×权重"), f"{row['kpi_name']}，按月", "数据仓库",
    ]  # fmt: skip


def month_csv(folder: Path, month: str, rows: list, teams: dict, positions: dict) -> Path:
    """部门 and 岗位 stand in the first line of a position only."""
    lines, before = [], None
    for row in rows:
        line = cells(row, teams, positions)
        line[5] = f"{line[5]}%"
        if line[6] == "0.8":
            line[6] = "80%"
        if before == row["position_id"]:
            line[0] = line[1] = ""
        before = row["position_id"]
        lines.append(["" if value is None else value for value in line])
    title = f"2026年{int(month[5:])}月市场部绩效目标表"
    return write_csv(folder / f"绩效目标_{month}.csv", [[title], HEADING, *lines, [NOTE]], "gbk")


def month_book(folder: Path, month: str, rows: list, teams: dict, positions: dict) -> Path:
    """部门 and 岗位 merged downwards, and a 小计 of the weights under each position."""
    book = Book(folder / f"绩效目标_{month}.xlsx")
    sheet = book.sheet("绩效目标")
    title = f"2026年{int(month[5:])}月市场部绩效目标表"
    sheet.merge_range(0, 0, 0, len(HEADING) - 1, title, book.title)
    book.line(sheet, 1, HEADING, book.bold)
    at = 2
    for start, end, _ in runs([row["position_id"] for row in rows]):
        members = [cells(row, teams, positions) for row in rows[start : end + 1]]
        for column in (0, 1):
            book.span(sheet, at, at + len(members) - 1, column, members[0][column])
        for line in members:
            for column, value in enumerate(line[2:], 2):
                percent = column == 5
                text = "80%" if value == "0.8" and column == 6 else value
                book.put(sheet, at, column, Decimal(text) / 100 if percent else text,
                         book.percent if percent else None)  # fmt: skip
            at += 1
        book.put(sheet, at, 0, "小计", book.bold)
        book.put(sheet, at, 5, Decimal(1), book.percent)
        at += 1
    book.put(sheet, at, 0, NOTE)
    return book.close()


def rated(folder: Path, month: str, rows: list, positions: dict, called: dict) -> Path:
    """评分 out of five with who gave it; of the event planner the KPI is named, not numbered."""
    book = Book(folder / f"质化评分_{month}.xlsx")
    sheet = book.sheet("评分")
    book.put(sheet, 0, 0, f"{month} 质化评分表（五分制）", book.title)
    book.line(
        sheet,
        1,
        ["考核周期", "岗位", "指标编号", "指标", "评分人", "满分", "评分", "评语"],
        book.bold,
    )
    for place, row in enumerate(rows, 2):
        name = positions[row["position_id"]]["name_zh"]
        code = None if row["position_id"] == "event_planner" else row["kpi_code"]
        said = [called[row["kpi_code"]], row["rater"], 5, row["score"], "继续保持"]
        book.line(sheet, place, [month, name, code, *said])
    return book.close()
