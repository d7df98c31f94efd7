"""The year's budget in two versions, the expense ledger and the cost of people."""

from datetime import date, timedelta

import polars as pl

from sandbox.story.company import CHANNELS, POSITIONS, TEAMS
from sandbox.story.draw import Scale, money

TEAM_NAMES = {team_id: name for team_id, name, _ in TEAMS}
CHANNEL_NAMES = {channel[0]: channel[2] for channel in CHANNELS}
MEDIA, PREPAID, MESSAGES = "媒介投放", "充值预存", "短信邮件费"
# team, channel, project, cost item, yuan a month
BUDGET_PLAN = [
    ("PERF", "google_search", "P-2026-02", MEDIA, 52_000),
    ("PERF", "google_pmax", "P-2026-02", MEDIA, 14_000),
    ("PERF", "meta_ads", "P-2026-02", MEDIA, 60_000),
    ("PERF", "tiktok_ads", "P-2026-02", MEDIA, 18_000),
    ("PERF", "ocean_engine", "P-2026-01", MEDIA, 46_000),
    ("PERF", "baidu_search", "P-2026-02", MEDIA, 15_000),
    ("PERF", "microsoft_search", "P-2026-02", MEDIA, 8_000),
    ("PERF", "tencent_ads", "P-2026-02", MEDIA, 9_000),
    ("PERF", "xiaohongshu_ads", "P-2026-02", MEDIA, 6_000),
    ("PERF", "kuaishou_ads", "P-2026-02", MEDIA, 5_000),
    ("PERF", "linkedin_ads", "P-2026-02", MEDIA, 12_000),
    ("PERF", "google_search", "P-2026-02", "代理服务费", 9_000),
    ("PERF", None, None, "工具软件", 6_500),
    ("CONT", "wechat_article", "P-2026-03", "物料制作", 8_000),
    ("CONT", "youtube_organic", "P-2026-04", "物料制作", 12_500),
    ("CONT", "xiaohongshu_organic", "P-2026-03", "物料制作", 4_200),
    ("CONT", "kol", "P-2026-03", "达人合作", 22_000),
    ("EVNT", "event", "P-2026-05", "场地费", 26_000),
    ("EVNT", "event", "P-2026-05", "活动物料", 11_000),
    ("EVNT", "event", "P-2026-06", "场地费", 18_000),
    ("EVNT", "event", "P-2026-05", "差旅费", 5_400),
    ("CRM", "email", "P-2026-07", "工具软件", 3_800),
    ("CRM", "sms", "P-2026-07", MESSAGES, 2_600),
]
LEDGER_PLAN = [  # department, item, channel, project, yuan, vendor, tax rate
    ("CONT", "物料制作", "wechat_article", "P-2026-03", 6_900, "晨光设计工作室", 0.06),
    ("CONT", "物料制作", "youtube_organic", "P-2026-04", 11_200, "Northlight Films", 0.06),
    ("CONT", "达人合作", "kol", "P-2026-03", 19_500, "山野文化传媒", 0.06),
    ("PERF", "代理服务费", "google_search", "P-2026-02", 8_800, "云帆代理", 0.06),
    ("PERF", "工具软件", None, None, 6_480, "表格工具 SaaS", 0.13),
    ("CRM", "工具软件", "email", "P-2026-07", 3_720, "Mail tool Ltd", 0.13),
    ("CRM", MESSAGES, "sms", "P-2026-07", 2_150, "短信服务商", 0.06),
    ("EVNT", "差旅费", "event", "P-2026-05", 4_100, "差旅平台", 0.0),
    ("PERF", PREPAID, "ocean_engine", "P-2026-01", 50_000, "巨量引擎", 0.0),
]
EVENT_ITEMS = [("场地费", 40), ("活动物料", 25), ("差旅费", 8)]
SEASON = [70, 50, 80, 90, 110, 120, 80, 90, 110, 120, 180, 100]  # percent of a plain month
HEADCOUNT = {
    "marketing_manager": (3, 32_000), "media_buyer": (4, 19_000), "brand_specialist": (3, 17_500),
    "content_operator": (5, 14_200), "event_planner": (3, 15_800), "crm_operator": (4, 13_600),
    "data_analyst": (2, 21_000),
}  # fmt: skip


