{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'deal_id': 'string', 'deal_name': 'string',
    'amount_native': 'decimal(18, 6)', 'currency_code': 'string', 'pipeline_id': 'string', 'stage_id': 'string',
    'pipeline_label': 'string', 'stage_label': 'string', 'probability': 'double', 'created_at': 'timestamp',
    'closed_at': 'timestamp', 'close_date': 'date', 'updated_at': 'timestamp', 'is_won': 'boolean',
    'is_closed': 'boolean', 'is_archived': 'boolean', 'owner_id': 'string', 'sales_team': 'string',
    'company_id': 'string', 'campaign_id': 'string',
} -%}
{%- set unlisted = ['pipeline_id', 'pipeline_label', 'currency_code'] -%}
with hubspot_companies as (
    select
        account_id,
        deal_id,
        coalesce(min(case when link_label = 'Primary' then company_id end), min(company_id)) as company_id
    from {{ source('hubspot', 'hubspot__deal_companies') }}
    group by account_id, deal_id
),

hubspot as (
    select
        deals.*,
        companies.company_id,
        stages.pipeline_label,
        stages.stage_label,
        stages.probability,
        gone.record_id is not null as is_archived
    from {{ source('hubspot', 'hubspot__deals') }} as deals
    left join {{ ref('stg_crm_listings') }} as gone
        on
            deals.account_id = gone.account_id
            and deals.deal_id = gone.record_id
            and gone.object_name = 'deals'
            and gone.gone_at is not null
    left join hubspot_companies as companies
        on deals.account_id = companies.account_id and deals.deal_id = companies.deal_id
    left join {{ source('hubspot', 'hubspot__deal_pipelines') }} as stages
        on
            deals.account_id = stages.account_id
            and deals.pipeline_id = stages.pipeline_id
            and deals.stage_id = stages.stage_id
),

salesforce as (
    select
        deals.*,
        stages.stage_label,
        types.record_type_label as pipeline_label
    from {{ source('salesforce', 'salesforce__opportunities') }} as deals
    left join {{ source('salesforce', 'salesforce__record_types') }} as types
        on deals.account_id = types.account_id and deals.record_type_id = types.record_type_id
    left join {{ source('salesforce', 'salesforce__opportunity_stages') }} as stages
        on deals.account_id = stages.account_id and deals.stage_id = stages.stage_id
),

fxiaoke as (
    select
        deals.*,
        choices.label
    from {{ source('fxiaoke', 'fxiaoke__opportunities') }} as deals
    left join {{ source('fxiaoke', 'fxiaoke__choices') }} as choices
        on {{ says('choices', 'deals', 'NewOpportunityObj', 'sales_stage', 'stage_id') }}
)

{{ union_by_name(columns, [
    {'from': 'hubspot', 'lacks': ['close_date', 'sales_team', 'campaign_id'],
     'set': {'platform': "'hubspot'", 'amount_native': 'amount', 'is_won': 'coalesce(is_won, false)',
             'is_closed': 'coalesce(is_closed, false)'}},
    {'from': 'salesforce', 'lacks': ['closed_at', 'sales_team'],
     'set': {'platform': "'salesforce'", 'amount_native': 'amount', 'is_archived': 'is_deleted',
             'pipeline_id': 'record_type_id'}},
    {'from': 'fxiaoke', 'lacks': ['pipeline_id', 'pipeline_label', 'currency_code'],
     'set': {'platform': "'fxiaoke'", 'stage_label': 'coalesce(stage_label, label)', 'amount_native': 'amount', 'is_archived': 'is_deleted'}},
    {'from': source('xiaoshouyi', 'xiaoshouyi__opportunities'),
     'lacks': ['pipeline_label', 'currency_code', 'stage_label'],
     'set': {'platform': "'xiaoshouyi'", 'pipeline_id': 'record_type_id', 'amount_native': 'amount', 'is_archived': 'false'}},
    {'from': newest_listed('fxiaoke', 'opportunities', 'deal_id') ~ ' as lists', 'lacks': unlisted,
     'set': {'platform': "'fxiaoke'", 'account_id': 'corp_id', 'amount_native': 'amount', 'stage_label': 'stage_id',
             'is_archived': 'false'}},
    {'from': newest_listed('xiaoshouyi', 'opportunities', 'deal_id') ~ ' as lists', 'lacks': unlisted,
     'set': {'platform': "'xiaoshouyi'", 'account_id': 'corp_id', 'amount_native': 'amount', 'stage_label': 'stage_id',
             'is_archived': 'false'}},
]) }}
