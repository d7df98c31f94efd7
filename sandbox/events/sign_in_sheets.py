"""活动表: what the events team drops after an activity, sheet by sheet as the contract shows them.

- 报名 and 签单 are CSV (GBK or UTF-8 with BOM): a title, an export time, a 合计 row.
- 签到 and 留资 are workbooks: merged cells, real dates, a hidden draft without data.
- Marks (√ 是 已签到 1 Y), phones (blanks, +86, full-width digits) and money (￥, thousands) vary.
- Some guests the door noted by name and the last four digits of their phone alone, and the list
  of registrations does not tell that they came.
- `planted`: registrations whose phone Excel made 1.38E+10. They belong into quarantine.
"""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sandbox.events import event_plan
from sandbox.papers import STAMP, Book, local, runs, thousands, typed, write_csv
from sandbox.telling import by, closing, grouped, plain, records

COMING = ("√", "是", "已签到", "1", "Y", "已到", "✔")
ABSENT = ("×", "否", "未签到", "0", "", "未到")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
REGISTRATION = [
    "报名编号",
    "报名时间",
    "姓名",
    "手机",
    "公司",
    "票种",
    "票价",
    "支付状态",
    "审核状态",
    "签到状态",
    "签到时间",
    "来源",
]
LEAD_TOP = [
    "线索编号",
    "留资时间",
    "活动编号",
    "客户信息",
    "",
    "",
    "意向产品",
    "意向等级",
    "来源触点",
    "是否同意联系",
    "移交销售时间",
    "销售",
    "接收状态",
    "首次跟进时间",
    "备注",
]
DEAL = [
    "签单编号",
    "签单时间",
    "活动编号",
    "客户名称",
    "手机",
    "产品",
    "数量",
    "金额({})",
    "定金/已付({})",
    "付款方式",
    "签单类型",
    "归属人",
    "是否退单",
    "退单时间",
]
PLANTED_PER_FILE = 1
Row = dict[str, Any]


def planted(world: Any) -> list[str]:
    """The registrations that must end in quarantine."""
    return [f"R{event[-2:]}-9{n}" for event in _spoilt(world) for n in range(PLANTED_PER_FILE)]