def budget(scale: Scale) -> pl.DataFrame:
    """Twelve months of 2026: the approved original, and the version in force since August."""
    rows = []
    for version, status in (("V1", "已批准"), ("V2", "调整")):
        for line, (team, channel, project, item, yuan) in enumerate(BUDGET_PLAN):
            for month in range(1, 13):
                raised = 115 if version == "V2" and month >= 8 and line % 3 == 0 else 100
                cents = yuan * SEASON[month - 1] * raised // 10_000 * 100
                rows.append(
                    (
                        version,
                        status,
                        2026,
                        date(2026, month, 1),
                        team,
                        channel,
                        project,
                        item,
                        cents,
                    )
                )
    columns = "version status fiscal_year month team_id channel_id project_id cost_item cents"
    table = pl.DataFrame(rows, schema=columns.split(), orient="row")
    factor = 1 if scale.people > 5_000 else 4
    return _labelled(
        table.with_columns(amount=money(table["cents"] // (100 * 100 * factor) * 100 * 100))
    ).drop("cents")


def _labelled(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(
        department=pl.col("team_id").replace_strict(TEAM_NAMES, return_dtype=pl.String),
        channel_label=pl.col("channel_id").replace_strict(CHANNEL_NAMES, return_dtype=pl.String),
    )


def payroll(scale: Scale) -> pl.DataFrame:
    """Every closed month of the year by position; one position has two people."""
    dice = scale.dice("payroll")
    teams = {position: team for position, _, _, team in POSITIONS}
    rows = []
    for month in range(1, scale.today.month):
        for position, (people, pay) in HEADCOUNT.items():
            gross = people * pay + int(dice.integers(-40, 40)) * 10
            bonus = int(dice.integers(0, 12)) * 500 * people
            social, welfare = gross * 35 // 100, people * 300
            cents = [part * 100 for part in (gross, bonus, social, welfare)]
            rows.append(
                (
                    date(2026, month, 1),
                    teams[position],
                    position,
                    float(people),
                    float(people),
                    *cents,
                )
            )
    columns = "month team_id position_id headcount_end headcount_avg gross bonus social welfare"
    table = pl.DataFrame(rows, schema=columns.split(), orient="row")
    total = table.select(pl.sum_horizontal("gross", "bonus", "social", "welfare")).to_series()
    return table.select(
        "month", "team_id", "position_id", "headcount_end", "headcount_avg",
        gross_pay=money(table["gross"]), bonus=money(table["bonus"]),
        employer_social=money(table["social"]), welfare=money(table["welfare"]),
        total_cost=money(total),
    )  # fmt: skip


def ledger(
    scale: Scale, ad_days: pl.DataFrame, campaigns: pl.DataFrame, accounts: pl.DataFrame,
    rates: pl.DataFrame, events: pl.DataFrame,
) -> pl.DataFrame:  # fmt: skip
    """Documents and lines, ordered by submission: monthly bills, events and media invoices."""
    rows = _monthly(scale) + _rebate(scale) + _for_events(scale, events)
    rows += _media(scale, ad_days, campaigns, accounts, rates)
    columns = (
        "doc_no line_no doc_type team_id bearing_team submitted incurred cost_item project_id "
        "event_id channel_id amount_cents approved_cents tax_rate vendor status paid_date purpose"
    )
    table = pl.DataFrame(rows, schema=columns.split(), orient="row", infer_schema_length=None)
    table = table.sort("submitted", "doc_no", "line_no")
    rate = pl.col("tax_rate")
    tax = (pl.col("amount_cents") / (1 + rate) * rate).round().cast(pl.Int64)
    row = pl.int_range(pl.len())
    # a venue bills material with its rooms, on one invoice
    is_beside = pl.col("event_id").is_not_null() & (pl.col("line_no") == "2")
    table = table.with_columns(
        tax_cents=tax, invoice=pl.when(is_beside).then(row - 1).otherwise(row)
    )
    table = table.with_columns(face_cents=pl.col("amount_cents").sum().over("invoice"))
    return _labelled(table).select(
        "doc_no", "line_no", "doc_type", "submitted", "incurred", "cost_item", "project_id",
        "event_id",
        "channel_id", "channel_label", "tax_rate", "vendor", "status", "paid_date", "purpose",
        applicant_dept="department",
        bearing_team="bearing_team",
        bearing_dept=pl.col("bearing_team").replace_strict(TEAM_NAMES, return_dtype=pl.String),
        amount=money(table["amount_cents"]),
        approved=money(table["approved_cents"]),
        tax=money(table["tax_cents"]),
        invoice_no=pl.format("2633{}", pl.col("invoice").cast(pl.String).str.zfill(16)),
        face=money(table["face_cents"]),
        currency=pl.lit("CNY"),
    )  # fmt: skip


def _state(scale: Scale, submitted: date, turn: int) -> tuple[str, date | None]:
    """Old documents are paid; the latest are still in approval; a few were refused."""
    if turn % 17 == 9:
        return "已驳回", None
    if submitted + timedelta(days=12) < scale.today:
        return "已付款", submitted + timedelta(days=9)
    return ("已通过", None) if turn % 2 else ("审批中", None)


def _line(
    scale,
    turn,
    line,
    kind,
    team,
    submitted,
    incurred,
    item,
    place,
    yuan_cents,
    rate,
    vendor,
    purpose,
):
    """One ledger line; approval cuts one in ten by 5 %."""
    status, paid = _state(scale, submitted, turn)
    approved = yuan_cents * 95 // 100 if turn % 10 == 4 else yuan_cents
    project, event, channel = place
    bearing = "CONT" if turn % 13 == 6 and item == "物料制作" else team
    return (
        f"BX{submitted:%Y%m%d}{turn:04d}", str(line), kind, team, bearing, submitted, incurred,
        item,
        project, event, channel, yuan_cents, approved, rate, vendor, status, paid, purpose,
    )  # fmt: skip


def _monthly(scale: Scale) -> list[tuple]:
    dice = scale.dice("ledger")
    rows = []
    for month in range(1, scale.today.month + 1):
        for team, item, channel, project, yuan, vendor, rate in LEDGER_PLAN:
            incurred = date(2026, month, int(dice.integers(2, 27)))
            if incurred > scale.last_day:
                continue
            submitted = min(incurred + timedelta(days=int(dice.integers(1, 12))), scale.last_day)
            cents = yuan * SEASON[month - 1] + int(dice.integers(-200, 200)) * 37
            kind = "费用报销" if item == "差旅费" else "对公付款"
            place = (project, None, channel)
            rows.append(
                _line(scale, len(rows), 1, kind, team, submitted, incurred, item, place, cents,
                rate,
                      vendor, f"{item} {month}月")
            )  # fmt: skip
    return rows


def _for_events(scale: Scale, events: pl.DataFrame) -> list[tuple]:
    rows = []
    for turn, event in enumerate(events.filter(pl.col("status") == "已结束").iter_rows(named=True)):
        held = event["starts_at"].date()
        submitted = min(held + timedelta(days=6), scale.last_day)
        planned = int(event["planned_cost"] * 100)
        for line, (item, percent) in enumerate(EVENT_ITEMS, 1):
            cents = planned * percent // 100 + turn * 1_237 + line * 350
            place = (event["project_id"], event["event_id"], "event")
            rate = 0.0 if item == "差旅费" else 0.06
            rows.append(
                _line(scale, 5_001 + turn * 3, line, "对公付款", "EVNT", submitted, held, item,
                place,
                      cents, rate, event["venue"], f"{event['name']} {item}")
            )  # fmt: skip
    return rows


def _media(scale, ad_days, campaigns, accounts, rates) -> list[tuple]:
    """For each closed month, account and channel: the platform's spend in CNY less 1 % rebate."""
    spent = media_by_month(ad_days, campaigns, accounts, rates)
    this_month = scale.today.replace(day=1)
    rows = []
    for turn, row in enumerate(spent.filter(pl.col("month") < this_month).iter_rows(named=True)):
        last = (row["month"] + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        submitted = min(last + timedelta(days=5), scale.last_day)
        cents = int((row["spend_cny"] * 99).quantize(1))
        purpose = f"{row['platform']}/{row['account_id']} {row['month']:%Y-%m}"
        place = ("P-2026-02", None, row["channel_id"])
        for line, part, what in (("1", cents, purpose), ("2", -(cents // 50), f"{purpose} 返点")):
            if line == "1" or turn % 4 == 0:  # some accounts get two per cent back, on a line below
                rows.append(
                    (f"MT{last:%Y%m}{turn:05d}", line, "对公付款", "PERF", "PERF", submitted, last,
                     MEDIA, *place, part, part, 0.06, row["account_name"], "已付款", submitted,
                     what)
                )  # fmt: skip
    return rows


def _rebate(scale: Scale) -> list[tuple]:
    """A credit note of the agency over its third quarter."""
    incurred = date(2026, 9, 28)
    submitted = min(incurred + timedelta(days=4), scale.last_day)
    return [
        ("BX20260928R001", "1", "冲销", "PERF", "PERF", submitted, incurred, "代理服务费",
         "P-2026-02", None, "google_search", -240_000, -240_000, 0.06, "云帆代理", "已付款",
         submitted, "代理服务费 第三季度返还")
    ]  # fmt: skip


def media_by_month(ad_days, campaigns, accounts, rates) -> pl.DataFrame:
    channel = campaigns.select("campaign_id", "channel_id")
    account = accounts.select("account_id", "account_name", "currency_code", platform="connector")
    table = ad_days.join(channel, on="campaign_id", how="left")
    table = table.with_columns(channel_id=pl.coalesce("channel_id", "platform"))
    table = table.join(account, on=["platform", "account_id"])
    rate = rates.select("cny_per_unit", day="rate_date", currency_code="currency_code")
    table = table.join(rate, on=["day", "currency_code"], how="left")
    factor = pl.col("cny_per_unit").fill_null(1)
    return (
        table.group_by(
            "platform",
            "account_id",
            "account_name",
            "channel_id",
            month=pl.col("day").dt.truncate("1mo"),
        )
        .agg(spend_cny=(pl.col("spend") * factor).sum())
        .sort("month", "platform", "account_id", "channel_id")
    )
