select
    position_id,
    name_zh,
    name_en,
    team_id,
    valid_from_date,
    valid_to_date
from {{ ref('positions') }}
union all
select
    'unknown' as position_id,
    '未知' as name_zh,
    'Unknown' as name_en,
    'unknown' as team_id,
    cast(null as date) as valid_from_date,
    cast(null as date) as valid_to_date
union all
select
    'none' as position_id,
    '无' as name_zh,
    'None' as name_en,
    'none' as team_id,
    cast(null as date) as valid_from_date,
    cast(null as date) as valid_to_date
