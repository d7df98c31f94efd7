select
    {{ key_of(['figures.account_id', 'figures.wave', 'figures.brand', 'figures.segment', 'figures.metric']) }}
        as figure_key,
    figures.account_id as study,
    figures.wave,
    coalesce(brands.brand, figures.brand) as brand,
    figures.segment,
    figures.metric,
    figures.base_responses,
    figures.value,
    figures.unit,
    figures.flag,
    figures.source as source_name
from {{ ref('stg_brand_figures') }} as figures
left join {{ ref('brand_synonyms') }} as brands on lower(trim(figures.brand)) = brands.written
