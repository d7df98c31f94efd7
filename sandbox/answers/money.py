"""True money: spend, orders, refunds, cost, budget. CNY = native × the rate of the business day."""

from datetime import date
from decimal import Decimal

import polars as pl

from sandbox.finance.payroll import moves
from sandbox.story import books
from sandbox.telling import records
from sandbox.world import World

BUSINESS_ZONE = "Asia/Shanghai"
MEDIA, PREPAID = "媒介投放", "充值预存"
DIRECT_ITEMS = ("物料制作", "场地费", "活动物料", "达人合作", "短信邮件费")
FULL_ITEMS = ("工具软件", "代理服务费", "差旅费")
BOOKED, IN_APPROVAL = ("已通过", "已付款"), "审批中"
SCOPES = {"media": ("media",), "direct": ("media", "direct"), "full": ("media", "direct", "full")}
ZERO = pl.lit(0).cast(pl.Decimal(38, 6))


def business_day(moment: str) -> pl.Expr:
    return pl.col(moment).dt.convert_time_zone(BUSINESS_ZONE).dt.date()


def in_cny(world: World, table: pl.DataFrame, day: str, columns: dict[str, str]) -> pl.DataFrame:
    """Adds each named column in CNY at the rate of `day`; a missing rate stays null."""
    rates = world.fx.select(pl.col("rate_date").alias(day), "currency_code", "cny_per_unit")
    table = table.join(rates, on=[day, "currency_code"], how="left", maintain_order="left")
    one = pl.lit(1).cast(pl.Decimal(18, 6))
    rate = pl.when(pl.col("currency_code") == "CNY").then(one).otherwise(pl.col("cny_per_unit"))
    table = table.with_columns(rate=rate)
    made = {name: pl.col(native) * pl.col("rate") for name, native in columns.items()}
    return table.with_columns(**made).drop("rate", "cny_per_unit")


def spend(world: World, as_of: date) -> pl.DataFrame:
    """Per ad (or campaign or bill without ads) and platform day, as the platform shows it.

    What no campaign tells belongs to the account's own brand, region and channel.
    """
    shown = world.ad_days_as_of(as_of).rename({"spend": "spend_native"})
    campaign = world.campaigns.select("campaign_id", "channel_id", "brand_id", "region_id")
    account = world.accounts.select(
        "account_id", "currency_code", "brand_id", "region_id", platform="connector"
    )
    shown = shown.join(campaign, on="campaign_id", how="left", maintain_order="left")
    shown = shown.join(account, on=["platform", "account_id"], maintain_order="left", suffix="_own")
    shown = shown.with_columns(
        pl.coalesce("brand_id", "brand_id_own"),
        pl.coalesce("region_id", "region_id_own"),
        channel_id=pl.coalesce("channel_id", "platform"),
    ).drop("brand_id_own", "region_id_own")
    return in_cny(world, shown, "day", {"spend": "spend_native"})


def restatements(world: World, as_of: date) -> pl.DataFrame:
    """Per account and day: spend as first reported and as shown now, where they differ."""
    first = world.ad_days.filter(pl.col("day") < as_of)
    keys = ["platform", "account_id", "day"]
    then = first.group_by(keys).agg(spend_first=pl.col("spend_first").sum())
    now = world.ad_days_as_of(as_of).group_by(keys).agg(spend_latest=pl.col("spend").sum())
    both = then.join(now, on=keys, how="inner")
    return both.filter(pl.col("spend_first") != pl.col("spend_latest")).sort(keys)


def counted_orders(world: World, end) -> pl.DataFrame:
    """Paid, not a test, not cancelled: value net of tax and of what was refunded to date."""
    paid = pl.col("financial_status").is_in(["paid", "partially_refunded", "refunded"])
    good = paid & ~pl.col("is_test") & pl.col("cancelled_at").is_null()
    orders = world.orders.filter(good & (pl.col("processed_at") < end))
    back = good_refunds(world, end).group_by("order_id").agg(refunded_native=pl.col("amount").sum())
    orders = orders.join(back, on="order_id", how="left", maintain_order="left").select(
        "order_id", "shop", "person_id", "processed_at", "currency_code",
        day=business_day("processed_at"),
        gross_native=pl.col("list_total").cast(pl.Decimal(38, 6)),
        discount_native=pl.col("discount").cast(pl.Decimal(38, 6)),
        shipping_native=pl.col("shipping").cast(pl.Decimal(38, 6)),
        tax_native=pl.col("tax").cast(pl.Decimal(38, 6)),
        paid_native=pl.col("paid").cast(pl.Decimal(38, 6)),
        refunded_native=pl.col("refunded_native").fill_null(ZERO),
    )  # fmt: skip
    net = pl.col("paid_native") - pl.col("tax_native") - pl.col("refunded_native")
    names = ("gross", "discount", "shipping", "tax", "paid", "refunded", "net")
    orders = orders.with_columns(net_native=net)
    return in_cny(world, orders, "day", {name: f"{name}_native" for name in names})


