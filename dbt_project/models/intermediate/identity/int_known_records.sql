{%- set identifiers = [
    'contact', 'merged_contact', 'customer', 'member', 'email', 'phone', 'external_user', 'union_id',
] -%}
{%- set columns = {'source_name': 'string', 'seen_at': 'timestamp'} -%}
{%- for name in identifiers %}{% do columns.update({name: 'string'}) %}{% endfor -%}
{%- set wecom = ['external_user', 'union_id'] -%}
with numbers as (
    {{ dbt.generate_series(20) }}
),

merged as (
    select
        people.platform,
        people.account_id,
        people.contact_id,
        people.created_at,
        trim(split_part(people.merged_ids, ';', cast(numbers.generated_number as integer))) as merged_id
    from {{ ref('stg_crm_people') }} as people
    cross join numbers
    where people.merged_ids is not null
),

records as (
{{ union_by_name(columns, [
    {'from': ref('stg_orders'), 'lacks': ['contact', 'merged_contact', 'member'] + wecom,
     'set': {'source_name': 'platform', 'seen_at': 'created_at', 'customer': "(account_id || '/' || customer_id)",
             'email': 'email_hash', 'phone': 'phone_hash'}},
    {'from': ref('stg_crm_people'), 'lacks': ['merged_contact', 'customer', 'union_id'],
     'set': {'external_user': 'external_hash', 'source_name': 'platform', 'seen_at': 'created_at', 'contact': "(account_id || '/' || contact_id)",
             'member': 'member_hash', 'email': 'email_hash', 'phone': 'phone_hash'}},
    {'from': 'merged', 'lacks': ['customer', 'member', 'email', 'phone'] + wecom, 'where': 'length(merged_id) > 0',
     'set': {'source_name': 'platform', 'seen_at': 'created_at', 'contact': "(account_id || '/' || contact_id)",
             'merged_contact': "(account_id || '/' || merged_id)"}},
    {'from': ref('stg_survey_responses'), 'lacks': ['contact', 'merged_contact', 'customer', 'email', 'phone'] + wecom,
     'set': {'source_name': 'platform', 'seen_at': 'submitted_at', 'member': 'member_hash'}},
    {'from': ref('stg_event_people'), 'lacks': ['contact', 'merged_contact', 'customer', 'member'] + wecom,
     'set': {'source_name': 'platform', 'seen_at': 'recorded_at', 'email': 'email_hash', 'phone': 'phone_hash'}},
    {'from': ref('stg_private_contacts'), 'lacks': ['contact', 'merged_contact', 'customer', 'member', 'email'],
     'set': {'source_name': 'platform', 'seen_at': 'added_at', 'phone': 'phone_hash', 'external_user': 'external_hash',
             'union_id': 'union_hash'}},
    {'from': ref('stg_community_members'),
     'lacks': ['contact', 'merged_contact', 'customer', 'member', 'email', 'phone'],
     'set': {'source_name': 'platform', 'seen_at': 'joined_at', 'external_user': 'external_hash',
             'union_id': 'union_hash'}},
]) }}
)

select
    {{ key_of(['source_name'] + identifiers) }} as record_key,
    source_name,
    {%- for name in identifiers %}
    {{ name }},
    {%- endfor %}
    min(seen_at) as seen_at
from records
group by source_name, {{ identifiers | join(', ') }}
