"""Every cost with all that is known of it: whose, for what, how sure, and who counts the heads."""

from typing import TYPE_CHECKING

import polars as pl

from sandbox.answers import money

if TYPE_CHECKING:
    from sandbox.truth import Truth

CATEGORIES = {
    "媒介投放": "media", "物料制作": "production", "场地费": "event_venue",
    "活动物料": "event_material", "达人合作": "creator", "短信邮件费": "message",
    "代理服务费": "agency", "工具软件": "tools", "差旅费": "travel", "人力成本": "people",
    "商家折扣": "discount",
}  # fmt: skip
SCOPES = dict.fromkeys(money.DIRECT_ITEMS, "direct") | {"媒介投放": "media", "商家折扣": "direct"}
STATES = {"已付款": "paid", "已通过": "booked", "审批中": "committed"}
NAMES = ("account_id", "channel_id", "campaign_id", "project_id", "event_id", "position_id")
ABOUT = ("brand_id", "region_id", "product_line")
UNKNOWN = pl.lit("unknown")
MONTH = pl.col("day").dt.truncate("1mo")


def costs(true: "Truth") -> pl.DataFrame:
    """One row per cost that is told apart; `none` where it belongs to none, heads beside pay."""
    pieces = [_media(true), _documents(true), _accruals(true), _contracts(true), _people(true)]
    table = pl.concat([*pieces, _discounts(true)], how="diagonal_relaxed")
    item = pl.col("cost_item")
    table = table.with_columns(
        pl.col(*NAMES, *ABOUT).fill_null("none"),
        cost_category=item.replace_strict(CATEGORIES),
        cost_scope=item.replace_strict(SCOPES, default="full"),
        is_actual=pl.col("cost_status") != "committed",
        cost_month=MONTH,
    )
    kept = [name for name in table.columns if name not in ("cost", "headcount")]
    heads = pl.when(pl.col("headcount").count() > 0).then(pl.col("headcount").sum())
    sums = table.group_by(kept).agg(pl.col("cost").sum(), headcount=heads)
    return sums.filter(pl.col("cost").abs() > 1e-9)


def _media(true: "Truth") -> pl.DataFrame:
    """Platform spend by campaign and day; an invoice is shared out over what it bills.

    Spend belongs to the project that planned for its channel, an invoice to the one it names.
    """
    world, place = true.world, ["platform", "account_id", "channel_id", "month"]
    told = pl.col("naming_ok")
    campaigns = world.campaigns.select(
        "campaign_id", owner=pl.when(told).then("owner_team"),
        line=pl.when(told).then("product_line").otherwise(UNKNOWN),
    )  # fmt: skip
    plans = world.budget.filter(cost_item=money.MEDIA).select("channel_id", planned="project_id")
    teams = world.channels.select("channel_id", "team_id")
    spent = true.spend.with_columns(month=MONTH)
    spent = spent.group_by(*place, "campaign_id", "day", *ABOUT[:2]).agg(
        spend=pl.col("spend").sum().cast(pl.Float64)
    )
    spent = (
        spent.join(_invoices(true), on=place, how="left")
        .join(campaigns, on="campaign_id", how="left")
        .join(plans.unique(), on="channel_id", how="left")
        .join(teams, on="channel_id", how="left")
    )
    is_billed = pl.col("billed").is_not_null()
    share = pl.col("billed") * pl.col("spend") / pl.col("spend").sum().over(place)
    shared = spent.select(
        "day", "account_id", "channel_id", *ABOUT[:2],
        product_line=pl.col("line").fill_null(UNKNOWN),
        campaign_id=pl.col("campaign_id").fill_null(UNKNOWN),
        project_id=pl.coalesce("named", "planned"),
        team_id=pl.coalesce("owner", "team_id"), bearing_team_id=pl.coalesce("bearing", "team_id"),
        cost_status=pl.when(is_billed).then("state").otherwise(pl.lit("accrued")),
        source_name=pl.when(is_billed).then(pl.lit("invoice")).otherwise(pl.lit("platform")),
        cost=pl.when(is_billed).then(share).otherwise("spend"),
    )  # fmt: skip
    unseen = _invoices(true).join(spent, on=place, how="anti").join(teams, on="channel_id")
    about = world.accounts.select("account_id", *ABOUT[:2], platform="connector")
    unseen = unseen.join(about, on=["platform", "account_id"]).select(
        "account_id", "channel_id", *ABOUT[:2], "team_id", day="last", project_id="named",
        bearing_team_id="bearing", cost_status="state", source_name=pl.lit("invoice"),
        cost="billed",
    )  # fmt: skip
    return pl.concat([shared, unseen], how="diagonal").with_columns(cost_item=pl.lit(money.MEDIA))


