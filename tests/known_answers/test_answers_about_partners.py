"""Channel partners: who was won, visited and active, what they sold, what support cost."""

import polars as pl
import pytest
from answers import Answers, divided, same

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

COUNTS = (
    *("opened", "partners", "visits", "visited", "active"),
    *("leads", "leads_checked", "leads_valid"),
)
SUMS = ("sell_in", "sell_out", "returns", "support_cost", "support_pending")


def test_every_month_of_every_partner(answers: Answers):
    told = answers.marts("""
        select report.* exclude (account_key, month_date), month_date as month,
            accounts.platform || '/' || accounts.account_id as account
        from rpt_partner_support as report left join dim_account as accounts using (account_key)""")
    who = answers.world.partners.select(
        "partner_id",
        "brand_id",
        "team_id",
        partner_name="name",
        partner_level="level",
        account=pl.format("partners/{}", "partner_id"),
    )
    true = answers.truth.partner_months.join(who, on="partner_id")
    true = true.with_columns(
        net_sales=pl.col("sell_out") - pl.col("returns"),
        support=pl.col("support_cost").cast(pl.Float64),
    ).with_columns(net=pl.col("net_sales").cast(pl.Float64))
    true = true.with_columns(support_cost_ratio=divided("support", "net"))
    same(told, true, "month", "partner_id")
    for name in COUNTS + SUMS:
        assert true[name].sum() > 0, name


def test_support_is_part_of_the_cost_that_the_ledger_books_and_none_beside_it(answers: Answers):
    told = answers.marts("""
        select support_status, count(*) as lines from fct_partner_activity
        where act_kind = 'support' group by all""")
    assert {"booked", "unbooked", "over_document"} <= set(told["support_status"])
    [items] = answers.marts("""
        select list(distinct source_name) from fct_marketing_cost""").row(0)
    assert "partners" not in items
    claimed = answers.marts("""
        select doc_no, sum(amount) as claimed from fct_partner_activity
        where support_status = 'booked' group by all""")
    ledger = answers.world.ledger.group_by("doc_no").agg(pl.col("approved").sum())
    both = claimed.join(ledger, on="doc_no", how="left")
    assert (
        both.filter(pl.col("approved").is_null() | (pl.col("claimed") > pl.col("approved"))).height
        == 0
    )


def test_partners_stand_among_the_accounts(answers: Answers):
    told = answers.marts("""
        select account_id as partner_id, account_name as name, region_id, brand_id,
            owner_team_id as team_id, partner_level as level, signed_date as signed,
            ended_date as ended
        from dim_account where platform = 'partners'""")
    same(told, answers.world.partners, "partner_id")
