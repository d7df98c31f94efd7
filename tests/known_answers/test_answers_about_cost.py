"""Cost by scope, people cost and budget."""

import polars as pl
import pytest
from answers import Answers, same

from sandbox.answers import costs, money
from sandbox.story import books

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

NONE = pl.lit("none")
ITEMS = {"discount": "商家折扣", "people": "人力成本"}
HALF_A_CENT = 0.005


@pytest.fixture(scope="session")
def entries(answers: Answers) -> pl.DataFrame:
    """True cost with `none` where a cost belongs to no channel, team, project or event."""
    names = ["channel_id", "team_id", "project_id", "event_id"]
    return answers.truth.cost_entries.with_columns(
        pl.col(names).fill_null(NONE), pl.col("item").replace(ITEMS)
    )


def test_every_item_of_cost_by_month_channel_team_and_event(answers: Answers, entries):
    told = answers.marts("""
        select cost_month as month, cost_scope as scope, cost_item as item, channel_id,
            bearing_team_id as team_id, event_id, sum(cost) as amount
        from fct_marketing_cost where is_actual group by all""")
    keys = ["month", "scope", "item", "channel_id", "team_id", "event_id"]
    same(told, entries.group_by(keys).agg(pl.col("amount").sum()), *keys)


def test_each_scope_holds_the_smaller_ones(answers: Answers):
    told = answers.marts("""
        with scopes(scope, part) as (values ('media', 'media'), ('direct', 'media'),
            ('direct', 'direct'), ('full', 'media'), ('full', 'direct'), ('full', 'full'))
        select cost_month as month, scopes.scope, channel_id, bearing_team_id as team_id,
            sum(cost) as amount
        from fct_marketing_cost join scopes on part = cost_scope where is_actual group by all""")
    true = answers.truth.cost_by_scope.with_columns(pl.col("channel_id", "team_id").fill_null(NONE))
    same(told, true, "month", "scope", "channel_id", "team_id")


def test_an_invoice_takes_the_place_of_what_the_platform_said(answers: Answers):
    told = answers.marts("""
        select accounts.platform, accounts.account_id, channel_id, cost_month as month,
            sum(cost) as amount
        from fct_marketing_cost join dim_account as accounts using (account_key)
        where cost_scope = 'media' and is_actual group by all""")
    true = answers.truth.media_cost.filter(pl.col("amount") != 0)
    assert true.filter(pl.col("invoiced").is_not_null() & pl.col("spend").is_not_null()).height
    same(told.filter(pl.col("amount") != 0), true, "platform", "account_id", "channel_id", "month")


def test_an_accrual_counts_until_its_invoice_comes_and_not_a_moment_longer(answers: Answers):
    told = answers.marts("""
        select cost_item as item, cost_month as month, sum(cost) as amount
        from fct_marketing_cost where cost_status = 'accrued' and source_name = 'expense_ledger'
        group by all""")
    true = money.accruals(answers.world, answers.truth.as_of).filter(pl.col("status") == "actual")
    keys = ["item", "month"]
    true = true.rename({"cost_item": "item"}).group_by(keys).agg(pl.col("amount").sum())
    same(told, true.filter(pl.col("amount") != 0), *keys)
    settled = answers.marts(
        "select sum(cost) from fct_marketing_cost where cost_status = 'settled'"
    )
    assert settled.item() == 0


def test_every_control_holds_what_was_told_twice_against_each_other(answers: Answers):
    told = answers.marts("""
        select control, cost_month as month, is_closed, own_amount as own,
            stated_amount as stated, difference, verdict,
            coalesce(accounts.account_id || '/' || split_part(subject, '/', 2), subject) as subject
        from fct_ledger_control as controls left join dim_account as accounts
            on split_part(subject, '/', 1) = accounts.account_key""")
    pieces = [books_told(answers), bills(answers), recharges(answers), faces(answers)]
    amounts = [pl.col(name).cast(pl.Decimal(18, 6)) for name in ("own", "stated", "within")]
    true = pl.concat([one.with_columns(amounts) for one in pieces], how="diagonal")
    gap = pl.col("stated") - pl.col("own")
    held = (gap.abs() <= pl.col("within")) | ((pl.col("control") == "recharge") & (gap > 0))
    true = true.with_columns(
        difference=gap, is_closed=pl.lit(value=True),
        verdict=pl.when(held).then(pl.lit("agrees")).otherwise(pl.lit("differs")),
    )  # fmt: skip
    assert true.group_by("control").len()["len"].to_list().count(1) == 0
    month, item, amount = books.UNDOCUMENTED
    wrong = true.filter(pl.col("verdict") == "differs").select("month", "subject", "difference")
    assert wrong.rows() == [(month, costs.CATEGORIES[item], amount)]
    same(told, true, "control", "month", "subject")


def books_told(answers: Answers) -> pl.DataFrame:
    """Months and items of the books, pay as one; documents stand behind all but one voucher."""
    month, item, amount = books.UNDOCUMENTED
    alone = (pl.col("month") == month) & (pl.col("cost_item") == item)
    subject = pl.col("cost_item").replace_strict(costs.CATEGORIES, default="people")
    stated = pl.col("amount")
    told = answers.truth.general_ledger.with_columns(
        own=stated - pl.when(alone).then(amount).otherwise(0)
    )
    sums = told.group_by("month", subject=subject).agg(pl.col("own").sum(), stated=stated.sum())
    return sums.with_columns(control=pl.lit("general_ledger"), within=pl.lit(1))


