"""The files people drop, read again with other tools and summed."""

import csv
import io
import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from sandbox.events import sign_in_sheets
from sandbox.platforms import FILES, write_inbox
from sandbox.survey import wenjuanxing
from sandbox.truth import truth


@pytest.fixture(scope="session")
def inbox(company, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    write_inbox(company, folder)
    return folder


def table(path: Path) -> list[list[str]]:
    """A CSV in whichever of the two encodings it is."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    return list(csv.reader(io.StringIO(text)))


def under(rows: list[list], heading: str) -> list[dict]:
    """The rows below the heading that begins with this word, by column."""
    at = next(n for n, row in enumerate(rows) if row and row[0] == heading)
    return [dict(zip(rows[at], row, strict=False)) for row in rows[at + 1 :]]


def cells(path: Path, sheet: int = 0) -> list[list]:
    book = CalamineWorkbook.from_path(str(path))
    return book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def yuan(text) -> Decimal:
    plain = str(text).replace(",", "").replace("￥", "")
    return Decimal("0" if plain in ("", "-") else plain)


def test_every_folder_gets_its_files(inbox):
    assert {path.name for path in inbox.iterdir()} == set(FILES)
    assert all(any(folder.iterdir()) for folder in inbox.iterdir())


def test_answers_are_one_row_a_sheet_with_options_side_by_side(inbox, company):
    (path,) = (inbox / "wenjuanxing").glob("*.csv")
    rows = under(table(path), "序号")
    known = company.wenjuanxing_responses
    several = next(key for key in rows[0] if key.startswith("2、"))
    chosen = [word for row in rows if row[several] != "(跳过)" for word in row[several].split("┋")]
    assert [int(row["序号"]) for row in rows] == known["no"].to_list()
    assert len(chosen) == known["q2"].drop_nulls().list.len().sum()
    with pytest.raises(UnicodeDecodeError):
        path.read_bytes().decode("utf-8")


def test_the_survey_by_numbers_equals_the_one_by_texts(inbox, company, tmp_path):
    (path,) = wenjuanxing.write_numbers(company, tmp_path)
    numbers, texts = cells(path), table(next((inbox / "wenjuanxing").glob("*.csv")))
    assert numbers[0] == texts[0]
    for coded, told in zip(numbers[1:], texts[1:], strict=True):
        assert wenjuanxing.KNOWS[int(coded[6]) - 1] == told[6]
        places = [] if coded[7] == "(跳过)" else coded[7].split("┋")
        assert "┋".join(wenjuanxing.HEARD[int(n) - 1] for n in places) in {told[7], ""}


def test_every_delivery_is_a_line_in_the_file_of_its_day(inbox, company):
    lines = {
        path.stem[-10:]: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for path in sorted((inbox / "clickstream").iterdir())
    }
    events = [event for day in lines.values() for event in day]
    exported = company.tagged.filter("is_exported")
    known = company.web_events.join(exported, on="visit_id", how="anti")
    assert len(events) == len(known)
    assert {event["messageId"] for event in events} == set(known["message_id"])
    assert len(events) > len({event["messageId"] for event in events})
    assert all(e["receivedAt"][:10] == day for day, found in lines.items() for e in found)
    revenue = sum(e["properties"].get("revenue") or 0 for e in events if e["type"] == "track")
    assert revenue == pytest.approx(float(known["revenue"].cast(pl.Float64).sum()))


def test_the_true_time_follows_from_the_three_clocks(inbox):
    path = sorted((inbox / "clickstream").iterdir())[5]
    event = json.loads(path.read_text("utf-8").splitlines()[0])
    names = ("timestamp", "receivedAt", "sentAt", "originalTimestamp")
    true, received, sent, device = (datetime.fromisoformat(event[name]) for name in names)
    assert true == received - (sent - device)
    assert true != device


def test_registrations_carry_totals_and_planted_rows(inbox, company):
    planted = []
    for path in sorted((inbox / "sign_in_sheets").glob("报名_*.csv")):
        code = path.stem.split("_")[1]
        *rows, total = under(table(path), "报名编号")
        known = company.event_people.filter(
            (pl.col("event_id") == code) & pl.col("registration_id").is_not_null()
        )
        spoilt = [row["报名编号"] for row in rows if row["手机"] == "1.38E+10"]
        came = [r for r in rows if r["签到状态"] in sign_in_sheets.COMING]
        planted += spoilt
        assert {r["报名编号"] for r in rows} - set(spoilt) == set(known["registration_id"])
        assert (int(total["审核状态"]), int(total["签到状态"])) == (len(rows), len(came))
        assert len(came) == (known["attended"] & ~known["is_last_four_only"]).sum()
    assert planted == sign_in_sheets.planted(company)


def test_sign_ins_hold_everybody_who_came_and_a_hidden_draft(inbox, company):
    for path in sorted((inbox / "sign_in_sheets").glob("签到_*.xlsx")):
        *rows, total = under(cells(path), "签到时间")
        code = path.stem[3:]
        came = company.event_people.filter((pl.col("event_id") == code) & pl.col("attended"))
        [told_by] = company.events.filter(pl.col("event_id") == code)["told_by"]
        if told_by == "eventbrite":  # the others were scanned
            came = came.filter("is_walk_in")
        book = CalamineWorkbook.from_path(str(path))
        assert total["签到时间"] == f"共 {len(rows)} 人"
        assert len(rows) == len(came)
        brief = [row["姓名"] for row in rows if not row["手机号"] and row["手机后四位"]]
        assert len(brief) == came["is_last_four_only"].sum()
        assert [str(sheet.visible).split(".")[-1] for sheet in book.sheets_metadata] == [
            "Visible",
            "Hidden",
        ]


def test_leads_and_deals_equal_the_world(inbox, company):
    amount, leads = Decimal(0), set()
    for path in (inbox / "sign_in_sheets").glob("签单_*.csv"):
        *rows, total = under(table(path), "签单编号")
        column = next(name for name in total if name.startswith("金额"))
        factor = 10_000 if "万元" in column else 1
        assert sum(yuan(row[column]) for row in rows) == yuan(total[column])
        amount += yuan(total[column]) * factor
    for path in (inbox / "sign_in_sheets").glob("留资_*.xlsx"):
        leads |= {row[0] for row in cells(path)[3:]}
    assert amount == company.event_people["deal_amount"].sum()
    known = set(company.event_people["lead_id"].drop_nulls())
    assert {lead.removesuffix("-2") for lead in leads} == known
    assert len(leads) > len(known)


def test_the_budget_sums_to_the_cent_and_to_its_own_totals(inbox, company):
    for version in ("V1", "V2"):
        path = inbox / "budget_workbook" / f"市场预算_2026_{version}.xlsx"
        rows = cells(path, len(CalamineWorkbook.from_path(str(path)).sheet_names) - 1)
        lines = under(rows, "部门")
        total = lines[-1]
        known = company.budget.filter(pl.col("version") == version)
        assert "单位：万元" in rows[1][0]
        assert total["部门"] == "合计"
        assert round(Decimal(str(total["全年合计"])) * 10_000, 2) == known["amount"].sum()
        items = [line for line in lines if line["费用科目"]]
        for month in range(1, 13):
            sums = sum(Decimal(str(line[f"{month}月"])) for line in items) * 10_000
            assert sums == known.filter(pl.col("month").dt.month() == month)["amount"].sum()


def test_the_ledger_sums_to_its_totals_and_to_the_world(inbox, company):
    early = under(table(inbox / "expense_ledger" / "费用台账_2026H1.csv"), "单据编号")
    late = under(cells(inbox / "expense_ledger" / "费用台账_2026H2.xlsx"), "单据编号")
    amount = Decimal(0)
    for *rows, total in (early, late):
        sums = sum(yuan(row["核定报销总额"]) for row in rows)
        assert sums == yuan(total["核定报销总额"])
        amount += sums
    assert amount == company.ledger["approved"].sum()
    assert any(row["单据编号"] == "" for row in late)
    invoices = {row["发票号码"] for row in early[:-1] + late[:-1]}
    assert invoices == set(company.ledger["invoice_no"])


def test_the_books_hold_each_month_what_the_world_booked(inbox, company):
    rows = under(table(inbox / "expense_ledger" / "费用明细账_2026.csv"), "凭证日期")
    told = [row for row in rows if row["凭证字号"] and "结转" not in row["摘要"]]
    true = truth(company).general_ledger
    assert sum(yuan(row["借方金额"]) for row in told) == true["amount"].sum()
    assert {row["凭证字号"][0] for row in rows if "结转" in row["摘要"]} == {"转"}
    assert any(yuan(row["借方金额"]) < 0 for row in told)
    accrued = under(table(inbox / "expense_ledger" / "费用预提_2026.csv"), "期间")[:-1]
    assert sum(yuan(row["预提金额"]) for row in accrued) == company.accruals["amount"].sum()
    assert {row["状态"] for row in accrued} == {"已冲销", "未冲销"}


def test_payroll_totals_equal_the_world_month_by_month(inbox, company):
    for path in sorted((inbox / "payroll").iterdir()):
        month = date.fromisoformat(f"{path.stem[-7:]}-01")
        total = under(cells(path), "月份")[-1]
        known = company.payroll.filter(pl.col("month") == month)
        assert Decimal(str(total["人力成本合计"])) == known["total_cost"].sum()
        assert total["在职人数(月末)"] == known["headcount_end"].sum()


def test_rates_are_every_day_of_the_year_to_date(inbox, company):
    rows = under(table(inbox / "exchange_rates" / "汇率_2026.csv"), "日期")
    assert [row["日期"] for row in rows] == [str(day) for day in company.fx["rate_date"]]
    assert [Decimal(row["汇率"]) for row in rows] == company.fx["cny_per_unit"].to_list()


def test_an_earlier_day_knows_only_what_had_been_dropped_by_then(company, tmp_path):
    today = company.today - timedelta(days=14)
    write_inbox(company, tmp_path, today)
    days = sorted(path.stem[-10:] for path in (tmp_path / "clickstream").iterdir())
    assert days[-1] == str(today - timedelta(days=1))
    assert len(list((tmp_path / "payroll").iterdir())) == today.month - 1


def test_the_same_world_writes_the_same_bytes(inbox, company, tmp_path):
    write_inbox(company, tmp_path)
    for path in inbox.rglob("*.*"):
        if path.suffix in {".csv", ".jsonl"}:
            assert path.read_bytes() == (tmp_path / path.relative_to(inbox)).read_bytes()
