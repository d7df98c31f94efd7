select
    'kpi_targets' as platform,
    account_id as file_slot,
    period_kind,
    period_start_date,
    position as position_label,
    person_key <> '' as is_personal,
    kpi_code,
    rater_hash,
    score,
    scale,
    rater_weight,
    _pulled_at
from {{ source('kpi_targets', 'kpi_targets__ratings') }}
