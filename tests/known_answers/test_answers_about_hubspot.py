"""What HubSpot keeps beside contacts and deals: lines, tickets, ratings, lists, campaigns."""

import polars as pl
import pytest
from answers import Answers, one_to_one, same

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]


def test_lines_add_up_to_their_deal_and_name_what_was_sold(answers: Answers):
    told = answers.marts("""
        select line_id, deal_id, sku, lines.product_line, line_name, lines.currency_code,
            quantity, unit_price_native as unit_price, lines.amount_native as amount
        from fct_deal_line as lines join fct_deal as deals using (deal_key)
        join dim_product as products using (product_key)""")
    world = answers.world
    lines = world.hub_lines.filter(~pl.col("is_archived"))
    lines = lines.join(world.deals.filter(~pl.col("is_archived")), on="deal_id", how="semi")
    true = lines.join(world.products.select("sku", "product_line"), on="sku")
    same(told, true.with_columns(pl.col("quantity").cast(pl.Float64)), "line_id")
    apart = answers.marts("""
        select deal_id from fct_deal_line as lines join fct_deal as deals using (deal_key)
        group by deal_id, deals.amount_native, deals.amount
        having sum(lines.amount_native) <> deals.amount_native
            or abs(sum(lines.amount) - deals.amount) > 0.00001""")
    assert apart.is_empty()


def test_won_revenue_by_product_line(answers: Answers):
    told = answers.marts("""
        select product_line, currency_code, sum(amount_native) as amount
        from fct_deal_line where is_won and not is_archived group by all""")
    world = answers.world
    won = world.deals.filter(pl.col("is_won") & ~pl.col("is_archived"))
    lines = world.hub_lines.filter(~pl.col("is_archived")).join(won, on="deal_id", how="semi")
    lines = lines.join(world.products.select("sku", "product_line"), on="sku")
    true = lines.group_by("product_line", "currency_code").agg(pl.col("amount").sum())
    same(told, true, "product_line", "currency_code")


def test_tickets_and_how_fast_they_were_answered(answers: Answers):
    told = answers.marts("""
        select ticket_id, stage, priority, reason, owner_id, first_reply_at as replied_at,
            closed_at, is_closed, hours_to_reply
        from fct_service_ticket""")
    stages = answers.world.hub_items.filter(pl.col("item_kind") == "ticket_stage")
    names = dict(stages.select("item_id", "item_name").iter_rows())
    hours = (pl.col("replied_at") - pl.col("created_at")).dt.total_milliseconds() / 3_600_000
    true = answers.world.hub_tickets.filter(~pl.col("is_archived")).with_columns(
        stage=pl.col("stage_id").replace_strict(names), hours_to_reply=hours
    )
    same(told, true, "ticket_id")
    people = answers.marts("""
        select ticket_id, person_key from fct_service_ticket where person_key <> 'unknown'""")
    assert one_to_one(people.join(true, on="ticket_id").select("person_key", "person_id"))
    assert len(people) == len(told)


def test_leads_know_how_warm_they_are_and_the_forms_they_sent(answers: Answers):
    told = answers.marts("""
        select lead_id as contact_id, nullif(lead_rating, 'unknown') as rating, forms_sent
        from fct_lead where source_name = 'hubspot'""")
    world = answers.world
    sent = world.hub_submissions.group_by("email").agg(forms_sent=pl.len())
    leads = world.leads.select(contact_id="lead_id").join(
        world.contacts.select("contact_id", "email"), on="contact_id"
    )
    true = leads.join(world.hub_leads, on="contact_id", how="left").join(
        sent, on="email", how="left"
    )
    same(told, true, "contact_id")
    assert true["forms_sent"].drop_nulls().max() == 2


def test_everything_beside_the_records_is_listed(answers: Answers):
    told = answers.marts("""
        select item_kind, item_id, item_name, nullif(item_type, 'unknown') as item_type,
            nullif(items.status, 'unknown') as status, sku, unit_price, items.start_date,
            items.end_date, published_at, members, submissions,
            nullif(campaigns.campaign_id, 'none') as campaign_id
        from dim_crm_item as items join dim_campaign as campaigns using (campaign_key)
        where item_kind <> 'property'""")
    world = answers.world
    members = world.hub_members.group_by(item_id="list_id").agg(held=pl.len())
    sent = world.hub_submissions.group_by(item_id="form_id").agg(sent=pl.len())
    kind = pl.col("item_kind")
    true = world.hub_items.join(members, on="item_id", how="left")
    true = true.join(sent, on="item_id", how="left").with_columns(
        members=pl.when(kind == "list").then(pl.col("held").fill_null(0)),
        submissions=pl.when(kind == "form").then(pl.col("sent").fill_null(0)),
        campaign_id=pl.when(kind == "campaign").then("item_id").otherwise("campaign_id"),
    )
    same(told, true, "item_kind", "item_id")
    properties = answers.marts("select item_id from dim_crm_item where item_kind = 'property'")
    assert {"contacts.member_no", "tickets.hs_pipeline_stage"} <= set(properties["item_id"])


def test_a_deal_belongs_to_its_primary_company(answers: Answers):
    told = answers.warehouse("""
        select count(*) filter (where link_label is null and company_id < main) as others
        from source.hubspot__deal_companies join (
            select deal_id, min(company_id) as main from source.hubspot__deal_companies
            where link_label = 'Primary' group by deal_id) using (deal_id)""")
    assert told["others"][0] > 0
    deals = answers.warehouse("select deal_id, company_id from staging.stg_crm_deals"
                              " where platform = 'hubspot'")  # fmt: skip
    same(deals, answers.world.deals.filter(~pl.col("is_archived")), "deal_id")


def test_campaigns_of_hubspot_are_campaigns(answers: Answers):
    told = answers.marts("""
        select campaign_id, campaign_name, naming_ok, channel_id, start_date, end_date
        from dim_campaign where platform = 'hubspot'""")
    items = answers.world.hub_items.filter(pl.col("item_kind") == "campaign")
    true = items.with_columns(
        campaign_id="item_id",
        campaign_name="item_name",
        channel_id=pl.lit("unassigned"),
        naming_ok=pl.col("item_name").str.starts_with("QH_"),
    )
    same(told, true, "campaign_id")


def test_what_is_listed_is_here_as_new_as_it_is_there(answers: Answers):
    told = answers.marts("""
        select feed, numerator, denominator, verdict from rpt_data_trust
        where measure = 'listed_share' and connector = 'hubspot'""")
    kinds = {"contacts", "companies", "deals", "tickets", "leads", "line_items"}
    assert set(told["feed"]) >= kinds
    assert set(told["verdict"]) == {"ok"}
    assert (told["denominator"] > 0).all()
