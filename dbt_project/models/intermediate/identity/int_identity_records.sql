{%- set columns = {
    'source_name': 'string', 'seen_at': 'timestamp', 'contact': 'string', 'merged_contact': 'string',
    'customer': 'string', 'member': 'string', 'email': 'string', 'phone': 'string', 'cookie': 'string',
    'external_user': 'string', 'union_id': 'string',
} -%}
{%- set wecom = ['external_user', 'union_id'] -%}
with numbers as (
    {{ dbt.generate_series(20) }}
),

web as (
    select
        anonymous_id,
        user_hash,
        email_hash,
        phone_hash,
        min(seen_at) as seen_at
    from {{ ref('int_web_visitors') }}
    group by anonymous_id, user_hash, email_hash, phone_hash
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
    {'from': 'web', 'lacks': ['contact', 'merged_contact', 'customer'] + wecom,
     'set': {'source_name': "'clickstream'", 'member': 'user_hash', 'email': 'email_hash',
             'phone': 'phone_hash', 'cookie': 'anonymous_id'}},
    {'from': ref('stg_orders'), 'lacks': ['contact', 'merged_contact', 'member', 'cookie'] + wecom,
     'set': {'source_name': 'platform', 'seen_at': 'created_at', 'customer': "(account_id || '/' || customer_id)",
             'email': 'email_hash', 'phone': 'phone_hash'}},
    {'from': ref('stg_crm_people'), 'lacks': ['merged_contact', 'customer', 'cookie', 'union_id'],
     'set': {'external_user': 'external_hash', 'source_name': 'platform', 'seen_at': 'created_at', 'contact': "(account_id || '/' || contact_id)",
             'member': 'member_hash', 'email': 'email_hash', 'phone': 'phone_hash'}},
    {'from': 'merged', 'lacks': ['customer', 'member', 'email', 'phone', 'cookie'] + wecom, 'where': 'length(merged_id) > 0',
     'set': {'source_name': 'platform', 'seen_at': 'created_at', 'contact': "(account_id || '/' || contact_id)",
             'merged_contact': "(account_id || '/' || merged_id)"}},
    {'from': ref('stg_survey_responses'), 'lacks': ['contact', 'merged_contact', 'customer', 'email', 'phone', 'cookie'] + wecom,
     'set': {'source_name': 'platform', 'seen_at': 'submitted_at', 'member': 'member_hash'}},
    {'from': ref('stg_event_people'), 'lacks': ['contact', 'merged_contact', 'customer', 'member', 'cookie'] + wecom,
     'set': {'source_name': 'platform', 'seen_at': 'recorded_at', 'email': 'email_hash', 'phone': 'phone_hash'}},
    {'from': ref('stg_private_contacts'),
     'lacks': ['contact', 'merged_contact', 'customer', 'member', 'email', 'cookie'],
     'set': {'source_name': 'platform', 'seen_at': 'added_at', 'phone': 'phone_hash', 'external_user': 'external_hash',
             'union_id': 'union_hash'}},
    {'from': ref('stg_community_members'),
     'lacks': ['contact', 'merged_contact', 'customer', 'member', 'email', 'phone', 'cookie'],
     'set': {'source_name': 'platform', 'seen_at': 'joined_at', 'external_user': 'external_hash',
             'union_id': 'union_hash'}},
]) }}
)

select
    source_name,
    contact,
    merged_contact,
    customer,
    member,
    email,
    phone,
    cookie,
    external_user,
    union_id,
    min(seen_at) as seen_at
from records
group by source_name, contact, merged_contact, customer, member, email, phone, cookie, external_user, union_id
