{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'post_id': 'string', 'stat_date': 'date', 'reaction': 'string',
    'reactions_total': 'bigint',
} -%}
{%- set kinds = {
    'linkedin_pages': ['like', 'celebrate', 'love', 'insightful', 'support', 'funny'],
    'facebook_pages': ['like', 'love', 'wow', 'haha', 'sorry', 'anger', 'care'],
} -%}
{%- set arms = [] -%}
{%- for platform, reactions in kinds.items() -%}
{%- for reaction in reactions -%}
{%- set total = 'reactions_' ~ reaction ~ '_total' -%}
{%- do arms.append({
    'from': source(platform, platform ~ '__posts'), 'where': total ~ ' is not null',
    'set': {'platform': "'" ~ platform ~ "'", 'reaction': "'" ~ reaction ~ "'", 'reactions_total': total},
}) -%}
{%- endfor -%}
{%- endfor -%}
{{ union_by_name(columns, arms) }}