def _spoilt(world: Any) -> list[str]:
    on_sheets = world.events.filter(world.events["told_by"] == "sign_in_sheets")
    return on_sheets["event_id"][:3].to_list()


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Every sheet of every activity, the master and the costs."""
    people = by(world.people.select("person_id", "name", "email", "phone"), "person_id")
    guests = grouped(records(world.event_people), "event_id")
    now = closing(today or world.today)
    paths = [event_plan.master(world, folder), event_plan.costs(world, folder)]
    for turn, event in enumerate(records(world.events)):
        rows = [row | people[row["person_id"]] for row in guests.get(event["event_id"], [])]
        bad = PLANTED_PER_FILE if event["event_id"] in _spoilt(world) else 0
        listed = [r for r in rows if r["registration_id"] and r["registered_at"] < now]
        if event["ends_at"] >= now:  # the sheets of the day are not there yet
            rows, bad = [], 0
            listed = [row | {"attended": False, "checked_in_at": None} for row in listed]
        if event["told_by"] == "eventbrite":  # the door knows its guests but those who walked in
            rows = [row | {"attended": row["is_walk_in"] and row["attended"]} for row in rows]
        else:
            paths.append(registrations(folder, event, listed, turn, bad))
        sheets = ((sign_ins, "attended"), (leads, "lead_id"), (deals, "deal_id"))
        for sheet, column in sheets:
            chosen = [row for row in rows if row[column]]
            if chosen:
                paths.append(sheet(folder, event, chosen, turn))
    return paths


def phone(number: str | None, place: int) -> str:
    """A Chinese number the way hands write it."""
    if not number or number.startswith("+"):
        return number or ""
    forms = (
        number,
        f"{number[:3]} {number[3:7]} {number[7:]}",
        f"+86-{number}",
        f"86{number}",
        number.translate(FULL_WIDTH),
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
        f"(86){number}",
    )
    return forms[place % len(forms)]


def registrations(folder: Path, event: Row, rows: list[Row], turn: int, bad: int) -> Path:
    """报名表."""
    code = event["event_id"]
    ordered = sorted(rows, key=lambda row: row["registered_at"])
    lines = [registration(row, place) for place, row in enumerate(ordered)]
    lines += [spoilt(event, number) for number in range(bad)]
    came = sum(1 for row in rows if ticked(row))
    total = ["合计", *[""] * 7, len(lines), came, "", ""]
    head = [[f"{event['name']}（{event['city']}站）报名签到表"], [STAMP], REGISTRATION]
    encoding = "gb18030" if turn % 2 == 0 else "utf-8-sig"
    return write_csv(folder / f"报名_{code}_{event['city']}.csv", [*head, *lines, total], encoding)


def registration(row: Row, place: int) -> list[Any]:
    """One line, typed by one of several hands."""
    marks = COMING if ticked(row) else ABSENT
    return [
        row["registration_id"],
        typed(row["registered_at"]),
        row["name"],
        phone(row["phone"], place),
        "-" if place % 6 == 5 else f"示例公司{place % 40}",
        row["ticket_type"],
        ("0", "￥99.00", "1,280.00")[row["ticket_no"]],
        pay_state(row),
        row["status"],
        marks[place % len(marks)],
        typed(row["checked_in_at"] if ticked(row) else None),
        row["registration_channel"],
    ]


def pay_state(row: Row) -> str:
    """What the list says of the money; nothing of a ticket that is free."""
    if not row["ticket_price"]:
        return ""
    if row["status"] in ("待审核", "候补"):
        return "未支付"
    return "已退款" if row["is_refunded"] else "已支付"


def ticked(row: Row) -> bool:
    """Whether the list of registrations tells that they came; else the door alone does."""
    return row["attended"] and not row["is_last_four_only"]


def spoilt(event: Row, number: int) -> list[Any]:
    """A line whose phone Excel took for a number."""
    start = [f"R{event['event_id'][-2:]}-9{number}", typed(event["starts_at"]), "王五", "1.38E+10"]
    return [*start, "-", "VIP票", "1,280.00", "已支付", "已通过", "未签到", "", "KOL-7"]


def sign_ins(folder: Path, event: Row, rows: list[Row], turn: int) -> Path:
    """签到表: companies merged over colleagues who came together, times as dates or typed."""
    book = Book(folder / f"签到_{event['event_id']}.xlsx")
    sheet = book.sheet("签到")
    last_four = turn % 2 == 1 or any(row["is_last_four_only"] for row in rows)
    heading = [
        "签到时间",
        "姓名",
        "手机号",
        *(["手机后四位"] if last_four else []),
        "单位",
        "桌号/座位",
        "备注",
    ]
    sheet.merge_range(0, 0, 0, len(heading) - 1, f"{event['name']} 签到表", book.title)
    book.put(sheet, 1, 0, STAMP)
    book.line(sheet, 2, heading, book.bold)
    rows = sorted(rows, key=lambda row: (row["checked_in_at"], row["person_id"]))
    for place, row in enumerate(rows):
        when: Any = typed(row["checked_in_at"]) if place % 9 == 4 else local(row["checked_in_at"])
        four = [(row["phone"] or "")[-4:]] if last_four else []
        whole = "" if row["is_last_four_only"] else phone(row["phone"], place)
        book.line(sheet, 3 + place, [when, row["name"], whole, *four])
        book.put(sheet, 3 + place, len(heading) - 2, f"{place // 8 + 1}-{place % 8 + 1}")
        book.put(sheet, 3 + place, len(heading) - 1, "现场补录" if row["is_walk_in"] else "")
    for start, end, company in runs([f"示例单位{place // 3}" for place in range(len(rows))]):
        book.span(sheet, 3 + start, 3 + end, len(heading) - 3, company)
    book.put(sheet, 3 + len(rows), 0, f"共 {len(rows)} 人", book.bold)
    draft = book.sheet("草稿")
    book.line(draft, 0, heading)
    book.line(draft, 1, [datetime(2026, 1, 1, 9), "测试", "13800000000"])  # noqa: DTZ001
    draft.hide()
    return book.close()


def leads(folder: Path, event: Row, rows: list[Row], turn: int) -> Path:
    """留资表: a heading of two levels; somebody may leave a card twice, the second time cooler."""
    book = Book(folder / f"留资_{event['event_id']}.xlsx")
    sheet = book.sheet("留资")
    sheet.merge_range(0, 0, 0, len(LEAD_TOP) - 1, f"{event['name']} 留资表", book.title)
    book.line(sheet, 1, LEAD_TOP, book.bold)
    sheet.merge_range(1, 3, 1, 5, "客户信息", book.bold)
    for column in {*range(len(LEAD_TOP))} - {3, 4, 5}:
        sheet.merge_range(1, column, 2, column, LEAD_TOP[column], book.bold)
    book.line(sheet, 2, ["", "", "", "姓名", "手机", "公司"], book.bold)
    sheet.write_string(2, 0, "", book.bold)
    at = 3
    for place, row in enumerate(sorted(rows, key=lambda row: (row["left_at"], row["lead_id"]))):
        line = lead_line(event, row, place)
        book.line(sheet, at, line)
        at += 1
        if place % 20 == 7:
            book.line(sheet, at, [f"{line[0]}-2", *line[1:7], "D", *line[8:]])
            at += 1
    return book.close()


def lead_line(event: Row, row: Row, place: int) -> list[Any]:
    consent = (("是", "√", "Y") if row["consent"] else ("否", "×", ""))[place % 3]
    taken = {True: "已接收", False: "待接收", None: ""}[row["accepted"]]
    sales = "销售一部" if row["handed_over_at"] else ""
    return [
        row["lead_id"],
        local(row["left_at"]),
        event["event_id"],
        row["name"],
        phone(row["phone"], place),
        f"示例公司{place % 40}",
        event["product_line"],
        row["level"],
        ("展台", "讲座", "扫码", "名片")[place % 4],
        consent,
        local(row["handed_over_at"]),
        sales,
        taken,
        local(row["first_followup_at"]),
        "",
    ]


def deals(folder: Path, event: Row, rows: list[Row], turn: int) -> Path:
    """现场签单: in 万元 at every other activity, the unit in the heading."""
    wan = turn % 2 == 0
    unit = "万元" if wan else "元"
    heading = [word.format(unit) for word in DEAL]

    def money(amount: Decimal) -> str:
        return plain(amount / 10_000) if wan else thousands(amount)

    lines = []
    for place, row in enumerate(sorted(rows, key=lambda row: (row["signed_at"], row["deal_id"]))):
        signed, gone = typed(row["signed_at"]), row["deal_cancelled"]
        who = [row["name"], phone(row["phone"], place), event["product_line"]]
        paid = [money(row["deal_amount"]), money(row["paid"]), "银行转账", row["deal_kind"]]
        end = ["活动组", "是" if gone else "否", signed if gone else ""]
        start = [row["deal_id"], signed, event["event_id"]]
        lines.append([*start, *who, row["deal_quantity"], *paid, *end])
    sums = [money(sum((row[name] for row in rows), Decimal(0))) for name in ("deal_amount", "paid")]
    total = ["合计", *[""] * 6, *sums, *[""] * 5]
    head = [[f"{event['name']} 现场签单"], [STAMP], heading]
    encoding = "utf-8-sig" if turn % 3 == 0 else "gb18030"
    return write_csv(folder / f"签单_{event['event_id']}.csv", [*head, *lines, total], encoding)