def bills(answers: Answers) -> pl.DataFrame:
    """Invoices of platforms against what the platforms say was spent, within a twentieth."""
    both = answers.truth.media_cost.drop_nulls(["invoiced", "spend"])
    return both.select(
        "month", own="spend", stated="invoiced", control=pl.lit("platform_invoice"),
        subject=pl.format("{}/{}", "account_id", "channel_id"), within=pl.col("spend") / 20,
    )  # fmt: skip


def recharges(answers: Answers) -> pl.DataFrame:
    """What was paid in ahead, added up, is at least what was used since, added up."""
    paid = money.ledger_lines(answers.world, answers.truth.as_of).filter(
        (pl.col("cost_item") == money.PREPAID) & (pl.col("status") == "已付款")
    )
    paid = paid.group_by("channel_id", month=pl.col("paid_date").dt.truncate("1mo")).agg(
        stated=pl.col("approved").sum()
    )
    used = answers.truth.media_cost.join(paid, on="channel_id", how="semi")
    used = used.filter(pl.col("month") >= paid["month"].min())
    used = used.group_by("channel_id", "month").agg(own=pl.col("spend").sum())
    both = paid.join(used, on=["channel_id", "month"], how="full", coalesce=True).sort("month")
    return both.select(
        "month", pl.col("own", "stated").fill_null(0).cum_sum().over("channel_id"),
        control=pl.lit("recharge"), subject="channel_id", within=pl.lit(0),
    )  # fmt: skip


def faces(answers: Answers) -> pl.DataFrame:
    """Lines that share an invoice come to its face."""
    lines = money.ledger_lines(answers.world, answers.truth.as_of)
    lines = lines.filter(pl.col("status").is_in(["已付款", "已通过", "审批中"]))
    return (
        lines.filter(pl.len().over("invoice_no") > 1)
        .group_by(subject="invoice_no", month=pl.col("incurred").dt.truncate("1mo"))
        .agg(own=pl.col("amount").sum(), stated=pl.col("face").first())
        .with_columns(control=pl.lit("invoice_face"), within=pl.lit(0))
    )


def test_people_cost_shows_no_group_smaller_than_three(answers: Answers):
    told = answers.marts("""
        select cost_month as month, team_id, nullif(position_id, 'none') as position_id,
            sum(cost) as total_cost
        from fct_marketing_cost where cost_category = 'people' group by all""")
    same(told, answers.truth.people_cost, "month", "team_id", "position_id")


def test_heads_of_teams_who_came_and_how_many_left_of_the_average(answers: Answers):
    told = answers.marts("""
        select report_month as month, team_id, headcount_total as headcount_end,
            average_headcount as headcount_avg, planned_headcount as headcount_plan,
            full_time_equivalents, hires as hired, leavers as "left", turnover_rate
        from rpt_headcount""")
    true = answers.truth.headcount.with_columns(
        pl.col("headcount_plan").cast(pl.Float64),
        full_time_equivalents=pl.lit(None, pl.Float64),
        turnover_rate=pl.col("left") / pl.col("headcount_avg"),
    )
    same(told, true, "month", "team_id")
    assert true["left"].sum() > 0
    summed = answers.marts("select sum(headcount_total), sum(leavers) from fct_headcount_monthly")
    assert summed.row(0) == (true["headcount_end"].sum(), true["left"].sum())


def test_budget_as_first_agreed_and_as_it_was_changed_line_by_line(answers: Answers):
    told = answers.marts("""
        select * exclude (source_name) rename (budget_month as month, budget_version as version,
            budget_amount as amount)
        from fct_budget_monthly""")
    lines = money.budget_lines(answers.world, answers.truth.as_of).with_columns(
        pl.col("channel_id", "project_id").fill_null(NONE),
        fiscal_year=pl.col("month").dt.year(),
        region_id=NONE,
        product_line=NONE,
        cost_category=pl.col("cost_item").replace_strict(costs.CATEGORIES),
    )
    keys = [name for name in told.columns if name != "amount"]
    true = lines.group_by(keys).agg(pl.col("amount").sum())
    changes = true.filter(~pl.col("version").is_in(["V1", "V2"]))
    assert changes["is_current"].n_unique() == 2
    same(told, true, *keys)


def test_every_cost_with_all_that_is_known_of_it(answers: Answers):
    told = answers.marts("""
        select date_day as day, coalesce(shops.account_id, 'none') as account_id,
            coalesce(campaign_id, 'none') as campaign_id,
            case when cost_category = 'discount' and source_name = shops.platform then 'shop'
                else source_name end as source_name,
            sum(cost)::double as cost, sum(headcount) as headcount,
            cost_month, cost_item, cost_category, cost_scope, cost_status, is_actual,
            facts.channel_id, project_id, event_id, team_id, bearing_team_id, position_id,
            facts.brand_id, facts.region_id, facts.product_line
        from fct_marketing_cost as facts left join dim_account as shops using (account_key)
        left join dim_campaign as campaigns using (campaign_key)
        group by all having sum(cost) <> 0""")
    true = costs.costs(answers.truth)
    keys = [name for name in told.columns if name not in ("cost", "headcount")]
    same(told, true, *keys, near=HALF_A_CENT)
