select
    brand_id,
    name_zh,
    name_en
from {{ ref('brands') }}
union all
select
    'unknown' as brand_id,
    '未知' as name_zh,
    'Unknown' as name_en
union all
select
    'none' as brand_id,
    '无' as name_zh,
    'None' as name_en
