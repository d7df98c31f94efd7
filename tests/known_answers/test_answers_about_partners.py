"""Channel partners: who was won, visited and active, what they sold, what support cost."""

import polars as pl
import pytest
from answers import Answers, same

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

COUNTS = (
    *("opened", "partners", "visits", "visited", "active"),
    *("leads", "leads_checked", "leads_valid"),
)
SUMS = ("sell_in", "sell_out", "returns", "support_cost", "support_pending")


def test_every_month_of_every_partner(answers: Answers):
    told = answers.marts(f"""
        select month_date as month, partner_id, region_id, {", ".join(COUNTS + SUMS)}
        from rpt_partner_support""")
    true = answers.truth.partner_months
    same(told, true, "month", "partner_id")
    for name in COUNTS + SUMS:
        assert true[name].sum() > 0, name


def test_the_ratio_is_that_of_the_sums(answers: Answers):
    wrong = answers.marts("""
        select * from rpt_partner_support
        where support_cost_ratio is distinct from
            support_cost::double / nullif((sell_out - returns)::double, 0)
            and not (support_cost = 0 and support_cost_ratio is null)""")
    assert wrong.height == 0


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