def _invoices(true: "Truth") -> pl.DataFrame:
    """Bills of platforms by account, channel and month; unpaid while one of them is."""
    vendor = true.world.accounts.select("account_id", vendor="account_name", platform="connector")
    bills = money.ledger_lines(true.world, true.as_of).filter(
        (pl.col("cost_item") == money.MEDIA) & pl.col("status").is_in(money.BOOKED)
    )
    bills = bills.join(vendor, on="vendor").with_columns(
        month=pl.col("incurred").dt.truncate("1mo")
    )
    paid = (pl.col("status") == "已付款").all()
    return bills.group_by("platform", "account_id", "channel_id", "month").agg(
        billed=pl.col("approved").sum().cast(pl.Float64), last=pl.col("incurred").max(),
        named=pl.col("project_id").min(), bearing=pl.col("bearing_team").min(),
        state=pl.when(paid).then(pl.lit("paid")).otherwise(pl.lit("booked")),
    )  # fmt: skip


def _documents(true: "Truth") -> pl.DataFrame:
    """Lines of the ledger that are booked or wait, but for what is paid ahead and for media."""
    events = true.world.events.select("event_id", *ABOUT)
    lines = money.ledger_lines(true.world, true.as_of).filter(
        pl.col("status").is_in([*STATES]) & (pl.col("cost_item") != money.PREPAID)
    )
    booked_media = (pl.col("cost_item") == money.MEDIA) & pl.col("status").is_in(money.BOOKED)
    return lines.filter(~booked_media).join(events, on="event_id", how="left").select(
        "cost_item", "channel_id", "project_id", "event_id", *ABOUT, day="incurred",
        team_id="bearing_team", bearing_team_id="bearing_team",
        cost_status=pl.col("status").replace_strict(STATES),
        source_name=pl.lit("expense_ledger"), cost=pl.col("approved").cast(pl.Float64),
    )  # fmt: skip


def _accruals(true: "Truth") -> pl.DataFrame:
    """What is left of accruals, and, promised twice, what bills in approval will take of them."""
    left = money.accruals(true.world, true.as_of)
    service = ["project_id", "cost_item", "month", "team_id", "channel_id"]
    sums = left.group_by(*service, "status").agg(pl.col("amount").sum().cast(pl.Float64))
    is_actual = pl.col("status") == "actual"
    return sums.select(
        "project_id", "cost_item", "channel_id", "team_id", day="month", bearing_team_id="team_id",
        cost_status=pl.when(is_actual).then(pl.lit("accrued")).otherwise(pl.lit("committed")),
        source_name=pl.lit("expense_ledger"), cost="amount",
    )  # fmt: skip


def _contracts(true: "Truth") -> pl.DataFrame:
    """What is signed and not yet billed, in the month for which it is signed."""
    return money.signed(true.world, true.as_of).select(
        "cost_item", "channel_id", "project_id", day="month", team_id="bearing_team",
        bearing_team_id="bearing_team", cost_status=pl.lit("committed"),
        source_name=pl.lit("budget_workbook"), cost=pl.col("approved").cast(pl.Float64),
    )  # fmt: skip


def _people(true: "Truth") -> pl.DataFrame:
    """Pay by position, small groups in one row, beside the heads it is for."""
    return true.people_cost.select(
        "position_id", "team_id", day="month", bearing_team_id="team_id",
        cost_item=pl.lit("人力成本"), cost_status=pl.lit("booked"), source_name=pl.lit("payroll"),
        cost=pl.col("total_cost").cast(pl.Float64), headcount="headcount_avg",
    )  # fmt: skip


def _discounts(true: "Truth") -> pl.DataFrame:
    """What shops gave away, on the day of the order; no team owns or bears it."""
    shop = true.world.accounts.select(*ABOUT[:2], account_id="account_id", shop="account_id")
    return true.orders.join(shop, on="shop").select(
        "day", "account_id", *ABOUT[:2], cost_item=pl.lit("商家折扣"),
        team_id=pl.lit("unowned"), bearing_team_id=pl.lit("none"), cost_status=pl.lit("paid"),
        source_name=pl.lit("shop"), cost=pl.col("discount").cast(pl.Float64),
    )  # fmt: skip
