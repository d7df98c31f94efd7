"""Companies, owners, campaigns and who answered them, and what sales did: as the CRMs tell them."""

import polars as pl
import pytest
from answers import Answers, one_to_one, same

from sandbox.crm.xiaoshouyi import RECORD_TYPE

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

LEADS = """
    from fct_lead as leads
    left join dim_company as companies using (company_key)
    left join dim_campaign as campaigns on leads.campaign_key = campaigns.campaign_key
"""


def standing(answers: Answers, name: str) -> pl.DataFrame:
    """Rows of the sales desks that are there when the story ends."""
    table = answers.world.frames[name]
    return table.filter(pl.col("created_at") < answers.truth.end)


def test_every_company_and_the_one_it_was_merged_into(answers: Answers):
    told = answers.marts("""
        select one.platform, one.company_id, one.company_name, one.industry, one.is_current,
            winner.company_id as winner
        from dim_company as one
        join dim_company as winner on one.current_company_key = winner.company_key
        where one.platform in ('salesforce', 'fxiaoke', 'xiaoshouyi')""")
    true = standing(answers, "sales_companies").with_columns(
        is_current=~pl.col("is_deleted"), winner=pl.coalesce("merged_into", "company_id")
    )
    same(told, true, "platform", "company_id")
    assert true["is_deleted"].any()


def test_companies_of_hubspot_and_those_they_won_over(answers: Answers):
    told = answers.marts("""
        select company_id, company_name, is_current from dim_company
        where platform = 'hubspot' and company_name <> 'unknown'""")
    companies = answers.world.companies
    same(told, companies.with_columns(is_current=~pl.col("is_archived")), "company_id")
    lost = answers.marts("""
        select one.company_id as loser, winner.company_id
        from dim_company as one
        join dim_company as winner on one.current_company_key = winner.company_key
        where one.platform = 'hubspot' and one.company_key <> winner.company_key""")
    listed = companies.drop_nulls("merged_ids")
    losers = listed.with_columns(loser=pl.col("merged_ids").str.split(";")).explode("loser")
    same(lost, losers, "loser")


def test_campaigns_of_sales_are_campaigns(answers: Answers):
    told = answers.marts("""
        select platform, campaign_id, campaign_name, channel_id, naming_ok, start_date, end_date
        from dim_campaign where platform in ('salesforce', 'fxiaoke', 'xiaoshouyi')""")
    channels = {"webinar": "event", "conference": "event", "exhibition": "event", "email": "email"}
    channels |= {"线上直播": "event", "展会": "event", "邮件营销": "email"}
    channel = pl.col("kind").str.to_lowercase().replace_strict(channels, default="unassigned")
    true = answers.world.sales_campaigns.with_columns(channel_id=channel, naming_ok=pl.lit(True))
    same(told, true, "platform", "campaign_id")


def test_every_member_of_a_campaign(answers: Answers):
    told = answers.marts("""
        select campaigns.platform, campaign_id, lead_id, member_status as status, joined_at,
            members.date_day as day, status_no, has_responded, responded_date
        from fct_campaign_member as members join dim_campaign as campaigns using (campaign_key)
        join fct_lead as leads using (lead_key)""")
    told_of_answers = pl.col("platform") == "salesforce"
    local = pl.col("created_at").dt.convert_time_zone("Asia/Shanghai").dt.date()
    true = standing(answers, "sales_members").filter(~pl.col("is_deleted"))
    labels = {"attended": "已参加", "invited": "已邀请"}
    true = true.with_columns(
        status=pl.col("status").replace(labels),
        joined_at="created_at",
        day=local,
        status_no=pl.when(told_of_answers).then(pl.col("has_responded").cast(pl.Int64) + 1),
        has_responded=pl.when(told_of_answers).then("has_responded"),
        responded_date=pl.when(told_of_answers & pl.col("has_responded")).then(
            pl.col("created_at").dt.date()
        ),
    )
    same(told, true, "platform", "campaign_id", "lead_id")


def test_members_are_the_people_their_leads_are(answers: Answers):
    told = answers.marts("""
        select leads.lead_id, members.person_key, leads.person_key as of_lead
        from fct_campaign_member as members join fct_lead as leads using (lead_key)""")
    assert told.filter(pl.col("person_key") != pl.col("of_lead")).is_empty()
    people = told.join(answers.world.sales_leads, on="lead_id").select("person_key", "person_id")
    assert one_to_one(people)