def orders_daily(world: World, end) -> pl.DataFrame:
    """Shop × business day of processing: orders and their money, refunds to date included."""
    names = ("gross", "discount", "tax", "paid", "refunded", "net")
    sums = [pl.col(column).sum() for name in names for column in (f"{name}_native", name)]
    orders = counted_orders(world, end)
    keys = ["shop", "currency_code", "day"]
    return orders.group_by(keys).agg(*sums, orders=pl.len()).sort(keys)


def good_refunds(world: World, end) -> pl.DataFrame:
    """Refunds the bank has carried out."""
    return world.refunds.filter((pl.col("status") == "success") & (pl.col("refunded_at") < end))


def refunds_daily(world: World, end) -> pl.DataFrame:
    """Shop × business day of the refund, at that day's rate."""
    shop = world.orders.select("order_id", "shop", "currency_code")
    table = (
        good_refunds(world, end)
        .join(shop, on="order_id")
        .with_columns(day=business_day("refunded_at"), amount_native=pl.col("amount"))
    )
    table = in_cny(world, table, "day", {"amount": "amount_native"})
    keys = ["shop", "currency_code", "day"]
    sums = (pl.col("amount_native").sum(), pl.col("amount").sum())
    return table.group_by(keys).agg(*sums, refunds=pl.len()).sort(keys)


def ledger_lines(world: World, as_of: date) -> pl.DataFrame:
    """Lines that were handed in before that day."""
    return world.ledger.filter(pl.col("submitted") < as_of)


def media_cost(world: World, as_of: date) -> pl.DataFrame:
    """Account × channel × month: the invoice where there is one, else the platform's spend."""
    keys = ["platform", "account_id", "channel_id", "month"]
    spent = spend(world, as_of).with_columns(month=pl.col("day").dt.truncate("1mo"))
    spent = spent.group_by(keys).agg(spend=pl.col("spend").sum())
    lines = ledger_lines(world, as_of)
    bills = lines.filter((pl.col("cost_item") == MEDIA) & pl.col("status").is_in(BOOKED))
    bills = bills.join(
        world.accounts.select("account_id", vendor="account_name", platform="connector"),
        on="vendor",
    ).with_columns(month=pl.col("incurred").dt.truncate("1mo"))
    billed = bills.group_by(keys).agg(invoiced=pl.col("approved").sum())
    both = spent.join(billed, on=keys, how="full", coalesce=True)
    return both.with_columns(amount=pl.coalesce("invoiced", "spend")).sort(keys)


def planned(world: World, one: dict) -> list[str | None]:
    """The team and the channel that the budget in force names for project and item, if one."""
    plan = world.budget.filter(
        (pl.col("version") == "V2")
        & (pl.col("project_id") == one["project_id"])
        & (pl.col("cost_item") == one["cost_item"])
    )
    found = [plan[name].unique().to_list() for name in ("team_id", "channel_id")]
    return [names[0] if len(names) == 1 else None for names in found]


