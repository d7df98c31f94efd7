"""What the reports say of a company small enough to reckon in the head."""

from decimal import Decimal

import msgspec
import pytest
from conftest import Ask
from test_listed_models import LISTED, otherwise

from pipelines.build import Built, Dbt

pytestmark = pytest.mark.dbt


def test_a_failed_account_is_null_in_the_report_and_a_quiet_day_is_zero(ask: Ask):
    rows = ask(
        """
        select accounts.account_id, roi.date_day::varchar, sum(roi.spend), max(roi.missing_accounts)
        from marts.rpt_channel_roi as roi
        join marts.dim_account as accounts using (account_key)
        where roi.attribution_model = 'linear' and accounts.platform = 'tiktok_ads'
        group by all order by all
        """
    )
    assert rows == [
        ("a", "2026-11-01", Decimal(70), 0),
        ("a", "2026-11-02", Decimal(0), 0),
        ("a", "2026-11-03", Decimal(210), 0),
        ("b", "2026-11-01", Decimal(35), 0),
        ("b", "2026-11-02", Decimal(0), 0),
        ("b", "2026-11-03", None, 1),
    ]


def test_a_failed_account_is_named_with_its_day_and_the_reason(ask: Ask):
    rows = ask(
        "select account_name, numerator, denominator, detail from marts.rpt_data_trust "
        "where measure = 'completeness_rate' and verdict = 'bad'"
    )
    detail = "missing 2026-11-03 to 2026-11-03, 1 days: the account refused"
    assert rows == [("Dark", 2, 3, detail)]


def test_the_order_is_credited_to_the_ad_click_and_not_to_the_later_direct_visit(ask: Ask):
    rows = ask(
        """
        select attribution_model, channel_id, credit, credited_value
        from marts.fct_attribution_credit where goal_id = 'order' and credit > 0 order by all
        """
    )
    net = Decimal(80 * 7)
    assert ("last_non_direct", "tiktok_ads", 1, net) in rows
    assert ("last", "direct", 1, net) in rows
    assert [row[1:] for row in rows if row[0] == "linear"] == [
        ("direct", Decimal("0.5"), net / 2),
        ("tiktok_ads", Decimal("0.5"), net / 2),
    ]


def test_the_team_named_on_the_day_owns_the_credit_and_its_cost(ask: Ask):
    rows = ask(
        """
        select team_id, position_id, contribution_value, direct_cost, contribution_per_cost
        from marts.rpt_contribution
        where attribution_model = 'last_non_direct' and axis = 'function' and team_id = 'CRM'
        """
    )
    assert rows == [("CRM", "crm_operator", Decimal(560), Decimal(280), 2.0)]


def test_one_person_runs_through_the_funnel(ask: Ask):
    rows = ask(
        "select stage_no, subjects, inferred_subjects, step_rate "
        "from marts.rpt_funnel_steps where funnel = 'life_cycle' order by all"
    )
    reached = [(1, 1, 0), (2, 1, 0), (3, 1, 1), (4, 1, 0), (5, 0, 0)]
    assert rows == [(*row, None) for row in reached]


def test_spend_without_clicks_has_no_price_per_click(ask: Ask):
    rows = ask(
        """
        select spend, clicks, cost_per_click from marts.rpt_channel_roi
        where attribution_model = 'linear' and clicks = 0 and spend > 0
        """
    )
    assert rows == [(Decimal(210), 0, None)]


def test_platform_claims_stand_beside_credit(ask: Ask):
    rows = ask(
        """
        select credit_last_non_direct, claimed_conversions, claim_ratio
        from marts.rpt_attribution_compare where goal_id = 'order' and channel_id = 'tiktok_ads'
        """
    )
    assert rows == [(1.0, 3.0, 3.0)]


def test_every_column_of_a_listed_model_is_explained(ask: Ask, small: tuple[Dbt, Built]):
    nodes = msgspec.json.decode(small[0].manifest.read_bytes())["nodes"].values()
    told = {one["name"]: set(one["columns"]) for one in nodes if one["resource_type"] == "model"}
    rows = ask("select table_name, column_name from duckdb_columns() where not internal")
    there: dict[str, set[str]] = {}
    for table, column in rows:
        there.setdefault(table, set()).add(column)
    models = {one for name in LISTED for one in otherwise().get(name, [name]) if one in told}
    assert {one: told[one] ^ there[one] for one in models if told[one] != there[one]} == {}
