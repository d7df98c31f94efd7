select
    region_id,
    name_zh,
    name_en,
    country
from {{ ref('regions') }}
union all
select
    'unknown' as region_id,
    '未知' as name_zh,
    'Unknown' as name_en,
    'unknown' as country
union all
select
    'none' as region_id,
    '无' as name_zh,
    'None' as name_en,
    'none' as country
