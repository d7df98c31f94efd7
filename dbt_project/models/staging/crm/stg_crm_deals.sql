select
    'hubspot' as platform,
    deals.account_id,
    deals.deal_id,
    deals.deal_name,
    deals.amount as amount_native,
    deals.currency_code,
    deals.pipeline_id,
    deals.stage_id,
    stages.pipeline_label,
    stages.stage_label,
    stages.probability,
    deals.created_at,
    deals.closed_at,
    deals.updated_at,
    coalesce(deals.is_won, false) as is_won,
    coalesce(deals.is_closed, false) as is_closed,
    archived.deal_id is not null as is_archived
from {{ source('hubspot', 'hubspot__deals') }} as deals
left join {{ source('hubspot', 'hubspot__archived_deals') }} as archived
    on deals.account_id = archived.account_id and deals.deal_id = archived.deal_id
left join {{ source('hubspot', 'hubspot__deal_pipelines') }} as stages
    on
        deals.account_id = stages.account_id
        and deals.pipeline_id = stages.pipeline_id
        and deals.stage_id = stages.stage_id
