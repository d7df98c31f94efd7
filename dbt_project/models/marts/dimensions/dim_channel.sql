select
    channel_id,
    channel_group,
    name_zh,
    name_en,
    platform,
    ownership,
    is_direct,
    team_id
from {{ ref('channels') }}
union all
select
    'unknown' as channel_id,
    'unknown' as channel_group,
    '未知' as name_zh,
    'Unknown' as name_en,
    'unknown' as platform,
    'unknown' as ownership,
    false as is_direct,
    'unowned' as team_id
union all
select
    'none' as channel_id,
    'none' as channel_group,
    '不分渠道' as name_zh,
    'Not by channel' as name_en,
    'none' as platform,
    'none' as ownership,
    false as is_direct,
    'unowned' as team_id
union all
select
    'unattributed' as channel_id,
    'unattributed' as channel_group,
    '未归因' as name_zh,
    'Unattributed' as name_en,
    'none' as platform,
    'none' as ownership,
    false as is_direct,
    'unattributed' as team_id
