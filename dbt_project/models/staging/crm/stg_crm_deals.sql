{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'deal_id': 'string', 'deal_name': 'string',
    'amount_native': 'decimal(18, 6)', 'currency_code': 'string', 'pipeline_id': 'string', 'stage_id': 'string',
    'pipeline_label': 'string', 'stage_label': 'string', 'probability': 'double', 'created_at': 'timestamp',
    'closed_at': 'timestamp', 'close_date': 'date', 'updated_at': 'timestamp', 'is_won': 'boolean',
    'is_closed': 'boolean', 'is_archived': 'boolean',
} -%}
with hubspot as (
    select
        deals.*,
        stages.pipeline_label,
        stages.stage_label,
        stages.probability,
        archived.deal_id is not null as is_archived
    from {{ source('hubspot', 'hubspot__deals') }} as deals
    left join {{ source('hubspot', 'hubspot__archived_deals') }} as archived
        on deals.account_id = archived.account_id and deals.deal_id = archived.deal_id
    left join {{ source('hubspot', 'hubspot__deal_pipelines') }} as stages
        on
            deals.account_id = stages.account_id
            and deals.pipeline_id = stages.pipeline_id
            and deals.stage_id = stages.stage_id
),

salesforce as (
    select
        deals.*,
        stages.stage_label
    from {{ source('salesforce', 'salesforce__opportunities') }} as deals
    left join {{ source('salesforce', 'salesforce__opportunity_stages') }} as stages
        on deals.account_id = stages.account_id and deals.stage_id = stages.stage_id
)

{{ union_by_name(columns, [
    {'from': 'hubspot', 'lacks': ['close_date'],
     'set': {'platform': "'hubspot'", 'amount_native': 'amount', 'is_won': 'coalesce(is_won, false)',
             'is_closed': 'coalesce(is_closed, false)'}},
    {'from': 'salesforce', 'lacks': ['pipeline_id', 'pipeline_label', 'closed_at'],
     'set': {'platform': "'salesforce'", 'amount_native': 'amount', 'is_archived': 'is_deleted'}},
    {'from': source('fxiaoke', 'fxiaoke__opportunities'), 'lacks': ['pipeline_id', 'pipeline_label', 'currency_code'],
     'set': {'platform': "'fxiaoke'", 'amount_native': 'amount', 'is_archived': 'is_deleted'}},
    {'from': source('xiaoshouyi', 'xiaoshouyi__opportunities'),
     'lacks': ['pipeline_id', 'pipeline_label', 'currency_code', 'stage_label'],
     'set': {'platform': "'xiaoshouyi'", 'amount_native': 'amount', 'is_archived': 'false'}},
]) }}