def accruals(world: World, as_of: date) -> pl.DataFrame:
    """What was accrued (+), and what of it was reversed or met by a bill (−), by its month.

    `status` is committed for the part of an open accrual that waits in approval as a bill.
    Team and channel are those the budget in force plans for project and item, if it plans one.
    """
    bills = ledger_lines(world, as_of).filter(pl.col("cost_item") != PREPAID)
    bills = bills.with_columns(month=pl.col("incurred").dt.truncate("1mo"))
    rows = []
    for one in books.accruals_on(world.accruals, as_of).iter_rows(named=True):
        keys = ("vendor", "project_id", "cost_item", "month")
        own = bills.filter(pl.all_horizontal(pl.col(key) == one[key] for key in keys))
        booked, pending = (
            sum(own.filter(pl.col("status").is_in(states))["approved"], Decimal(0))
            for states in (BOOKED, (IN_APPROVAL,))
        )
        left = one["amount"] - one["reversed"]
        met = min(left, max(Decimal(0), booked - one["reversed"]))
        waiting = min(left, max(Decimal(0), booked + pending - one["reversed"])) - met
        team, channel = planned(world, one)
        told = (one["project_id"], one["cost_item"], one["month"], team, channel)
        rows += [(*told, "actual", one["amount"]), (*told, "actual", -one["reversed"] - met)]
        rows.append((*told, "committed", -waiting))
    names = ["project_id", "cost_item", "month", "team_id", "channel_id", "status", "amount"]
    table = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    return table.filter(pl.col("amount") != 0)


def expected(world: World, as_of: date, status: str) -> pl.DataFrame:
    """Accruals of one status, shaped as lines of the ledger are."""
    direct = pl.col("cost_item").is_in(DIRECT_ITEMS)
    return (
        accruals(world, as_of)
        .filter(pl.col("status") == status)
        .with_columns(
            pl.col("amount").cast(pl.Decimal(38, 6)),
            scope=pl.when(direct).then(pl.lit("direct")).otherwise(pl.lit("full")),
        )
    )


def signed(world: World, as_of: date) -> pl.DataFrame:
    """Contracts not paid, less those of their bills that the ledger holds unpaid."""
    open_ = world.commitments.filter((pl.col("signed") < as_of) & (pl.col("status") != "已取消"))
    bills = ledger_lines(world, as_of).filter(pl.col("status").is_in(("已通过", IN_APPROVAL)))
    rows = []
    for one in open_.iter_rows(named=True):
        keys = ("vendor", "project_id", "cost_item")
        own = bills.filter(pl.all_horizontal(pl.col(key) == one[key] for key in keys))
        own = own.filter(pl.col("incurred") >= one["signed"])
        left = max(Decimal(0), one["amount"] - sum(own["approved"], Decimal(0)))
        team, channel = planned(world, one)
        rows.append((team, channel, one["project_id"], one["cost_item"], one["month"], left))
    names = ["bearing_team", "channel_id", "project_id", "cost_item", "month", "approved"]
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)


def general_ledger(world: World, as_of: date) -> pl.DataFrame:
    """Month × cost item of the expense accounts, what was carried forward left out."""
    told = books.vouchers(world, as_of).filter(~pl.col("is_carry_forward"))
    keys = [pl.col("day").dt.truncate("1mo").alias("month"), "cost_item"]
    return told.group_by(keys).agg(amount=pl.col("debit").sum() - pl.col("credit").sum())


def cost_entries(world: World, as_of: date, end) -> pl.DataFrame:
    """Every cost of a month, at its smallest scope (media ⊂ direct ⊂ full); no prepayments."""
    media = media_cost(world, as_of).select(
        "month", "channel_id", "amount", scope=pl.lit("media"), item=pl.lit(MEDIA),
        team_id=pl.lit("PERF"),
    )  # fmt: skip
    lines = ledger_lines(world, as_of).filter(pl.col("status").is_in(BOOKED))
    lines = lines.filter(pl.col("cost_item").is_in(DIRECT_ITEMS + FULL_ITEMS))
    direct = pl.col("cost_item").is_in(DIRECT_ITEMS)
    booked = lines.select(
        "channel_id", "project_id", "event_id",
        month=pl.col("incurred").dt.truncate("1mo"), amount=pl.col("approved"),
        scope=pl.when(direct).then(pl.lit("direct")).otherwise(pl.lit("full")),
        item="cost_item", team_id="bearing_team",
    )  # fmt: skip
    given = counted_orders(world, end).group_by(month=pl.col("day").dt.truncate("1mo"))
    discounts = given.agg(amount=pl.col("discount").sum())
    people = world.payroll.group_by("month", "team_id").agg(amount=pl.col("total_cost").sum())
    accrued = expected(world, as_of, "actual").select(
        "channel_id", "project_id", "month", "amount", "scope", "team_id", item="cost_item",
    )  # fmt: skip
    pieces = [
        media,
        booked,
        accrued,
        discounts.with_columns(scope=pl.lit("direct"), item=pl.lit("discount")),
        people.with_columns(scope=pl.lit("full"), item=pl.lit("people")),
    ]
    exact = [piece.with_columns(pl.col("amount").cast(pl.Decimal(38, 6))) for piece in pieces]
    return pl.concat(exact, how="diagonal").sort("month", "item", "channel_id", "team_id")


