select
    team_id,
    name_zh,
    name_en,
    lead_position_id
from {{ ref('teams') }}
union all
select
    'unowned' as team_id,
    '无归属' as name_zh,
    'Unowned' as name_en,
    'none' as lead_position_id
union all
select
    'unattributed' as team_id,
    '未归因' as name_zh,
    'Unattributed' as name_en,
    'none' as lead_position_id
union all
select
    'unknown' as team_id,
    '未知' as name_zh,
    'Unknown' as name_en,
    'unknown' as lead_position_id
union all
select
    'none' as team_id,
    '不分团队' as name_zh,
    'Not by team' as name_en,
    'none' as lead_position_id
