select
    'hubspot' as platform,
    history.account_id,
    history.deal_id,
    history.stage_id,
    stages.stage_label,
    stages.display_order as stage_no,
    history.entered_at
from {{ source('hubspot', 'hubspot__deal_stage_history') }} as history
left join {{ source('hubspot', 'hubspot__deals') }} as deals
    on history.account_id = deals.account_id and history.deal_id = deals.deal_id
left join {{ source('hubspot', 'hubspot__deal_pipelines') }} as stages
    on
        history.account_id = stages.account_id
        and deals.pipeline_id = stages.pipeline_id
        and history.stage_id = stages.stage_id