def test_leads_know_owner_company_campaign_and_what_was_done(answers: Answers):
    told = answers.marts(f"""
        select source_name as platform, lead_id, owner_kind, sales_team as team,
            nullif(companies.company_id, 'none') as company_id,
            nullif(campaigns.campaign_id, 'none') as campaign_id, activities, first_followup_at
        {LEADS} where source_name in ('salesforce', 'fxiaoke', 'xiaoshouyi')""")
    members = standing(answers, "sales_members").filter(~pl.col("is_deleted"))
    first = members.sort("created_at", "member_id").unique("lead_id", keep="first")
    done = standing(answers, "sales_activities").group_by("lead_id").agg(activities=pl.len())
    nobody = pl.col("status") == "Open - Not Contacted"
    true = (
        standing(answers, "sales_leads")
        .filter(~pl.col("is_deleted"))
        .with_columns(
            owner_kind=pl.when(nobody).then(pl.lit("queue")).otherwise(pl.lit("user")),
        )
    )
    true = true.join(first.select("lead_id", "campaign_id"), on="lead_id", how="left")
    same(told, true.join(done, on="lead_id", how="left"), "platform", "lead_id")


def test_what_was_done_about_leads_of_hubspot(answers: Answers):
    told = answers.marts("""
        select lead_id, activities, first_followup_at from fct_lead
        where source_name = 'hubspot'""")
    done = pl.col("first_followup_at") < answers.truth.end
    true = answers.world.leads.with_columns(activities=pl.when(done).then(1))
    same(told, true, "lead_id")


def test_deals_know_owner_company_and_campaign(answers: Answers):
    told = answers.marts("""
        select source_name as platform, deal_id,
            nullif(companies.company_id, 'none') as company_id,
            nullif(campaigns.campaign_id, 'none') as campaign_id
        from fct_deal join dim_company as companies using (company_key)
        join dim_campaign as campaigns on fct_deal.campaign_key = campaigns.campaign_key
        where not is_archived""")
    sales = standing(answers, "sales_deals").filter(~pl.col("is_deleted"))
    hubspot = answers.world.deals.filter(~pl.col("is_archived")).select(
        "deal_id", "company_id", platform=pl.lit("hubspot"), campaign_id=pl.lit(None, pl.String)
    )
    columns = ["platform", "deal_id", "company_id", "campaign_id"]
    same(told, pl.concat([sales.select(columns), hubspot.select(columns)]), "platform", "deal_id")
    teams = answers.marts("""
        select source_name as platform, sales_team, count(*) as deals from fct_deal group by all""")
    assert set(teams["sales_team"]) == {
        *("Inside Sales", "Field Sales", "华东渠道部", "华南渠道部", "销售一部", "Sales West"),
        *("华东门店部", "华南门店部"),
    }


def test_orders_of_sales_are_paper_of_their_deals_and_no_revenue(answers: Answers):
    told = answers.marts("""
        select orders.order_id, order_number, orders.date_day as day, order_status as status,
            orders.amount, orders.currency_code, orders.is_archived as is_deleted,
            deals.deal_id, companies.company_id, orders.person_key = deals.person_key as is_theirs
        from fct_crm_order as orders left join fct_deal as deals using (deal_key)
        left join dim_company as companies on orders.company_key = companies.company_key""")
    local = pl.col("created_at").dt.convert_time_zone("Asia/Shanghai").dt.date()
    off = pl.when("is_deleted").then(pl.lit("已作废")).otherwise(pl.lit("已确认"))
    theirs = pl.when(pl.col("deal_id").is_not_null()).then(pl.lit(True))
    true = standing(answers, "sales_orders").with_columns(day=local, status=off, is_theirs=theirs)
    same(told, true, "order_id")
    assert true["is_deleted"].any() and true["deal_id"].null_count()
    shops = answers.marts("select distinct source_name from fct_order")
    assert "fxiaoke" not in set(shops["source_name"])


def test_the_pipeline_is_the_record_type(answers: Answers):
    told = answers.marts("""
        select distinct pipeline from fct_deal where source_name = 'salesforce'""")
    assert set(told["pipeline"]) == {"Direct 商机", "Partner 商机"}
    told = answers.marts("""
        select distinct pipeline from fct_deal
        join dim_account using (account_key)
        where fct_deal.source_name = 'xiaoshouyi' and account_id = '2904963900000017'""")
    assert set(told["pipeline"]) == {RECORD_TYPE}


def test_deals_of_salesforce_began_with_half_of_what_they_come_to(answers: Answers):
    told = answers.marts("""
        select deal_id, opening_amount_native as opening, close_date_moves as moves
        from fct_deal where source_name = 'salesforce'""")
    deals = standing(answers, "sales_deals").filter(pl.col("platform") == "salesforce")
    steps = answers.world.sales_stages.filter(pl.col("entered_at") < answers.truth.end)
    days = pl.col("entered_at").dt.date().n_unique().cast(pl.Int64) - 1
    true = deals.join(steps.group_by("deal_id").agg(moves=days), on="deal_id")
    same(told, true.with_columns(opening=pl.col("amount") / 2), "deal_id")
