{%- set web = {'cookie': 'anonymous_id', 'member': 'user_hash', 'email': 'email_hash', 'phone': 'phone_hash'} -%}
{%- set known = ['contact', 'merged_contact', 'customer', 'member', 'email', 'phone', 'external_user', 'union_id'] -%}
{%- set filled = 'case when ' ~ web.values() | join(' is null then 0 else 1 end + case when ') ~ ' is null then 0 else 1 end' -%}
{%- set filled_known = 'case when ' ~ known | join(' is null then 0 else 1 end + case when ') ~ ' is null then 0 else 1 end' -%}
{%- set kinds = {'merged_contact': 'contact', 'external_user': 'external', 'union_id': 'union'} -%}
{%- for field, column in web.items() %}
select
    record_key,
    'clickstream' as source_name,
    '{{ field }}' as field,
    '{{ field }}' as identifier_kind,
    '{{ field }}:' || {{ column }} as identifier,
    min({{ filled }}) as fields,
    min(seen_at) as seen_at
from {{ ref('int_web_visitors') }}
where {{ column }} is not null
group by record_key, {{ column }}
union all
{%- endfor %}
{%- for field in known %}
select
    record_key,
    source_name,
    '{{ field }}' as field,
    '{{ kinds.get(field, field) }}' as identifier_kind,
    '{{ kinds.get(field, field) }}:' || {{ field }} as identifier,
    {{ filled_known }} as fields,
    seen_at
from {{ ref('int_known_records') }}
where {{ field }} is not null
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
