{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'deal_id': 'string', 'stage_id': 'string', 'stage_label': 'string',
    'stage_no': 'bigint', 'entered_at': 'timestamp', 'amount_native': 'decimal(18, 6)', 'close_date': 'date',
} -%}
with hubspot as (
    select
        history.*,
        stages.stage_label,
        stages.display_order as stage_no
    from {{ source('hubspot', 'hubspot__deal_stage_history') }} as history
    left join {{ source('hubspot', 'hubspot__deals') }} as deals
        on history.account_id = deals.account_id and history.deal_id = deals.deal_id
    left join {{ source('hubspot', 'hubspot__deal_pipelines') }} as stages
        on
            history.account_id = stages.account_id
            and deals.pipeline_id = stages.pipeline_id
            and history.stage_id = stages.stage_id
),

salesforce as (
    select
        history.account_id,
        history.deal_id,
        history.stage_id,
        history.entered_at,
        stages.stage_label,
        stages.display_order as stage_no,
        max(history.amount) as amount_native,
        max(history.close_date) as close_date
    from {{ source('salesforce', 'salesforce__opportunity_history') }} as history
    left join {{ source('salesforce', 'salesforce__opportunity_stages') }} as stages
        on history.account_id = stages.account_id and history.stage_id = stages.stage_id
    group by
        history.account_id, history.deal_id, history.stage_id, history.entered_at, stages.stage_label,
        stages.display_order
)

{{ union_by_name(columns, [
    {'from': 'hubspot', 'lacks': ['amount_native', 'close_date'], 'set': {'platform': "'hubspot'"}},
    {'from': 'salesforce', 'set': {'platform': "'salesforce'"}},
]) }}
