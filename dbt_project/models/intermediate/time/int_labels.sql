{%- set lists = [
    ('brand', 'brands', 'brand_id'), ('region', 'regions', 'region_id'), ('team', 'teams', 'team_id'),
    ('position', 'positions', 'position_id'), ('channel', 'channels', 'channel_id'),
    ('product_line', 'product_lines', 'product_line'),
] -%}
with labels as (
    {%- for kind, seed, id in lists %}
    {%- for label in [id, 'name_zh', 'name_en'] %}
    select
        '{{ kind }}' as label_kind,
        cast({{ label }} as string) as label,
        cast({{ id }} as string) as house_id
    from {{ ref(seed) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    label_kind,
    label,
    min(house_id) as house_id
from labels
group by label_kind, label