def cost_by_scope(entries: pl.DataFrame) -> pl.DataFrame:
    """Month × scope × channel × team; each scope holds the smaller ones."""
    keys = ["month", "scope", "channel_id", "team_id"]
    pieces = [
        entries.filter(pl.col("scope").is_in(inside)).with_columns(scope=pl.lit(scope))
        for scope, inside in SCOPES.items()
    ]
    return pl.concat(pieces).group_by(keys).agg(pl.col("amount").sum()).sort(keys)


def committed(world: World, as_of: date) -> pl.DataFrame:
    """Lines still in approval: bearing team × channel × project × item × month incurred."""
    lines = ledger_lines(world, as_of)
    open_lines = lines.filter(
        (pl.col("status") == IN_APPROVAL) & (pl.col("cost_item") != PREPAID)
    ).with_columns(month=pl.col("incurred").dt.truncate("1mo"))
    keys = ["bearing_team", "channel_id", "project_id", "cost_item", "month"]
    waiting = expected(world, as_of, "committed").rename({"team_id": "bearing_team"})
    waiting = waiting.select(*keys, approved="amount")
    contracts = signed(world, as_of)
    open_lines = pl.concat(
        [open_lines.select(*keys, "approved"), waiting, contracts], how="vertical_relaxed"
    )
    return open_lines.group_by(keys).agg(amount=pl.col("approved").sum()).sort(keys)


def people_cost(world: World) -> pl.DataFrame:
    """Month × team × position; a team with a position of one or two people is a single row."""
    small = pl.col("headcount_end").min().over("month", "team_id") < 3
    position = pl.when(~small).then(pl.col("position_id"))
    table = world.payroll.with_columns(position_id=position)
    keys = ["month", "team_id", "position_id"]
    sums = (pl.col("headcount_avg").sum(), pl.col("total_cost").sum())
    return table.group_by(keys).agg(*sums).sort(keys)


def headcount(world: World) -> pl.DataFrame:
    """Month × team: heads, those planned for, who came and who left; nobody tells part-time."""
    moved = pl.DataFrame([moves(row) for row in records(world.payroll)])
    heads = ["headcount_end", "headcount_avg", "headcount_plan", "hired", "left"]
    table = pl.concat([world.payroll, moved], how="horizontal")
    return table.group_by("month", "team_id").agg(pl.col(heads).sum()).sort("month", "team_id")


def budget_lines(world: World, as_of: date) -> pl.DataFrame:
    """Lines of both versions of the plan, and both sides of every change to it; what is in force.

    In force is V2 and what was approved since to be moved; a change names no channel: it is that
    of the only line planned for team, project and item.
    """
    second = pl.col("version") == "V2"
    cell = ["team_id", "project_id", "cost_item"]
    lines = world.budget.filter(second).select(*cell, "department", "channel_id").unique()
    channel = pl.when(pl.len() == 1).then(pl.col("channel_id").first())
    lines = lines.group_by(*cell, "department").agg(channel_id=channel)
    since = (pl.col("status") == "已批准") & (pl.col("day") > date(2026, 8, 1))
    moved = world.budget_changes.filter(pl.col("day") < as_of).with_columns(
        version="adjustment_no", is_current=since
    )
    moved = moved.join(lines, on=cell, validate="m:1")
    planned = world.budget.with_columns(is_current=second)
    names = ["version", "is_current", "department", *cell, "channel_id", "month", "amount"]
    return pl.concat([planned.select(names), moved.select(names)])


def budget(world: World, as_of: date) -> pl.DataFrame:
    """Department × channel × project × cost item × month: original (V1) and current."""
    keys = ["department", "channel_id", "project_id", "cost_item", "month"]
    amount = pl.col("amount")
    return (
        budget_lines(world, as_of)
        .group_by(keys)
        .agg(
            original=amount.filter(pl.col("version") == "V1").sum(),
            current=amount.filter("is_current").sum(),
        )
        .sort(keys)
    )
